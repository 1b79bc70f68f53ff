import type { Suspect } from "../../core/connection/suspects";
import type { DiagnosisCode } from "../../core/connection/diagnoses";
import { nameOf } from "../../flows/paths";
import type { DiagnosisCase, DiagnosisEntry } from "./diagnosisCase";
import { usualPort, within } from "./localDiagnoses";

type TlsCode = Extract<
  DiagnosisCode,
  | `tls-${string}`
  | `server-cert-${string}`
  | "server-ca-expired"
  | "client-cert-required"
  | `client-cert-rejected${string}`
>;

/** What is found in the TLS handshake: first about the server, then about our certificate. */
export const tlsDiagnoses: Readonly<Record<TlsCode, DiagnosisEntry>> = {
  "tls-not-tls": {
    title: "That port does not speak TLS",
    detail: (found) => `${found.address} answers, but not with TLS${speaks(found)}.${usualPort(found)}`,
    meaning:
      "Another protocol is on that port: plain MQTT is usually on 1883, ThingsBoard's web pages are on 8080 or 443.",
    cure: "Use the port for MQTT over TLS, usually 8883. In ThingsBoard it is open only with MQTT_SSL_ENABLED=true.",
  },
  "tls-timeout": {
    title: "The server does not answer with TLS",
    detail: (found) =>
      `${found.address} accepted the connection, then the TLS handshake did not end${within(found)}.${usualPort(found)}`,
    meaning: "The server waits for something else than TLS, as plain MQTT servers do, or it is overloaded.",
    cure: "Check that the port is the one for MQTT over TLS, then test again.",
  },
  "tls-closed": {
    title: "The server hung up during the TLS handshake",
    detail: (found) =>
      `${found.address} closed the connection in the middle of the handshake and did not say why${wireCode(found)}.${usualPort(found)}`,
    meaning: "The server gave up without a reason: its own log has it. A proxy between may do the same.",
    cure: "Look into the server's log, and check that the port is the one for MQTT over TLS.",
  },
  "tls-version-unsupported": {
    title: "The server's TLS version is too old",
    detail: (found) =>
      `${found.address} and this machine have no TLS version in common${wireCode(found)}.${found.where("serverProtocol", (version) => ` The server chose ${versionName(version)}.`)} TLS 1.2 or 1.3 is needed.`,
    meaning: "The server speaks only TLS 1.0 or 1.1, which are withdrawn (RFC 8996).",
    cure: "Update the server, or allow TLS 1.2 in its settings.",
  },
  "tls-no-shared-cipher": {
    title: "No cipher in common",
    detail: (found) =>
      `${found.address} and this machine have no cipher suite in common${wireCode(found)}.${found.where("serverCipher", (cipher) => ` Out of all that there are, the server chose ${cipher}.`)}`,
    meaning:
      "Often the server's key is of another kind than its ciphers allow, for example an EC key with RSA-only ciphers.",
    cure: "Allow modern cipher suites on the server, or give it a certificate with an RSA key (SERVER_KEY_ALG=RSA).",
  },
  "server-cert-untrusted": {
    title: "The server's certificate is not trusted",
    detail: (found) =>
      `${found.server} shows the certificate of ${server(found)}${issuedBy(found)}. ${checkedAgainst(found)}`,
    meaning:
      "The server's certificate does not lead to any certificate that is trusted here. It may be the right server, or another one.",
    cure: "Fetch the server's certificate and compare its fingerprint with whoever runs the server. Once you have, Fetch Server Certificate… saves it beside the properties file under the name that SERVER_FILE_PREFIX gives it (such as mqttserver.pub.pem). Or name a CA that signed it as caFile of the server.",
  },
  "server-cert-self-signed": {
    title: "The server's certificate is self-signed and not known here",
    detail: (found) =>
      `${found.server} shows a certificate that ${server(found)} signed itself${fingerprint(found)}. ${checkedAgainst(found)}`,
    meaning:
      "A self-signed certificate is normal for ThingsBoard's how-to, but it has to be known beforehand: anybody can make one.",
    cure: "Fetch the server's certificate and compare its fingerprint with whoever runs the server. Once you have, Fetch Server Certificate… saves it beside the properties file under the name that SERVER_FILE_PREFIX gives it (such as mqttserver.pub.pem). Or name a CA that signed it as caFile of the server.",
  },
  "server-cert-changed": {
    title: "The server's certificate has changed",
    detail: (found) =>
      `${found.server} shows a certificate for ${server(found)} with another key than the one trusted here${fingerprint(found)}. ${checkedAgainst(found)}`,
    meaning:
      "The same name with another key: the server got a new certificate, or somebody else answers in its place.",
    cure: "Ask whoever runs the server whether its certificate is new, and for its fingerprint. If so, Fetch Server Certificate… replaces the trusted file by the new one.",
  },
  "server-cert-expired": {
    title: "The server's certificate has expired",
    detail: (found) =>
      `The certificate of ${server(found)} ended on ${found.day("notAfter", "a day that is past")}; today is ${found.day("now", "later")}.`,
    meaning: "The server's certificate is past its last day. Other clients refuse it too.",
    cure: "Generate a new server certificate and install it on the server. If the date of today is wrong, set this machine's clock.",
  },
  "server-cert-not-yet-valid": {
    title: "The server's certificate is not valid yet",
    detail: (found) =>
      `The certificate of ${server(found)} begins on ${found.day("notBefore", "a later day")}; today is ${found.day("now", "earlier")}.`,
    meaning:
      "Either this machine's clock is behind, or the certificate was made on a machine whose clock is ahead.",
    cure: "Check this machine's clock; if it is right, give the server a certificate that is valid now.",
  },
  "server-cert-host-mismatch": {
    title: "The server's certificate is for another name",
    detail: (found) =>
      `The certificate is for ${found.fact("names", "another name")}, you connect to ${found.fact("host", found.address)}.`,
    meaning: "A certificate names the hosts that it is valid for. A client refuses it anywhere else.",
    cure: "Connect by a name that the certificate has, or have the server's certificate name this one too. Where it is made here, Add Host to Server Certificate… adds the name to SUBJECT_ALTERNATIVE_NAMES and issues it anew; then give the server its new files and restart it.",
  },
  "server-cert-incomplete-chain": {
    title: "The server leaves out a certificate of its chain",
    detail: (found) =>
      `${found.server} shows the certificate of ${server(found)} and not the one of its issuer, ${found.fact("missingIssuer", "which is between it and a CA that is trusted here")}${trustedAbove(found)}. ${checkedAgainst(found)}`,
    meaning:
      "A server has to show its certificate and those of all issuers between it and the trusted CA. The CA above is known here, and one in between is missing: devices that do not have it refuse the server too.",
    cure: "Have the server's certificate file hold the whole chain, leaf first and then each issuer. Until then, add the issuer's certificate to the server's caFile.",
  },
  "server-cert-wrong-purpose": {
    title: "The certificate is not made for a server",
    detail: (found) =>
      `The certificate of ${server(found)} is made for ${found.fact("extendedKeyUsage", "something else")}; a server needs serverAuth.`,
    meaning:
      "A certificate may say what it is for (extended key usage). Often a client's certificate was installed on the server.",
    cure: "Generate a server certificate and install it on the server.",
  },
  "server-cert-weak": {
    title: "The server's certificate is too weak",
    detail: (found) =>
      `The certificate of ${server(found)} has a key or signature that TLS no longer takes${wireCode(found)}.`,
    meaning: "RSA keys below 2048 bits and SHA-1 signatures are no longer safe and are refused.",
    cure: "Generate a new server certificate and install it on the server.",
  },
  "server-ca-expired": {
    title: "A certificate above the server's has expired",
    detail: (found) =>
      `The certificate of ${server(found)} is signed by ${found.fact("issuer", "an issuer")}. ${expiredAbove(found)}`,
    meaning: "A certificate is only as good as the one that signed it, up to the one that is trusted here.",
    cure: "Get the issuer's new certificate from whoever runs the server and name it as caFile of the server.",
  },
  "client-cert-required": {
    title: "The server got no client certificate",
    detail: (found) =>
      `${found.server} wants a client certificate and did not accept that none of a kind it takes was shown${wireCode(found)}.${accepts(found)}`,
    meaning:
      "A server says whose certificates and which kinds of keys it takes. A client that has none of those shows none.",
    cure: "Make the server take the device's certificate (its CA file, its list of signatures), or generate a client certificate that it takes, with another CLIENT_KEY_ALG for example.",
  },
  "client-cert-rejected-unknown-ca": {
    title: "The server does not know the client certificate",
    detail: (found) =>
      `${found.server} refused the certificate ${own(found)}: ${unknownWhy(found)} It is valid here${until(found)} and fits its key.`,
    meaning:
      "The server checks client certificates against a list of its own, and this one is not on it, or nothing that it was shown leads there: a device has to show its certificate and those of all issuers below the one that the server knows. ThingsBoard itself does not refuse it at this point: it may be a proxy, or another broker.",
    cure: "Give the public certificate to whoever runs the server; mosquitto wants it in its cafile.",
    cureOf: unknownCure,
  },
  "client-cert-rejected-expired": {
    title: "The server says that the client certificate has expired",
    detail: (found) =>
      `${found.server} refused the certificate ${own(found)} as expired or not valid yet. Here it is valid${since(found)}${until(found)}: the server's clock may be wrong, this machine's, or a certificate above it has ended.`,
    meaning: "The server judges dates by its own clock, for the certificate and for all that signed it.",
    cure: "Check the server's clock and this machine's; otherwise generate the client certificate again.",
  },
  "client-cert-rejected-revoked": {
    title: "The client certificate was revoked",
    detail: (found) =>
      `${found.server} refused the certificate ${own(found)}: it is on the server's list of revoked certificates.`,
    meaning: "Somebody withdrew this certificate on the server's side, usually because its key became known.",
    cure: "Generate a new client certificate and have it registered.",
  },
  "client-cert-rejected": {
    title: "The server refused the client certificate",
    detail: (found) =>
      `${found.server} hung up when it got the certificate ${own(found)}${wireCode(found)}. ${remaining(found)}`,
    meaning:
      "The server asked for a certificate and ended the connection when it got this one, without saying more. Its log has the reason.",
    cure: "Look into the server's log, and have the device's public certificate registered there.",
  },
};

