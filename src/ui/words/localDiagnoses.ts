import * as l10n from "@vscode/l10n";
import type { DiagnosisCode } from "../../core/connection/diagnoses";
import type { DiagnosisCase, DiagnosisEntry } from "./diagnosisCase";
import { secondsText } from "./numbers";

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
    title: l10n.t("The properties file has errors"),
    detail: propertiesTrouble,
    meaning: l10n.t(
      "The properties file names the device's certificate files. With errors in it, they cannot be found.",
    ),
    cure: l10n.t("Open the file and apply the fixes that it offers."),
  },
  "server-url-invalid": {
    title: l10n.t("The server's address cannot be used"),
    detail: (found) =>
      l10n.t("{server} has the address {mqttUrl}: {urlTrouble}", {
        server: found.server,
        mqttUrl: found.fact("mqttUrl", l10n.t("given in the settings")),
        urlTrouble: urlTrouble(found),
      }),
    meaning: l10n.t(
      "Two-way TLS needs an address of the form mqtts://host[:port]; the port is 8883 unless given.",
    ),
    cure: l10n.t("Correct mqttUrl in the setting thingsboardX509.servers."),
  },
  "client-cert-missing": {
    title: l10n.t("The device has no certificate yet"),
    detail: (found) =>
      l10n.t("{file} is not beside {propertiesName}.", {
        file: found.file(l10n.t("The client certificate")),
        propertiesName: found.propertiesName,
      }),
    meaning: l10n.t(
      "A device proves who it is with a certificate and its private key. They are generated from the properties file.",
    ),
    cure: l10n.t("Generate the client certificate."),
  },
  "client-cert-unreadable": {
    title: l10n.t("The client certificate cannot be read"),
    detail: (found) => fileTrouble(found, l10n.t("The certificate file")),
    meaning: l10n.t("The file is there, but it is not a whole PEM certificate, or it may not be read."),
    cure: l10n.t("Open the file at the place of the trouble, or generate the client certificate again."),
  },
  "client-key-missing": {
    title: l10n.t("The private key is missing"),
    detail: (found) =>
      l10n.t("There is a certificate, but {file} has no private key for it.", {
        file: found.file(l10n.t("its key file")),
      }),
    meaning: l10n.t(
      "A certificate alone proves nothing: the device has to hold the private key that belongs to it.",
    ),
    cure: l10n.t("Generate the client certificate again: that writes a certificate and its key."),
  },
  "client-key-unreadable": {
    title: l10n.t("The private key cannot be read"),
    detail: keyTrouble,
    meaning: l10n.t(
      "The file is there, but what it holds is no private key of a kind that can be used here.",
    ),
    cure: l10n.t("Open the file at the place of the trouble, or generate the client certificate again."),
  },
  "client-key-passphrase-wrong": {
    title: l10n.t("The password does not open the private key"),
    detail: (found) =>
      found.where("lockedBy", (key) =>
        l10n.t("{file} does not open with the {key} of {propertiesName}.", {
          file: found.file(l10n.t("The keystore")),
          key,
          propertiesName: found.propertiesName,
        }),
      ) ||
      l10n.t(
        "The private key in {file} is encrypted, and not with the CLIENT_KEY_PASSWORD of {propertiesName}.",
        { file: found.file(l10n.t("the key file")), propertiesName: found.propertiesName },
      ),
    meaning: l10n.t(
      "The key, or the keystore around it, was encrypted with another password than the properties file has now.",
    ),
    cure: l10n.t(
      "Put the old password back into the properties file, or generate the client certificate again.",
    ),
  },
  "client-key-mismatch": {
    title: l10n.t("Certificate and private key do not belong together"),
    detail: (found) =>
      found.where("subject", (subject) =>
        l10n.t("The private key in {file} is not the one of the certificate for {subject}.", {
          file: found.file(l10n.t("the key file")),
          subject,
        }),
      ) ||
      l10n.t("The private key in {file} is not the one of the certificate.", {
        file: found.file(l10n.t("the key file")),
      }),
    meaning: l10n.t(
      "One of the two files is from another run or another device. No server takes such a pair.",
    ),
    cure: l10n.t("Generate the client certificate again: that writes a pair that fits."),
  },
  "client-cert-expired": {
    title: l10n.t("The client certificate has expired"),
    detail: (found) =>
      l10n.t("{file} ended on {notAfter}; today is {now}.", {
        file: found.file(l10n.t("The certificate")),
        notAfter: found.day("notAfter", l10n.t("a day that is past")),
        now: found.day("now", l10n.t("later")),
      }),
    meaning: l10n.t("ThingsBoard refuses a certificate after its last day."),
    cure: l10n.t(
      "Renew the client certificate, then give the new one to the server. If the date of today is wrong, set this machine's clock.",
    ),
  },
  "client-cert-not-yet-valid": {
    title: l10n.t("The client certificate is not valid yet"),
    detail: (found) =>
      l10n.t("{file} begins on {notBefore}; today is {now}.", {
        file: found.file(l10n.t("The certificate")),
        notBefore: found.day("notBefore", l10n.t("a later day")),
        now: found.day("now", l10n.t("earlier")),
      }),
    meaning: l10n.t(
      "Either this machine's clock is behind, or the certificate was made on a machine whose clock is ahead.",
    ),
    cure: l10n.t("Check this machine's clock; if it is right, generate the client certificate again."),
  },
  "client-cert-wrong-purpose": {
    title: l10n.t("The certificate is not made for a client"),
    detail: (found) =>
      l10n.t("{file} is made for {extendedKeyUsage}; a device needs clientAuth.", {
        file: found.file(l10n.t("The certificate")),
        extendedKeyUsage: found.fact("extendedKeyUsage", l10n.t("something else")),
      }),
    meaning: l10n.t(
      "A certificate may say what it is for (extended key usage). This one does not allow to sign in as a client.",
    ),
    cure: l10n.t("Generate the client certificate again."),
  },
  "server-ca-missing": {
    title: l10n.t("The server's CA file is missing"),
    detail: (found) =>
      l10n.t("{server} is to be checked against {path}, and that file is not there.", {
        server: found.server,
        path: found.fact("path", l10n.t("its caFile")),
      }),
    meaning: l10n.t(
      "The server has a caFile: a PEM file with the certificates that its own certificate is checked against.",
    ),
    cure: l10n.t("Correct caFile in the setting thingsboardX509.servers, or put the file there."),
  },
  "server-ca-unreadable": {
    title: l10n.t("The file with the trusted server certificate cannot be read"),
    detail: (found) =>
      l10n.t("The certificate of {server} cannot be checked: {trouble}", {
        server: found.server,
        trouble: fileTrouble(found, l10n.t("its CA file")),
      }),
    meaning: l10n.t("Without a readable certificate to check the server against, nothing is sent to it."),
    cure: l10n.t("Open the file at the place of the trouble, or name another caFile for the server."),
  },
  "dns-not-found": {
    title: l10n.t("The server's name is unknown"),
    detail: (found) =>
      l10n.t("No address was found for {host}{errorCode}.", {
        host: found.fact("host", found.address),
        errorCode: found.where("errorCode", (code) => l10n.t(" ({code})", { code })),
      }),
    meaning: l10n.t(
      "The name is misspelt, or it is known in another network only, for example behind a VPN.",
    ),
    cure: l10n.t("Check the host in the server's mqttUrl, and the network that this machine is in."),
  },
  "dns-timeout": {
    title: l10n.t("Looking up the server's name took too long"),
    detail: (found) =>
      l10n.t("The name servers gave no answer for {host} within {wait}.", {
        host: found.fact("host", found.address),
        wait: waitOf(found),
      }),
    meaning: l10n.t("This machine's name servers do not answer: it may be offline, or a VPN may be down."),
    cure: l10n.t("Check the network and test again."),
  },
  "tcp-refused": {
    title: l10n.t("Nothing listens there"),
    detail: (found) =>
      found.isLocalTestServer
        ? l10n.t("The Local Test Server is not running: {address} refused the connection.", {
            address: found.address,
          })
        : l10n.t(
            "{address} refused the connection{tried}. The machine is there, but no server listens on that port.{usualPort}",
            { address: found.address, tried: tried(found), usualPort: usualPort(found) },
          ),
    meaning: l10n.t(
      "The machine answered that no program listens on that port, or a firewall answered so for it.",
    ),
    cure: l10n.t(
      "Start the server, or correct the port: MQTT over TLS is usually on 8883, and ThingsBoard opens it only with MQTT_SSL_ENABLED=true.",
    ),
    cureOf: (found) => (found.isLocalTestServer ? l10n.t("Start the Local Test Server and test again.") : ""),
  },
  "tcp-timeout": {
    title: l10n.t("The server does not answer"),
    detail: (found) =>
      found.where("afterMs", () =>
        l10n.t("{address} gave no answer within {wait}{tried}.{usualPort}", {
          address: found.address,
          wait: waitOf(found),
          tried: tried(found),
          usualPort: usualPort(found),
        }),
      ) ||
      l10n.t("{address} gave no answer{tried}.{usualPort}", {
        address: found.address,
        tried: tried(found),
        usualPort: usualPort(found),
      }),
    meaning: l10n.t(
      "Packets to the machine vanish: a wrong address, a machine that is off, or a firewall that drops them.",
    ),
    cure: l10n.t("Check the address, and that a firewall lets TCP port 8883 through."),
  },
  "tcp-unreachable": {
    title: l10n.t("There is no way to the server"),
    detail: (found) =>
      l10n.t("This machine has no route to {address}{tried}.", {
        address: found.address,
        tried: tried(found),
      }),
    meaning: l10n.t(
      "This machine's network does not reach that address: it may be offline, or a VPN may be down.",
    ),
    cure: l10n.t("Check the network, and that the address belongs to one that this machine reaches."),
  },
  "tcp-reset": {
    title: l10n.t("The connection was cut off at once"),
    detail: (found) =>
      l10n.t("{address} accepted the connection and cut it off before saying anything{tried}.{usualPort}", {
        address: found.address,
        tried: tried(found),
        usualPort: usualPort(found),
      }),
    meaning: l10n.t("A load balancer or proxy without a server behind it does so, and so does a firewall."),
    cure: l10n.t(
      "Check that the server behind that address runs, and that the port is its MQTT over TLS port.",
    ),
  },
};

