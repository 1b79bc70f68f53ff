import * as l10n from "@vscode/l10n";
import type { ExplainedCertificate, Explanation } from "../../core/keystore/explanation";
import type { Severity } from "../../core/problem";
import { explainFindingWords, type ExplainCode } from "../words/explainFindings";
import { countText } from "../words/numbers";
import { foreign, html, nothing, type Html } from "./html";

/** A finding of a file or of one of its certificates, in words. */
export interface ShownFinding {
  readonly code: ExplainCode;
  readonly severity: Severity;
  readonly title: string;
  readonly sentence: string;
  readonly cure: string;
  /** Index of the certificate that it is about. */
  readonly certificate?: number;
}

/** Gives every finding of an explanation in words, the worst first. */
export function findingsOf({ findings, certificates }: Explanation): readonly ShownFinding[] {
  const all = [
    ...findings,
    ...certificates.flatMap((certificate, index) =>
      certificate.findings.map((finding) => ({ ...finding, certificate: index })),
    ),
  ];
  return severities.flatMap((severity) =>
    all
      .filter((finding) => finding.severity === severity)
      .map(({ code, values, certificate }) => ({
        code,
        severity,
        ...explainFindingWords({ code, values }),
        ...(certificate === undefined ? {} : { certificate }),
      })),
  );
}

/** Draws the findings, those of one code together. */
export function findingsSection(
  found: readonly ShownFinding[],
  certificates: readonly ExplainedCertificate[],
): Html {
  const codes = [...new Set(found.map(({ code }) => code))];
  return html`<section id="findings" aria-labelledby="findings-title">
    <h2 id="findings-title">${l10n.t("Findings")}</h2>
    <ul class="findings">
      ${codes.map((code) =>
        findingItem(
          found.filter((finding) => finding.code === code),
          certificates,
        ),
      )}
    </ul>
  </section>`;
}

const severities = ["error", "warning", "info"] as const satisfies readonly Severity[];

const severityNames: Readonly<Record<Severity, string>> = {
  error: l10n.t("Error"),
  warning: l10n.t("Warning"),
  info: l10n.t("Note"),
};

function findingItem(found: readonly ShownFinding[], certificates: readonly ExplainedCertificate[]): Html {
  const [first] = found;
  if (first === undefined) {
    return nothing;
  }
  const { code, severity, title, cure } = first;
  const sentences = [...new Set(found.map(({ sentence }) => sentence))];
  return html`<li class="finding ${severity}">
    <h3><span class="severity">${severityNames[severity]}</span> ${title}</h3>
    ${sentences.slice(0, mostOfOneCode).map((sentence) =>
      sentenceLine(
        found.filter((finding) => finding.sentence === sentence),
        certificates,
      ),
    )}
    ${
      sentences.length > mostOfOneCode
        ? html`<p>
            ${l10n.t("The same holds for {count} more.", { count: countText(sentences.length - mostOfOneCode) })}
          </p>`
        : nothing
    }
    <p><span class="label">${l10n.t("What to do:")}</span> ${cure}</p>
    <p>
      <button type="button" class="link" data-docs="${code}" aria-label="${l10n.t("About {code}", { code })}">
        <code>${code}</code>
      </button>
    </p>
  </li>`;
}

/** A store of a platform's authorities may break one rule a hundred times. */
const mostOfOneCode = 10;

/** What is said once, with every certificate that it is said of where there are several. */
function sentenceLine(found: readonly ShownFinding[], certificates: readonly ExplainedCertificate[]): Html {
  const links = found.flatMap(({ certificate }) =>
    certificate === undefined || certificates.length === 1
      ? []
      : [certificateLink(certificates, certificate)],
  );
  const about = links.map((link, place) => html`${place === 0 ? "" : ", "}${link}`);
  return html`<p>${about}${about.length === 0 ? "" : ": "}${found[0]?.sentence ?? ""}</p>`;
}

/** Gives a link to a certificate's section. */
export function certificateLink(certificates: readonly ExplainedCertificate[], index: number): Html {
  return html`<a href="#certificate-${index + 1}"
    >${index + 1} · ${foreign(titleOf(certificates[index]))}</a
  >`;
}

/** What a certificate is called where there is little room. */
export function titleOf(certificate: ExplainedCertificate | undefined): string {
  const { subject, subjectText = "" } = certificate?.facts ?? {};
  const name = subject?.commonName ?? "";
  return name !== "" ? name : subjectText !== "" ? subjectText : l10n.t("without a subject");
}
