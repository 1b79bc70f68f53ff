import * as l10n from "@vscode/l10n";
import type { Phase } from "../../core/connection/events";
import type { PhaseReport } from "../../core/connection/session";
import { nameOf } from "../../flows/paths";
import { dayOf, plainText } from "./diagnosisCase";
import { listText, secondsText } from "./numbers";

/** Words what a phase proved, or what it tried in vain, in one line. */
export function phaseWords({ phase, ok, facts }: PhaseReport): string {
  const fact: FactOf = (name, say = (text) => text) => {
    const value = Object.hasOwn(facts, name) ? facts[name] : undefined;
    return value === undefined || value === "" ? "" : say(plainText(value));
  };
  const parts = ok ? proofs[phase](fact) : [...attempts[phase](fact), ...troubles(fact)];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Says a fact; nothing where it is missing. */
type FactOf = (name: string, say?: (fact: string) => string) => string;
type Parts = (fact: FactOf) => readonly string[];

/** What each phase proves when it passes. */
const proofs: Readonly<Record<Phase, Parts>> = {
  preflight: (fact) => [
    l10n.t("certificate and key fit"),
    fact("clientSubject"),
    fact("clientNotAfter", (time) => l10n.t("valid until {day}", { day: dayOf(time) })),
    fact("trust", (source) =>
      source === "platform"
        ? l10n.t("trusts this machine's authorities")
        : l10n.t("trusts {file}", { file: nameOf(source) }),
    ),
  ],
  dns: (fact) => [
    fact("host", (host) =>
      host === fact("addresses")
        ? l10n.t("{host}: nothing to look up", { host })
        : l10n.t("{host} is {addresses}", { host, addresses: fact("addresses") }),
    ),
  ],
  tcp: (fact) => [
    fact("address", (address) => l10n.t("connected to {address}", { address })),
    fact("failed", (failed) => l10n.t("in vain: {failed}", { failed })),
  ],
  tls: (fact) => [
    [fact("protocol"), fact("cipher")].filter((part) => part !== "").join(", "),
    ...serverParts(fact),
    fact("clientCertificateRequested", (asked) =>
      asked === "true" ? l10n.t("asked for our certificate") : l10n.t("did not ask for our certificate"),
    ),
  ],
  mqtt: (fact) => [
    fact("protocol", (protocol) => l10n.t("{protocol} accepted", { protocol })),
    fact("clientId", (clientId) => l10n.t("client id {clientId}", { clientId })),
    fact("sessionPresent", (present) =>
      present === "true" ? l10n.t("session resumed") : l10n.t("new session"),
    ),
  ],
  subscribe: (fact) => [fact("grants")],
  publish: (fact) => [
    fact("topic", (topic) => l10n.t("{topic} was acknowledged", { topic })),
    fact("qos", (qos) => `QoS ${qos}`),
  ],
};

/** What each phase was about when it fails. */
const attempts: Readonly<Record<Phase, Parts>> = {
  preflight: (fact) => [fact("path", nameOf)],
  dns: (fact) => [fact("host")],
  tcp: (fact) => [fact("failed", (failed) => l10n.t("in vain: {failed}", { failed }))],
  tls: (fact) => [fact("protocol"), ...serverParts(fact)],
  mqtt: (fact) => [
    fact("protocol"),
    fact("clientId", (clientId) => l10n.t("client id {clientId}", { clientId })),
  ],
  subscribe: (fact) => [fact("grants"), fact("grants") === "" ? fact("topics") : ""],
  publish: (fact) => [fact("topic")],
};

/** Whom the server says it is, and why it is trusted. */
function serverParts(fact: FactOf): readonly string[] {
  const isSelfSigned =
    fact("certificate1.subject") !== "" && fact("certificate1.subject") === fact("certificate1.issuer");
  const marks = [isSelfSigned ? l10n.t("self-signed") : "", fact("trustedBy", (by) => trusts[by] ?? by)];
  const why = listText(marks.filter((mark) => mark !== ""));
  return [
    fact("certificate1.subject", (subject) =>
      why === ""
        ? l10n.t("server {subject}", { subject })
        : l10n.t("server {subject} ({why})", { subject, why }),
    ),
    fact("certificate1.notAfter", (time) => l10n.t("valid until {day}", { day: dayOf(time) })),
    fact("certificate1.fingerprint256", (sha256) => `SHA-256 ${sha256}`),
  ];
}

const trusts: Readonly<Record<string, string>> = {
  pinned: l10n.t("pinned"),
  anchor: l10n.t("by its CA"),
  platform: l10n.t("trusted by this machine"),
};

/** What the wire said. */
function troubles(fact: FactOf): readonly string[] {
  return [
    fact("returnCode", (code) => `CONNACK ${code}`),
    fact("reasonCode", (code) => l10n.t("reason {code}", { code })),
    fact("reasonString", (reason) => `"${reason}"`),
    fact("errorCode"),
    fact("firstBytesHex", (bytes) => l10n.t("first bytes {bytes}", { bytes })),
    fact("afterMs", (afterMs) => l10n.t("no answer within {wait}", { wait: secondsText(Number(afterMs)) })),
  ];
}