/** Why a properties file gave no device; `place` is empty, or a parenthesis. */
const propertiesTroubles: Readonly<Record<string, (file: string, place: string) => string>> = {
  problems: (file, place) => l10n.t("{file} has errors{place}.", { file, place }),
  "file-not-found": (file) => l10n.t("{file} is not there any more.", { file }),
  "file-permission-denied": (file) => l10n.t("{file} may not be read by this user.", { file }),
  "invalid-utf8": (file, place) => l10n.t("{file} is not UTF-8 text{place}.", { file, place }),
  "nul-character": (file, place) =>
    l10n.t("{file} holds a NUL character, so it is no text{place}.", { file, place }),
  "file-too-large": (file) => l10n.t("{file} is too large for a properties file.", { file }),
};

function propertiesTrouble(found: DiagnosisCase): string {
  const file = found.propertiesName;
  const place = found.where("line", (line) =>
    l10n.t(" (line {line}, column {column})", { line, column: found.fact("column", "1") }),
  );
  const reason = found.fact("reason", "problems");
  const listed = found.where("problems", (codes) =>
    l10n.t("{file} has errors{place} that leave no safe reading: {codes}.", { file, place, codes }),
  );
  if (reason === "problems" && listed !== "") {
    return listed;
  }
  return propertiesTroubles[reason]?.(file, place) ?? l10n.t("{file} could not be read.", { file });
}

