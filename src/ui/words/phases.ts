import type { Phase } from "../../core/connection/events";
import type { PhaseReport } from "../../core/connection/session";
import { nameOf } from "../../flows/paths";
import { dayOf, plainText } from "./diagnosisCase";

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
    "certificate and key fit",
    fact("clientSubject"),
    fact("clientNotAfter", (time) => `valid until ${dayOf(time)}`),
    fact("trust", (source) =>
      source === "platform" ? "trusts this machine's authorities" : `trusts ${nameOf(source)}`,
    ),
  ],
  dns: (fact) => [
    fact("host", (host) =>
      host === fact("addresses") ? `${host}: nothing to look up` : `${host} is ${fact("addresses")}`,
    ),
  ],
  tcp: (fact) => [
    fact("address", (address) => `connected to ${address}`),
    fact("failed", (failed) => `in vain: ${failed}`),
  ],
  tls: (fact) => [
    [fact("protocol"), fact("cipher")].filter((part) => part !== "").join(", "),
    ...serverParts(fact),
    fact("clientCertificateRequested", (asked) =>
      asked === "true" ? "asked for our certificate" : "did not ask for our certificate",
    ),
  ],
  mqtt: (fact) => [
    fact("protocol", (protocol) => `${protocol} accepted`),
    fact("clientId", (clientId) => `client id ${clientId}`),
    fact("sessionPresent", (present) => (present === "true" ? "session resumed" : "new session")),
  ],
  subscribe: (fact) => [fact("grants")],
  publish: (fact) => [
    fact("topic", (topic) => `${topic} was acknowledged`),
    fact("qos", (qos) => `QoS ${qos}`),
  ],
};

/** What each phase was about when it fails. */
const attempts: Readonly<Record<Phase, Parts>> = {
  preflight: (fact) => [fact("path", nameOf)],
  dns: (fact) => [fact("host")],
  tcp: (fact) => [fact("failed", (failed) => `in vain: ${failed}`)],
  tls: (fact) => [fact("protocol"), ...serverParts(fact)],
  mqtt: (fact) => [fact("protocol"), fact("clientId", (clientId) => `client id ${clientId}`)],
  subscribe: (fact) => [fact("grants"), fact("grants") === "" ? fact("topics") : ""],
  publish: (fact) => [fact("topic")],
};

/** Whom the server says it is, and why it is trusted. */
function serverParts(fact: FactOf): readonly string[] {
  const isSelfSigned =
    fact("certificate1.subject") !== "" && fact("certificate1.subject") === fact("certificate1.issuer");
  const marks = [isSelfSigned ? "self-signed" : "", fact("trustedBy", (by) => trusts[by] ?? by)];
  const why = marks.filter((mark) => mark !== "").join(", ");
  return [
    fact("certificate1.subject", (subject) => `server ${subject}${why === "" ? "" : ` (${why})`}`),
    fact("certificate1.notAfter", (time) => `valid until ${dayOf(time)}`),
    fact("certificate1.fingerprint256", (sha256) => `SHA-256 ${sha256}`),
  ];
}

const trusts: Readonly<Record<string, string>> = {
  pinned: "pinned",
  anchor: "by its CA",
  platform: "trusted by this machine",
};

/** What the wire said. */
function troubles(fact: FactOf): readonly string[] {
  return [
    fact("returnCode", (code) => `CONNACK ${code}`),
    fact("reasonCode", (code) => `reason ${code}`),
    fact("reasonString", (reason) => `"${reason}"`),
    fact("errorCode"),
    fact("firstBytesHex", (bytes) => `first bytes ${bytes}`),
    fact("afterMs", (afterMs) => `no answer within ${Number(afterMs) / 1000} s`),
  ];
}
