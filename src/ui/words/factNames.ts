import * as l10n from "@vscode/l10n";
import { safeText } from "../../core/stream/safeText";
import { secondsText } from "./numbers";

/** A fact of a phase in words. */
export interface FactWords {
  readonly name: string;
  /** Safe text, whole. */
  readonly value: string;
}

/** Words one fact of a phase; a name that nobody words is shown as it is. */
export function factWords(name: string, value: string): FactWords {
  const [, position, member = ""] = /^certificate(\d+)\.(\w+)$/.exec(name) ?? [];
  if (position !== undefined) {
    return {
      name: l10n.t("Certificate {position}, {own}", { position, own: own(memberNames, member) ?? member }),
      value: safeText(value),
    };
  }
  const say = own(sayings, name);
  return { name: own(names, name) ?? safeText(name), value: safeText(say?.(value) ?? value) };
}

/** A name may be anything, `constructor` among them. */
function own<Value>(table: Readonly<Partial<Record<string, Value>>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** What each fact of a phase is called. */
const names: Readonly<Partial<Record<string, string>>> = {
  address: l10n.t("Connected to"),
  addresses: l10n.t("Addresses"),
  afterMs: l10n.t("No answer within"),
  algorithm: l10n.t("Algorithm"),
  chainLength: l10n.t("Certificates presented"),
  cipher: l10n.t("Cipher suite"),
  clientCertificate: l10n.t("Certificate file"),
  clientCertificateRequested: l10n.t("Asks for our certificate"),
  clientFingerprint256: "SHA-256",
  clientId: l10n.t("Client id"),
  clientNotAfter: l10n.t("Valid until"),
  clientSubject: l10n.t("Subject"),
  credentialsId: l10n.t("Credentials id"),
  errorCode: l10n.t("Error"),
  extendedKeyUsage: l10n.t("Extended key usage"),
  failed: l10n.t("In vain"),
  firstBytesHex: l10n.t("First bytes"),
  grants: l10n.t("Granted"),
  host: l10n.t("Host"),
  issuersAbove: l10n.t("Whose issuer is"),
  line: l10n.t("Line"),
  lockedBy: l10n.t("Password of"),
  missingIssuer: l10n.t("Issuer not shown"),
  missingIssuerFile: l10n.t("Lies in"),
  mqttUrl: l10n.t("Server address"),
  notAfter: l10n.t("Valid until"),
  notBefore: l10n.t("Valid since"),
  now: l10n.t("Now"),
  offset: l10n.t("Offset"),
  path: l10n.t("File"),
  protocol: l10n.t("Protocol"),
  qos: "QoS",
  reason: l10n.t("Reason"),
  reasonCode: l10n.t("Reason code"),
  reasonString: l10n.t("Reason given"),
  returnCode: l10n.t("CONNACK code"),
  serverName: l10n.t("Server name asked for"),
  sessionPresent: l10n.t("Session resumed"),
  subject: l10n.t("Subject"),
  topic: l10n.t("Topic"),
  topics: l10n.t("Topics asked for"),
  trust: l10n.t("Trusts"),
  trustedBy: l10n.t("Server trusted"),
};

const memberNames: Readonly<Partial<Record<string, string>>> = {
  fingerprint256: "SHA-256",
  issuer: l10n.t("issuer"),
  notAfter: l10n.t("valid until"),
  notBefore: l10n.t("valid since"),
  subject: l10n.t("subject"),
  unreadable: l10n.t("unreadable"),
};

const answers = { true: l10n.t("yes"), false: l10n.t("no") };

const trusts = {
  pinned: l10n.t("by its own certificate"),
  anchor: l10n.t("by its CA"),
  platform: l10n.t("by this machine's authorities"),
};

const yesOrNo = (value: string): string => own<string>(answers, value) ?? value;

/** What stands for values that are codes. */
const sayings: Readonly<Record<string, (value: string) => string>> = {
  afterMs: (ms) => secondsText(Number(ms)),
  clientCertificateRequested: yesOrNo,
  sessionPresent: yesOrNo,
  trust: (source) => (source === "platform" ? l10n.t("this machine's authorities") : source),
  trustedBy: (by) => own<string>(trusts, by) ?? by,
};