/** Whose certificates the server says that it takes. */
function accepts(found: DiagnosisCase): string {
  const more = found.where("acceptedIssuersMore", (count) => ` and ${count} more`);
  return found.where("acceptedIssuers", (names) => ` It takes certificates of ${names}${more} alone.`);
}

/** Why a server does not know whose certificate it was shown: as surely as what it takes and the files here tell. */
function unknownWhy(found: DiagnosisCase): string {
  const proven = found.where(
    "trustedIssuer",
    (trusted) =>
      `it takes certificates of ${trusted}, and the certificate of ${missing(found)}, by which this one leads there, is not in ${shownFile(found)}.${liesIn(found)}`,
  );
  const named = found.where(
    "acceptedIssuer",
    (issuer) =>
      `it takes certificates of ${issuer}, who is this one's issuer by name. It knows another CA of that name, or lacks the one above it.`,
  );
  const unknown = "it knows neither this certificate nor who signed it.";
  return proven || named || `${unknown}${accepts(found)}${lacks(found)}`;
}

/** A certificate that may be missing above ours: whether the server needs it is not known. */
function lacks(found: DiagnosisCase): string {
  const above = found.where("issuersAbove", (names) => ` (whose issuer is ${names})`);
  return found.where(
    "missingIssuer",
    (names) =>
      ` The certificate of ${names}${above}, by which it was issued, is not in ${shownFile(found)}: a server that knows only who is above needs that too.${liesIn(found)}`,
  );
}

