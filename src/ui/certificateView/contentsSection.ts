import * as l10n from "@vscode/l10n";
import type { ChainNode } from "../../core/keystore/chainForest";
import type { ExplainedEntry, Explanation } from "../../core/keystore/explanation";
import { dayOf, roleNames } from "../words/explain";
import { certificateLink } from "./findings";
import { filled, foreign, html, nothing, type Html } from "./html";

/** Draws what is in a file: its entries where they have names or keys, and its certificates as trees. */
export function contentsSection(explanation: Explanation): Html {
  const { entries, certificates, chains } = explanation;
  const isListed = entries.some(({ kind, alias }) => kind === "key" || alias !== undefined);
  if (certificates.length === 0 && entries.length === 0) {
    return html`<p>${l10n.t("There is neither a certificate nor a key in it.")}</p>`;
  }
  const list = html`<h3>${l10n.t("Entries")}</h3>
    <ul class="entries">
      ${entries.map((entry) => entryItem(entry, explanation))}
    </ul>`;
  const tree = html`<h3 id="chain-title">${l10n.t("Who issued whom")}</h3>
    <ul class="chain" aria-labelledby="chain-title">
      ${chains.map((node) => chainItem(node, explanation))}
    </ul>`;
  return html`<section aria-labelledby="contents-title">
    <h2 id="contents-title">${l10n.t("What is in it")}</h2>
    ${isListed ? list : nothing} ${certificates.length === 0 ? nothing : tree}
  </section>`;
}

const kindNames: Readonly<Record<ExplainedEntry["kind"], string>> = {
  key: l10n.t("private key"),
  trusted: l10n.t("trusted certificate"),
  certificate: l10n.t("certificate"),
};

function entryItem(entry: ExplainedEntry, { certificates }: Explanation): Html {
  const { alias, kind, key } = entry;
  const name = alias === undefined ? nothing : html`<strong>${foreign(alias)}</strong>: `;
  const links = entry.certificates.map(
    (index, place) =>
      html`${place === 0 ? "" : `${l10n.t(", issued by")} `}${certificateLink(certificates, index)}`,
  );
  const [first] = links;
  const beside =
    first === undefined
      ? nothing
      : html`${key?.match === "unknown" ? `${l10n.t(", with certificate")} ` : " "}${links}`;
  return html`<li>
    ${name}${kindNames[kind]}${keyWords(key)}${beside}
    ${key?.state === "locked" ? html`<button type="button" data-act="unlock">${l10n.t("Unlock…")}</button>` : nothing}
  </li>`;
}

function keyWords(key: ExplainedEntry["key"]): Html {
  if (key === undefined) {
    return nothing;
  }
  switch (key.match) {
    case "matches":
      return html` ${l10n.t("that matches its certificate")}`;
    case "differs":
      return html` <strong>${l10n.t("that does not match its certificate")}</strong>`;
    case "unknown":
      return key.state === "locked" ? html`, ${l10n.t("locked")}` : nothing;
  }
}

function chainItem({ index, issued }: ChainNode, explanation: Explanation): Html {
  const { certificates } = explanation;
  const certificate = certificates[index];
  const facts = certificate?.facts;
  const missing =
    facts === undefined || facts.isSelfIssued || explanation.chains.every((root) => root.index !== index)
      ? nothing
      : html`<span class="aside"
          >${filled(l10n.t(", issued by {issuer}, which is not in this file"), { issuer: foreign(facts.issuerText) })}</span
        >`;
  const role = certificate === undefined ? "" : roleNames[certificate.role];
  const until = facts === undefined ? "" : dayOf(facts.notAfter);
  return html`<li>
    ${certificateLink(certificates, index)}<span class="aside"
      >${l10n.t(", for {role}, until {until}", { role, until })}</span
    >${missing}
    ${
      issued.length === 0
        ? nothing
        : html`<ul>
            ${issued.map((node) => chainItem(node, explanation))}
          </ul>`
    }
  </li>`;
}