const urlTroubles: Readonly<Record<string, string>> = {
  "not-tls": l10n.t("that is MQTT without TLS, where no certificate is shown. Write mqtts:// instead."),
  scheme: l10n.t("it does not begin with mqtts://."),
  "user-info": l10n.t(
    "it has a user name or password in it, which a device with a certificate does not need.",
  ),
  host: l10n.t("it has no host name."),
  port: l10n.t("its port is no number from 1 to 65535."),
};

function urlTrouble(found: DiagnosisCase): string {
  return urlTroubles[found.fact("reason", "")] ?? l10n.t("it is not of the form mqtts://host[:port].");
}

/** Why a certificate file is unreadable: PEM problems, file failures; `place` is empty, or a parenthesis. */
const fileTroubles: Readonly<Record<string, (file: string, place: string) => string>> = {
  "no-certificate": (file, place) => l10n.t("{file} holds no certificate{place}.", { file, place }),
  "certificate-unreadable": (file, place) =>
    l10n.t("{file} holds a certificate that is damaged{place}.", { file, place }),
  "pem-block-unterminated": (file, place) =>
    l10n.t("{file} has a block without an END line{place}.", { file, place }),
  "pem-begin-missing": (file, place) =>
    l10n.t("{file} has an END line without its BEGIN line{place}.", { file, place }),
  "pem-label-mismatch": (file, place) =>
    l10n.t("{file} has BEGIN and END lines that do not match{place}.", { file, place }),
  "pem-boundary-malformed": (file, place) =>
    l10n.t("{file} has a malformed BEGIN or END line{place}.", { file, place }),
  "pem-block-empty": (file, place) => l10n.t("{file} has an empty block{place}.", { file, place }),
  "pem-base64-invalid": (file, place) =>
    l10n.t("{file} has characters in it that are not Base64{place}.", { file, place }),
  "file-permission-denied": (file) => l10n.t("{file} may not be read by this user.", { file }),
  "file-not-regular": (file) => l10n.t("{file} is not a regular file.", { file }),
  "file-too-large": (file) => l10n.t("{file} is too large for a certificate.", { file }),
};