function liesIn(found: DiagnosisCase): string {
  return found.where("missingIssuerFile", (path) => ` It lies in ${nameOf(path)}.`);
}

function missing(found: DiagnosisCase): string {
  return found.fact("missingIssuer", "somebody");
}

/** The file that the certificates are from which were shown. */
function shownFile(found: DiagnosisCase): string {
  return found.where("clientCertificate", nameOf) || "the device's file";
}

/** The next step where the way from our certificate to what the server knows is broken, here or there. */
function unknownCure(found: DiagnosisCase): string {
  const source = found.where("missingIssuerFile", (path) => `, as it is in ${nameOf(path)}`);
  const add = `Have ${shownFile(found)} hold the certificate of ${missing(found)} behind the device's own${source}`;
  const proven = found.where("trustedIssuer", () => `${add}, then test again.`);
  const likely = found.where(
    "issuersAbove",
    () =>
      `${add}, then test again. If the server refuses it still, give the public certificate to whoever runs the server.`,
  );
  const theirs = found.where(
    "acceptedIssuer",
    (issuer) =>
      `Have whoever runs the server compare ${issuer} there with yours, and put the CAs above it into the server's CA file too.`,
  );
  return proven || likely || theirs;
}

/** What may be wrong with a certificate that is valid here: what has been ruled out, then what is left. */
function remaining(found: DiagnosisCase): string {
  const isValid = `It is valid here${since(found)}${until(found)} and fits its key.`;
  const knows = found.where(
    "acceptedIssuer",
    (issuer) =>
      ` The server takes certificates of ${issuer}, who is this one's issuer by name: left are that it was revoked, that the server's clock is outside those days, or that another issuer of that name is meant.`,
  );
  return `${isValid}${lacks(found)}${knows}${found.where("clientSuspects", suspicion)}`;
}

