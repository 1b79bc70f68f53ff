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

function entryItem(entry: ExplainedEntry, { certificates }: Explanation): Html {
  const { alias, key } = entry;
  const name = alias === undefined ? nothing : html`<strong>${foreign(alias)}</strong>: `;
  const links = entry.certificates.map((index) => certificateLink(certificates, index));
  return html`<li>
    ${name}${entryText(entry, issuedBy(links))}
    ${key?.state === "locked" ? html`<button type="button" data-act="unlock">${l10n.t("Unlock…")}</button>` : nothing}
  </li>`;
}

/** Certificates that are each issued by the next; undefined where there is none. */
function issuedBy(links: readonly Html[]): Html | undefined {
  return links.reduceRight<Html | undefined>(
    (issuer, certificate) =>
      issuer === undefined
        ? certificate
        : filled(l10n.t("{certificate}, issued by {issuer}"), { certificate, issuer }),
    undefined,
  );
}

function entryText({ kind, key }: ExplainedEntry, certificate: Html | undefined): Html {
  if (certificate === undefined) {
    return html`${key?.state === "locked" ? l10n.t("private key, locked") : kindNames[kind]}`;
  }
  switch (kind) {
    case "trusted":
      return filled(l10n.t("trusted certificate {certificate}"), { certificate });
    case "certificate":
      return filled(l10n.t("certificate {certificate}"), { certificate });
    case "key":
      return keyText(key, certificate);
  }
}

const kindNames: Readonly<Record<ExplainedEntry["kind"], string>> = {
  key: l10n.t("private key"),
  trusted: l10n.t("trusted certificate"),
  certificate: l10n.t("certificate"),
};

function keyText(key: ExplainedEntry["key"], certificate: Html): Html {
  switch (key?.match) {
    case "matches":
      return filled(l10n.t("private key that matches its certificate {certificate}"), { certificate });
    case "differs":
      return html`<strong
        >${filled(l10n.t("private key that does not match its certificate {certificate}"), { certificate })}</strong
      >`;
    case "unknown":
    case undefined:
      return key?.state === "locked"
        ? filled(l10n.t("private key, locked, with certificate {certificate}"), { certificate })
        : filled(l10n.t("private key, with certificate {certificate}"), { certificate });
  }
}

function chainItem({ index, issued }: ChainNode, explanation: Explanation): Html {
  const { certificates } = explanation;
  const certificate = certificates[index];
  const facts = certificate?.facts;
  const missing =
    facts === undefined || facts.isSelfIssued || explanation.chains.every((root) => root.index !== index)
      ? nothing
      : html`<span class="aside">
          ·
          ${filled(l10n.t("issued by {issuer}, which is not in this file"), { issuer: foreign(facts.issuerText) })}</span
        >`;
  const role = certificate === undefined ? "" : roleNames[certificate.role];
  const until = facts === undefined ? "" : dayOf(facts.notAfter);
  return html`<li>
    ${certificateLink(certificates, index)}<span class="aside">
      · ${l10n.t("for {role}, until {until}", { role, until })}</span
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
