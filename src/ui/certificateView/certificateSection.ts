import * as l10n from "@vscode/l10n";
import { canonicalPemOf, credentialIdOf } from "../../core/credential/credentialId";
import type { ExplainedCertificate } from "../../core/keystore/explanation";
import { dayOf, extensionWords, nameText, roleNames, validityWords } from "../words/explain";
import type { Copies } from "./copies";
import { titleOf } from "./findings";
import { foreign, html, nothing, type Html } from "./html";

/** When a file is looked at, and from when on the end of a certificate is near. */
export interface PageMoment {
  readonly now: Date;
  readonly expiryWarningDays: number;
}

/** Where a certificate stands in its page. */
export interface CertificatePlace {
  readonly index: number;
  readonly moment: PageMoment;
  readonly copies: Copies;
}

/** Draws one certificate: its life as a bar, its facts, its extensions in words. */
export function certificateSection(certificate: ExplainedCertificate, place: CertificatePlace): Html {
  const id = `certificate-${place.index + 1}`;
  const pem = place.copies.button(
    l10n.t("the PEM of certificate {count}", { count: place.index + 1 }),
    canonicalPemOf(certificate.der),
  );
  return html`<section id="${id}" class="certificate" aria-labelledby="${id}-title">
    <h2 id="${id}-title">
      ${l10n.t("Certificate {number}", { number: place.index + 1 })} · ${foreign(titleOf(certificate))}
    </h2>
    ${validityBar(certificate, place.moment)}
    <dl>
      ${factRows(certificate, place)}
      <dt>PEM</dt>
      <dd>${l10n.t("for pasting into ThingsBoard")} ${pem}</dd>
    </dl>
    ${extensionTable(certificate, id)}
  </section>`;
}

function validityBar({ facts }: ExplainedCertificate, { now, expiryWarningDays }: PageMoment): Html {
  const { state, short, spoken, bar } = validityWords(facts, now, expiryWarningDays);
  const gone = Math.min(Math.max(bar.today, bar.start), bar.end) - bar.start;
  return html`<div class="validity ${state}">
    <svg viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label="${spoken}">
      <rect class="track" x="0" y="9" width="1000" height="6"></rect>
      <rect
        class="life"
        x="${bar.start}"
        y="6"
        width="${Math.max(bar.end - bar.start, 0)}"
        height="12"
      ></rect>
      <rect class="gone" x="${bar.start}" y="6" width="${Math.max(gone, 0)}" height="12"></rect>
      <rect class="today" x="${Math.min(Math.max(bar.today - 3, 0), 994)}" y="0" width="6" height="24"></rect>
    </svg>
    <p aria-hidden="true">
      <span>${dayOf(facts.notBefore)}</span
      ><strong>${l10n.t("today {day}: {state}", { day: dayOf(now), state: short })}</strong
      ><span>${dayOf(facts.notAfter)}</span>
    </p>
  </div>`;
}

interface Fact {
  readonly name: string;
  readonly value: Html;
  /** What the copy button gives; absent where there is none. */
  readonly copy?: string;
}

function factRows(certificate: ExplainedCertificate, { index, copies }: CertificatePlace): readonly Html[] {
  return factsOf(certificate).map(
    ({ name, value, copy }) =>
      html`<dt>${name}</dt>
        <dd>
          ${value}
          ${copy === undefined ? nothing : copies.button(l10n.t("{name} of certificate {count}", { name, count: index + 1 }), copy)}
        </dd>`,
  );
}

function factsOf({ der, facts, details, role }: ExplainedCertificate): readonly Fact[] {
  const id = credentialIdOf(der);
  const issuer = facts.isSelfIssued ? html`${l10n.t("itself")}` : foreign(facts.issuerText);
  return [
    { name: l10n.t("For"), value: html`${roleNames[role]}` },
    { name: l10n.t("Subject"), value: foreign(facts.subjectText), copy: facts.subjectText },
    { name: l10n.t("Issued by"), value: issuer },
    {
      name: l10n.t("Valid"),
      value: html`${l10n.t("{from} to {to}", { from: timeText(facts.notBefore), to: timeText(facts.notAfter) })}`,
    },
    { name: l10n.t("Names"), value: namesList(facts.names.map(nameText)) },
    { name: l10n.t("Key"), value: html`${facts.keyText}` },
    { name: l10n.t("Signature"), value: html`${facts.signatureText}` },
    { name: l10n.t("Serial number"), value: code(facts.serialHex), copy: facts.serialHex },
    { name: l10n.t("SHA-256 fingerprint"), value: code(facts.fingerprint256), copy: facts.fingerprint256 },
    { name: l10n.t("SHA-1 fingerprint"), value: code(details.fingerprint1), copy: details.fingerprint1 },
    { name: l10n.t("ThingsBoard credentials id"), value: code(id), copy: id },
  ];
}

/** To the second, in UTC. */
function timeText(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function namesList(names: readonly string[]): Html {
  return names.length === 0
    ? html`${l10n.t("none (no subject alternative names)")}`
    : html`<ul class="names">
        ${names.map((name) => html`<li>${foreign(name)}</li>`)}
      </ul>`;
}

function code(value: string): Html {
  return html`<code>${value}</code>`;
}

function extensionTable({ facts, details }: ExplainedCertificate, id: string): Html {
  const rows = extensionWords(facts, details);
  if (rows.length === 0) {
    return html`<p>${l10n.t("It has no extensions.")}</p>`;
  }
  return html`<h3 id="${id}-extensions">${l10n.t("Extensions")}</h3>
    <table aria-labelledby="${id}-extensions">
      <thead>
        <tr>
          <th scope="col">${l10n.t("Extension")}</th>
          <th scope="col">${l10n.t("What it says")}</th>
          <th scope="col">${l10n.t("Critical")}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, words, isCritical }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${foreign(words)}</td>
              <td data-name="${l10n.t("Critical")}">${isCritical ? l10n.t("yes") : l10n.t("no")}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}
