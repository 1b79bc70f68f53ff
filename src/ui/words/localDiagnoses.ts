import type { DiagnosisCode } from "../../core/connection/diagnoses";
import type { DiagnosisCase, DiagnosisEntry } from "./diagnosisCase";

type LocalCode = Extract<
  DiagnosisCode,
  | "properties-invalid"
  | "server-url-invalid"
  | `client-cert-${"missing" | "unreadable" | "expired" | "not-yet-valid" | "wrong-purpose"}`
  | `client-key-${string}`
  | `server-ca-${"missing" | "unreadable"}`
  | `dns-${string}`
  | `tcp-${string}`
>;

/** What is found before a TLS handshake: the device's own files, the name, the port. */
export const localDiagnoses: Readonly<Record<LocalCode, DiagnosisEntry>> = {
  "properties-invalid": {
    title: "The properties file has errors",
    detail: (found) => `${found.propertiesName} ${propertiesTrouble(found)}`,
    meaning:
      "The properties file names the device's certificate files. With errors in it, they cannot be found.",
    cure: "Open the file and apply the fixes that it offers.",
  },
  "server-url-invalid": {
    title: "The server's address cannot be used",
    detail: (found) =>
      `${found.server} has the address ${found.fact("mqttUrl", "given in the settings")}: ${urlTrouble(found)}`,
    meaning: "Two-way TLS needs an address of the form mqtts://host[:port]; the port is 8883 unless given.",
    cure: "Correct mqttUrl in the setting thingsboardX509.servers.",
  },
  "client-cert-missing": {
    title: "The device has no certificate yet",
    detail: (found) => `${found.file("The client certificate")} is not beside ${found.propertiesName}.`,
    meaning:
      "A device proves who it is with a certificate and its private key. They are generated from the properties file.",
    cure: "Generate the client certificate.",
  },
  "client-cert-unreadable": {
    title: "The client certificate cannot be read",
    detail: (found) => `${found.file("The certificate file")} ${fileTrouble(found)}.`,
    meaning: "The file is there, but it is not a whole PEM certificate, or it may not be read.",
    cure: "Open the file at the place of the trouble, or generate the client certificate again.",
  },
  "client-key-missing": {
    title: "The private key is missing",
    detail: (found) => `There is a certificate, but ${found.file("its key file")} has no private key for it.`,
    meaning: "A certificate alone proves nothing: the device has to hold the private key that belongs to it.",
    cure: "Generate the client certificate again: that writes a certificate and its key.",
  },
  "client-key-unreadable": {
    title: "The private key cannot be read",
    detail: (found) => `The private key in ${found.file("the key file")} ${keyTrouble(found)}.`,
    meaning: "The file is there, but what it holds is no private key of a kind that can be used here.",
    cure: "Open the file at the place of the trouble, or generate the client certificate again.",
  },
  "client-key-passphrase-wrong": {
    title: "The password does not open the private key",
    detail: (found) =>
      found.where(
        "lockedBy",
        (key) => `${found.file("The keystore")} does not open with the ${key} of ${found.propertiesName}.`,
      ) ||
      `The private key in ${found.file("the key file")} is encrypted, and not with the CLIENT_KEY_PASSWORD of ${found.propertiesName}.`,
    meaning:
      "The key, or the keystore around it, was encrypted with another password than the properties file has now.",
    cure: "Put the old password back into the properties file, or generate the client certificate again.",
  },
  "client-key-mismatch": {
    title: "Certificate and private key do not belong together",
    detail: (found) =>
      `The private key in ${found.file("the key file")} is not the one of the certificate${found.where("subject", (subject) => ` for ${subject}`)}.`,
    meaning: "One of the two files is from another run or another device. No server takes such a pair.",
    cure: "Generate the client certificate again: that writes a pair that fits.",
  },
  "client-cert-expired": {
    title: "The client certificate has expired",
    detail: (found) =>
      `${found.file("The certificate")} ended on ${found.day("notAfter", "a day that is past")}; today is ${found.day("now", "later")}.`,
    meaning: "ThingsBoard refuses a certificate after its last day.",
    cure: "Generate the client certificate again, then paste the new public certificate into ThingsBoard. If the date of today is wrong, set this machine's clock.",
  },
  "client-cert-not-yet-valid": {
    title: "The client certificate is not valid yet",
    detail: (found) =>
      `${found.file("The certificate")} begins on ${found.day("notBefore", "a later day")}; today is ${found.day("now", "earlier")}.`,
    meaning:
      "Either this machine's clock is behind, or the certificate was made on a machine whose clock is ahead.",
    cure: "Check this machine's clock; if it is right, generate the client certificate again.",
  },
  "client-cert-wrong-purpose": {
    title: "The certificate is not made for a client",
    detail: (found) =>
      `${found.file("The certificate")} is made for ${found.fact("extendedKeyUsage", "something else")}; a device needs clientAuth.`,
    meaning:
      "A certificate may say what it is for (extended key usage). This one does not allow to sign in as a client.",
    cure: "Generate the client certificate again.",
  },
  "server-ca-missing": {
    title: "The server's CA file is missing",
    detail: (found) =>
      `${found.server} is to be checked against ${found.fact("path", "its caFile")}, and that file is not there.`,
    meaning:
      "The server has a caFile: a PEM file with the certificates that its own certificate is checked against.",
    cure: "Correct caFile in the setting thingsboardX509.servers, or put the file there.",
  },
  "server-ca-unreadable": {
    title: "The file with the trusted server certificate cannot be read",
    detail: (found) =>
      `${found.server} is checked against ${found.file("its CA file")}, which ${fileTrouble(found)}.`,
    meaning: "Without a readable certificate to check the server against, nothing is sent to it.",
    cure: "Open the file at the place of the trouble, or name another caFile for the server.",
  },
  "dns-not-found": {
    title: "The server's name is unknown",
    detail: (found) =>
      `No address was found for ${found.fact("host", found.address)}${found.where("errorCode", (code) => ` (${code})`)}.`,
    meaning: "The name is misspelt, or it is known in another network only, for example behind a VPN.",
    cure: "Check the host in the server's mqttUrl, and the network that this machine is in.",
  },
  "dns-timeout": {
    title: "Looking up the server's name took too long",
    detail: (found) =>
      `The name servers gave no answer for ${found.fact("host", found.address)}${within(found)}.`,
    meaning: "This machine's name servers do not answer: it may be offline, or a VPN may be down.",
    cure: "Check the network and test again.",
  },
  "tcp-refused": {
    title: "Nothing listens there",
    detail: (found) =>
      found.isLocalTestServer
        ? `The Local Test Server is not running: ${found.address} refused the connection.`
        : `${found.address} refused the connection${tried(found)}. The machine is there, but no server listens on that port.${usualPort(found)}`,
    meaning: "The machine answered that no program listens on that port, or a firewall answered so for it.",
    cure: "Start the server, or correct the port: MQTT over TLS is usually on 8883, and ThingsBoard opens it only with MQTT_SSL_ENABLED=true.",
  },
  "tcp-timeout": {
    title: "The server does not answer",
    detail: (found) => `${found.address} gave no answer${within(found)}${tried(found)}.${usualPort(found)}`,
    meaning:
      "Packets to the machine vanish: a wrong address, a machine that is off, or a firewall that drops them.",
    cure: "Check the address, and that a firewall lets TCP port 8883 through.",
  },
  "tcp-unreachable": {
    title: "There is no way to the server",
    detail: (found) => `This machine has no route to ${found.address}${tried(found)}.`,
    meaning: "This machine's network does not reach that address: it may be offline, or a VPN may be down.",
    cure: "Check the network, and that the address belongs to one that this machine reaches.",
  },
  "tcp-reset": {
    title: "The connection was cut off at once",
    detail: (found) =>
      `${found.address} accepted the connection and cut it off before saying anything${tried(found)}.${usualPort(found)}`,
    meaning: "A load balancer or proxy without a server behind it does so, and so does a firewall.",
    cure: "Check that the server behind that address runs, and that the port is its MQTT over TLS port.",
  },
};