/** `otherwise` names the file where it is not known. */
function fileTrouble(found: DiagnosisCase, otherwise: string): string {
  const file = found.file(otherwise);
  const place = found.where("line", (line) => l10n.t(" (line {line})", { line }));
  return (
    fileTroubles[found.fact("reason", "")]?.(file, place) ??
    l10n.t("{file} could not be read{place}.", { file, place })
  );
}

function keyTrouble(found: DiagnosisCase): string {
  return fileTroubles[found.fact("reason", "")] === undefined
    ? l10n.t("The private key in {file} is damaged or of a kind that is not supported{algorithm}.", {
        file: found.file(l10n.t("the key file")),
        algorithm: found.where("algorithm", (name) => l10n.t(" ({code})", { code: name })),
      })
    : l10n.t("The private key cannot be used: {trouble}", {
        trouble: fileTrouble(found, l10n.t("the key file")),
      });
}

/** The bound that ran out. */
export function waitOf(found: DiagnosisCase): string {
  return (
    found.where("afterMs", (afterMs) => secondsText(Number(afterMs))) || l10n.t("the time that it is given")
  );
}

/** What the usual port of the same host says, where it was asked. */
export function usualPort(found: DiagnosisCase): string {
  return found.where("tlsPort", (port) =>
    port === "none"
      ? ` ${l10n.t("Port 8883 there does not answer with TLS either.")}`
      : ` ${l10n.t("Port {port} there answers with TLS.", { port })}`,
  );
}

/** The addresses that were tried. */
function tried(found: DiagnosisCase): string {
  return found.where("failed", (failed) => l10n.t(" (tried {failed})", { failed }));
}
