import * as l10n from "@vscode/l10n";
import type { InspectedFile } from "../../flows/inspectFile";
import { nameOf } from "../../flows/paths";
import { formatNames } from "../words/explain";
import { countText, listText } from "../words/numbers";
import { certificateSection, type PageMoment } from "./certificateSection";
import { contentsSection } from "./contentsSection";
import { newCopies } from "./copies";
import { documentOf, type PageFrame } from "./document";
import { findingsOf, findingsSection, type ShownFinding } from "./findings";
import { html, nothing, type Html } from "./html";

/** A page, and what its copy buttons stand for, by their numbers. */
export interface Page {
  readonly html: string;
  readonly copies: readonly string[];
}

/** Makes the page of an explained file. */
export function pageOf(file: InspectedFile, moment: PageMoment, frame: PageFrame): Page {
  const copies = newCopies();
  const { explanation, path } = file;
  const found = findingsOf(explanation);
  const body = html`<header>
      <h1>${nameOf(path)}</h1>
      <p>${summaryOf(file)}</p>
      <p>${countsOf(found)}</p>
    </header>
    <main>
      ${contentsSection(explanation)}
      ${found.length === 0 ? nothing : findingsSection(found, explanation.certificates)}
      ${explanation.certificates.map((certificate, index) =>
        certificateSection(certificate, { index, moment, copies }),
      )}
    </main>`;
  return { html: documentOf(nameOf(path), body, frame).html, copies: copies.all() };
}

/** Makes the page of a file that cannot be explained: why, and what can be done. */
export function refusedPage(
  path: string,
  { message, isLocked }: { readonly message: string; readonly isLocked: boolean },
  frame: PageFrame,
): Page {
  const name = nameOf(path);
  const unlock = html`<p>
    <button type="button" class="primary" data-act="unlock">${l10n.t("Enter Password…")}</button>
  </p>`;
  const body = html`<header><h1>${name}</h1></header>
    <main>
      <section aria-label="${l10n.t("Why it is not shown")}">
        <p class="refusal">${message}</p>
        ${isLocked ? unlock : nothing}
      </section>
    </main>`;
  return { html: documentOf(name, body, frame).html, copies: [] };
}

function summaryOf({ explanation, openedWith }: InspectedFile): Html {
  const { format, certificates, certificatesLeftOut, entries } = explanation;
  const keys = entries.filter(({ kind }) => kind === "key").length;
  const parts = [
    formatNames[format],
    certificates.length === 1
      ? l10n.t("1 certificate")
      : l10n.t("{count} certificates", { count: countText(certificates.length) }),
    ...(keys === 0
      ? []
      : [keys === 1 ? l10n.t("1 private key") : l10n.t("{count} private keys", { count: countText(keys) })]),
    ...(certificatesLeftOut === 0
      ? []
      : [
          certificatesLeftOut === 1
            ? l10n.t("1 more certificate is not shown")
            : l10n.t("{count} more certificates are not shown", { count: countText(certificatesLeftOut) }),
        ]),
  ];
  return html`${parts.join(" · ")}${openedWords(openedWith)}`;
}

function openedWords(openedWith: InspectedFile["openedWith"]): Html {
  switch (openedWith.kind) {
    case "nothing":
      return nothing;
    case "given":
      return html` · ${l10n.t("opened with the password given")}`;
    case "properties":
      return html` ·
      ${l10n.t("opened with the passwords of {file}", { file: nameOf(openedWith.propertiesPath) })}`;
    case "well-known":
      return html` · ${l10n.t("opened with a well-known password, or with none")}`;
  }
}

/** As many as are shown below, where those of one code are together. */
function countsOf(found: readonly ShownFinding[]): Html {
  const count = (severity: ShownFinding["severity"]): number =>
    new Set(found.filter((finding) => finding.severity === severity).map(({ code }) => code)).size;
  const [errors, warnings, notes] = [count("error"), count("warning"), count("info")];
  const said = [
    ...(errors === 0
      ? []
      : [errors === 1 ? l10n.t("1 error") : l10n.t("{errors} errors", { errors: countText(errors) })]),
    ...(warnings === 0
      ? []
      : [
          warnings === 1
            ? l10n.t("1 warning")
            : l10n.t("{warnings} warnings", { warnings: countText(warnings) }),
        ]),
    ...(notes === 0
      ? []
      : [notes === 1 ? l10n.t("1 note") : l10n.t("{notes} notes", { notes: countText(notes) })]),
  ];
  return found.length === 0
    ? html`${l10n.t("No findings: nothing here that another client would dislike.")}`
    : html`<a href="#findings">${listText(said)}</a>`;
}
