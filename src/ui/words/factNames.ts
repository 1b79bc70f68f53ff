import { safeText } from "../../core/stream/safeText";

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
      name: `Certificate ${position}, ${own(memberNames, member) ?? member}`,
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
  address: "Connected to",
  addresses: "Addresses",
  afterMs: "No answer within",
  algorithm: "Algorithm",
  chainLength: "Certificates presented",
  cipher: "Cipher suite",
  clientCertificate: "Certificate file",
  clientCertificateRequested: "Asks for our certificate",
  clientFingerprint256: "SHA-256",
  clientId: "Client id",
  clientNotAfter: "Valid until",
  clientSubject: "Subject",
  credentialsId: "Credentials id",
  errorCode: "Error",
  extendedKeyUsage: "Extended key usage",
  failed: "In vain",
  firstBytesHex: "First bytes",
  grants: "Granted",
  host: "Host",
  issuersAbove: "Whose issuer is",
  line: "Line",
  lockedBy: "Password of",
  missingIssuer: "Issuer not shown",
  missingIssuerFile: "Lies in",
  mqttUrl: "Server address",
  notAfter: "Valid until",
  notBefore: "Valid since",
  now: "Now",
  offset: "Offset",
  path: "File",
  protocol: "Protocol",
  qos: "QoS",
  reason: "Reason",
  reasonCode: "Reason code",
  reasonString: "Reason given",
  returnCode: "CONNACK code",
  serverName: "Server name asked for",
  sessionPresent: "Session resumed",
  subject: "Subject",
  topic: "Topic",
  topics: "Topics asked for",
  trust: "Trusts",
  trustedBy: "Server trusted",
};

const memberNames: Readonly<Partial<Record<string, string>>> = {
  fingerprint256: "SHA-256",
  issuer: "issuer",
  notAfter: "valid until",
  notBefore: "valid since",
  subject: "subject",
  unreadable: "unreadable",
};

const answers = { true: "yes", false: "no" };

const trusts = {
  pinned: "by its own certificate",
  anchor: "by its CA",
  platform: "by this machine's authorities",
};

const yesOrNo = (value: string): string => own<string>(answers, value) ?? value;

/** What stands for values that are codes. */
const sayings: Readonly<Record<string, (value: string) => string>> = {
  afterMs: (ms) => `${Number(ms) / 1000} s`,
  clientCertificateRequested: yesOrNo,
  sessionPresent: yesOrNo,
  trust: (source) => (source === "platform" ? "this machine's authorities" : source),
  trustedBy: (by) => own<string>(trusts, by) ?? by,
};