/** What of the certificate a strict server may dislike. */
function suspicion(codes: string): string {
  const reasons = codes.split(" ").flatMap((code) => suspicions[code] ?? []);
  return reasons.length === 0 ? "" : ` What a server may dislike: ${reasons.join(", ")}.`;
}

/** By the codes of core/connection/suspects.ts. */
const suspicions: Readonly<Record<Suspect, string>> & Readonly<Record<string, string>> = {
  "key-weak": "its key is too weak",
  "signature-weak": "it is signed with SHA-1 or MD5",
  "extension-critical-unknown": "it has a critical extension that few know",
  "key-usage-unfit": "its key usage lacks digitalSignature",
  "leaf-is-ca": "it is a CA's",
  "version-1": "it is of X.509 version 1",
  "serial-not-positive": "its serial number is not positive",
  "serial-too-long": "its serial number is too long",
  "begun-just-now": "it begins less than an hour ago, which the server's clock may have before it",
};

/** Which certificate above the server's has ended, where it was found. */
function expiredAbove(found: DiagnosisCase): string {
  return (
    found.where(
      "expiredIssuer",
      (issuer) =>
        `The issuer's certificate ${issuer} has expired${found.where("issuerNotAfter", () => ` on ${found.day("issuerNotAfter", "")}`)}.`,
    ) || "Its issuer's certificate has expired."
  );
}

/** `TLSv1.1` as people write it. */
function versionName(version: string): string {
  return version.replace(/^TLSv1$/, "TLS 1.0").replace("TLSv", "TLS ");
}

const protocols: Readonly<Record<string, string>> = {
  http: ": it speaks HTTP",
  mqtt: ": it speaks plain MQTT, without TLS",
};

function speaks(found: DiagnosisCase): string {
  return protocols[found.fact("speaks", "")] ?? "";
}

/** What the TLS layer said, for whoever wants to look it up. */
function wireCode(found: DiagnosisCase): string {
  return found.where("errorCode", (code) => (code === "CLOSED" ? "" : ` (${code})`));
}

/** Who the server says it is: as judged, or as presented in a handshake that failed. */
function server(found: DiagnosisCase): string {
  return found.fact("subject", found.fact("certificate1.subject", "the server"));
}

function issuedBy(found: DiagnosisCase): string {
  return found.where("issuer", (issuer) => `, signed by ${issuer}`);
}

function fingerprint(found: DiagnosisCase): string {
  return found.where("fingerprint256", (sha256) => ` (SHA-256 ${sha256})`);
}

/** What the server was checked against: a file, or what this machine trusts anyway. */
function checkedAgainst(found: DiagnosisCase): string {
  const source = found.fact("trust", "platform");
  return source === "platform"
    ? "It was checked against the certificate authorities of this machine."
    : `It was checked against ${nameOf(source)}.`;
}

/** Why the missing issuer is taken for one below a trusted CA. */
function trustedAbove(found: DiagnosisCase): string {
  const trusted = found.fact("trustedIssuer", "a trusted CA");
  return found.where("evidence", (evidence) =>
    evidence === "organization"
      ? `, which seems to belong to ${trusted}: both are of one organization`
      : `, which ${trusted} issued`,
  );
}

function own(found: DiagnosisCase): string {
  return found.fact("clientSubject", "of this device");
}

function since(found: DiagnosisCase): string {
  return found.where("clientNotBefore", () => ` from ${found.day("clientNotBefore", "")}`);
}

function until(found: DiagnosisCase): string {
  return found.where("clientNotAfter", () => ` until ${found.day("clientNotAfter", "")}`);
}