/** Why a properties file gave no device. */
const propertiesTroubles: Readonly<Record<string, string>> = {
  problems: "has errors",
  "file-not-found": "is not there any more.",
  "file-permission-denied": "may not be read by this user.",
  "invalid-utf8": "is not UTF-8 text",
  "nul-character": "holds a NUL character, so it is no text",
  "file-too-large": "is too large for a properties file.",
};

function propertiesTrouble(found: DiagnosisCase): string {
  const trouble = propertiesTroubles[found.fact("reason", "problems")] ?? "could not be read.";
  if (trouble.endsWith(".")) {
    return trouble;
  }
  const place = found.where("line", (line) => ` (line ${line}, column ${found.fact("column", "1")})`);
  const problems = found.where("problems", (codes) => ` that leave no safe reading: ${codes}`);
  return `${trouble}${place}${problems}.`;
}

const urlTroubles: Readonly<Record<string, string>> = {
  "not-tls": "that is MQTT without TLS, where no certificate is shown. Write mqtts:// instead.",
  scheme: "it does not begin with mqtts://.",
  "user-info": "it has a user name or password in it, which a device with a certificate does not need.",
  host: "it has no host name.",
  port: "its port is no number from 1 to 65535.",
};

function urlTrouble(found: DiagnosisCase): string {
  return urlTroubles[found.fact("reason", "")] ?? "it is not of the form mqtts://host[:port].";
}

/** Why a certificate file is unreadable: PEM problems, file failures. */
const fileTroubles: Readonly<Record<string, string>> = {
  "no-certificate": "holds no certificate",
  "certificate-unreadable": "holds a certificate that is damaged",
  "pem-block-unterminated": "has a block without an END line",
  "pem-begin-missing": "has an END line without its BEGIN line",
  "pem-label-mismatch": "has BEGIN and END lines that do not match",
  "pem-boundary-malformed": "has a malformed BEGIN or END line",
  "pem-block-empty": "has an empty block",
  "pem-base64-invalid": "has characters in it that are not Base64",
  "file-permission-denied": "may not be read by this user",
  "file-not-regular": "is not a regular file",
  "file-too-large": "is too large for a certificate",
};

function fileTrouble(found: DiagnosisCase): string {
  return (fileTroubles[found.fact("reason", "")] ?? "could not be read") + inLine(found);
}

function inLine(found: DiagnosisCase): string {
  return found.where("line", (line) => ` (line ${line})`);
}

function keyTrouble(found: DiagnosisCase): string {
  const trouble = fileTroubles[found.fact("reason", "")];
  return trouble === undefined
    ? `is damaged or of a kind that is not supported${found.where("algorithm", (name) => ` (${name})`)}`
    : `cannot be used: the file ${trouble}${inLine(found)}`;
}

/** The bound that ran out. */
export function within(found: DiagnosisCase): string {
  return found.where("afterMs", (afterMs) => ` within ${Number(afterMs) / 1000} s`);
}

/** What the usual port of the same host says, where it was asked. */
export function usualPort(found: DiagnosisCase): string {
  return found.where("tlsPort", (port) =>
    port === "none"
      ? " Port 8883 there does not answer with TLS either."
      : ` Port ${port} there answers with TLS.`,
  );
}

/** The addresses that were tried. */
function tried(found: DiagnosisCase): string {
  return found.where("failed", (failed) => ` (tried ${failed})`);
}
