import * as l10n from "@vscode/l10n";
import type { DiagnosisCode } from "../../core/connection/diagnoses";
import type { DiagnosisEntry } from "./diagnosisCase";
import { usualPort, waitOf } from "./localDiagnoses";
import {
  accepts,
  checkedAgainst,
  clocks,
  expiredAbove,
  fingerprint,
  leftOut,
  notTls,
  own,
  remaining,
  server,
  shown,
  unknownCure,
  unknownWhy,
  validHere,
  versionName,
  wireCode,
} from "./tlsCase";

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
    title: l10n.t("That port does not speak TLS"),
    detail: (found) => notTls(found, usualPort(found)),
    meaning: l10n.t(
      "Another protocol is on that port: plain MQTT is usually on 1883, ThingsBoard's web pages are on 8080 or 443.",
    ),
    cure: l10n.t(
      "Use the port for MQTT over TLS, usually 8883. In ThingsBoard it is open only with MQTT_SSL_ENABLED=true.",
    ),
  },
  "tls-timeout": {
    title: l10n.t("The server does not answer with TLS"),
    detail: (found) =>
      l10n.t(
        "{address} accepted the connection, then the TLS handshake did not end within {wait}.{usualPort}",
        { address: found.address, wait: waitOf(found), usualPort: usualPort(found) },
      ),
    meaning: l10n.t(
      "The server waits for something other than TLS, as plain MQTT servers do, or it is overloaded.",
    ),
    cure: l10n.t("Check that the port is the one for MQTT over TLS, then test again."),
  },
  "tls-closed": {
    title: l10n.t("The server hung up during the TLS handshake"),
    detail: (found) =>
      l10n.t(
        "{address} closed the connection in the middle of the handshake and did not say why{wireCode}.{usualPort}",
        { address: found.address, wireCode: wireCode(found), usualPort: usualPort(found) },
      ),
    meaning: l10n.t(
      "The server gave up without a reason: its own log has it. A proxy between may do the same.",
    ),
    cure: l10n.t("Look into the server's log, and check that the port is the one for MQTT over TLS."),
  },
  "tls-version-unsupported": {
    title: l10n.t("The server's TLS version is too old"),
    detail: (found) =>
      l10n.t(
        "{address} and this machine have no TLS version in common{wireCode}.{serverProtocol} TLS 1.2 or 1.3 is needed.",
        {
          address: found.address,
          wireCode: wireCode(found),
          serverProtocol: found.where(
            "serverProtocol",
            (version) => ` ${l10n.t("The server chose {version}.", { version: versionName(version) })}`,
          ),
        },
      ),
    meaning: l10n.t("The server speaks only TLS 1.0 or 1.1, which are withdrawn (RFC 8996)."),
    cure: l10n.t("Update the server, or allow TLS 1.2 in its settings."),
  },
  "tls-no-shared-cipher": {
    title: l10n.t("No cipher in common"),
    detail: (found) =>
      l10n.t("{address} and this machine have no cipher suite in common{wireCode}.{serverCipher}", {
        address: found.address,
        wireCode: wireCode(found),
        serverCipher: found.where(
          "serverCipher",
          (cipher) => ` ${l10n.t("Out of all that there are, the server chose {cipher}.", { cipher })}`,
        ),
      }),
    meaning: l10n.t(
      "Often the server's key is of another kind than its ciphers allow, for example an EC key with RSA-only ciphers.",
    ),
    cure: l10n.t(
      "Allow modern cipher suites on the server, or give it a certificate with an RSA key (SERVER_KEY_ALG=RSA).",
    ),
  },
  "server-cert-untrusted": {
    title: l10n.t("The server's certificate is not trusted"),
    detail: (found) => `${shown(found)} ${checkedAgainst(found)}`,
    meaning: l10n.t(
      "The server's certificate does not lead to any certificate that is trusted here. It may be the right server, or another one.",
    ),
    cure: l10n.t(
      "Fetch the server's certificate and compare its fingerprint with whoever runs the server. Once you have, Fetch Server Certificate… saves it beside the properties file under the name that SERVER_FILE_PREFIX gives it (such as mqttserver.pub.pem). Or name a CA that signed it as caFile of the server.",
    ),
  },
  "server-cert-self-signed": {
    title: l10n.t("The server's certificate is self-signed and not known here"),
    detail: (found) =>
      l10n.t("{server} shows a certificate that {server2} signed itself{fingerprint}. {checkedAgainst}", {
        server: found.server,
        server2: server(found),
        fingerprint: fingerprint(found),
        checkedAgainst: checkedAgainst(found),
      }),
    meaning: l10n.t(
      "A self-signed certificate is normal for ThingsBoard's how-to, but it has to be known beforehand: anybody can make one.",
    ),
    cure: l10n.t(
      "Fetch the server's certificate and compare its fingerprint with whoever runs the server. Once you have, Fetch Server Certificate… saves it beside the properties file under the name that SERVER_FILE_PREFIX gives it (such as mqttserver.pub.pem). Or name a CA that signed it as caFile of the server.",
    ),
  },
  "server-cert-changed": {
    title: l10n.t("The server's certificate has changed"),
    detail: (found) =>
      l10n.t(
        "{server} shows a certificate for {server2} with another key than the one trusted here{fingerprint}. {checkedAgainst}",
        {
          server: found.server,
          server2: server(found),
          fingerprint: fingerprint(found),
          checkedAgainst: checkedAgainst(found),
        },
      ),
    meaning: l10n.t(
      "The same name with another key: the server got a new certificate, or somebody else answers in its place.",
    ),
    cure: l10n.t(
      "Ask whoever runs the server whether its certificate is new, and for its fingerprint. If so, Fetch Server Certificate… replaces the trusted file by the new one.",
    ),
  },
  "server-cert-expired": {
    title: l10n.t("The server's certificate has expired"),
    detail: (found) =>
      l10n.t("The certificate of {server} ended on {notAfter}; today is {now}.", {
        server: server(found),
        notAfter: found.day("notAfter", l10n.t("a day that is past")),
        now: found.day("now", l10n.t("later")),
      }),
    meaning: l10n.t("The server's certificate is past its last day. Other clients refuse it too."),
    cure: l10n.t(
      "Generate a new server certificate and install it on the server. If the date of today is wrong, set this machine's clock.",
    ),
  },
  "server-cert-not-yet-valid": {
    title: l10n.t("The server's certificate is not valid yet"),
    detail: (found) =>
      l10n.t("The certificate of {server} begins on {notBefore}; today is {now}.", {
        server: server(found),
        notBefore: found.day("notBefore", l10n.t("a later day")),
        now: found.day("now", l10n.t("earlier")),
      }),
    meaning: l10n.t(
      "Either this machine's clock is behind, or the certificate was made on a machine whose clock is ahead.",
    ),
    cure: l10n.t(
      "Check this machine's clock; if it is right, give the server a certificate that is valid now.",
    ),
  },
  "server-cert-host-mismatch": {
    title: l10n.t("The server's certificate is for another name"),
    detail: (found) =>
      l10n.t("The certificate is for {names}, you connect to {host}.", {
        names: found.fact("names", l10n.t("another name")),
        host: found.fact("host", found.address),
      }),
    meaning: l10n.t("A certificate names the hosts that it is valid for. A client refuses it anywhere else."),
    cure: l10n.t(
      "Connect by a name that the certificate has, or have the server's certificate name this one too. Where it is made here, Add Host to Server Certificate… adds the name to SUBJECT_ALTERNATIVE_NAMES and issues it anew; then give the server its new files and restart it.",
    ),
  },
  "server-cert-incomplete-chain": {
    title: l10n.t("The server leaves out a certificate of its chain"),
    detail: (found) => `${leftOut(found)} ${checkedAgainst(found)}`,
    meaning: l10n.t(
      "A server has to show its certificate and those of all issuers between it and the trusted CA. The CA above is known here, and one in between is missing: devices that do not have it refuse the server too.",
    ),
    cure: l10n.t(
      "Have the server's certificate file hold the whole chain, leaf first and then each issuer. Until then, add the issuer's certificate to the server's caFile.",
    ),
  },
  "server-cert-wrong-purpose": {
    title: l10n.t("The certificate is not made for a server"),
    detail: (found) =>
      l10n.t("The certificate of {server} is made for {extendedKeyUsage}; a server needs serverAuth.", {
        server: server(found),
        extendedKeyUsage: found.fact("extendedKeyUsage", l10n.t("something else")),
      }),
    meaning: l10n.t(
      "A certificate may say what it is for (extended key usage). Often a client's certificate was installed on the server.",
    ),
    cure: l10n.t("Generate a server certificate and install it on the server."),
  },
  "server-cert-weak": {
    title: l10n.t("The server's certificate is too weak"),
    detail: (found) =>
      l10n.t("The certificate of {server} has a key or signature that TLS no longer takes{wireCode}.", {
        server: server(found),
        wireCode: wireCode(found),
      }),
    meaning: l10n.t("RSA keys below 2048 bits and SHA-1 signatures are no longer safe and are refused."),
    cure: l10n.t("Generate a new server certificate and install it on the server."),
  },
  "server-ca-expired": {
    title: l10n.t("A certificate above the server's has expired"),
    detail: (found) =>
      l10n.t("The certificate of {server} is signed by {issuer}. {expiredAbove}", {
        server: server(found),
        issuer: found.fact("issuer", l10n.t("an issuer")),
        expiredAbove: expiredAbove(found),
      }),
    meaning: l10n.t(
      "A certificate is only as good as the one that signed it, up to the one that is trusted here.",
    ),
    cure: l10n.t(
      "Get the issuer's new certificate from whoever runs the server and name it as caFile of the server.",
    ),
  },
  "client-cert-required": {
    title: l10n.t("The server got no client certificate"),
    detail: (found) =>
      l10n.t(
        "{server} wants a client certificate, and was shown none of a kind that it takes{wireCode}.{accepts}",
        { server: found.server, wireCode: wireCode(found), accepts: accepts(found) },
      ),
    meaning: l10n.t(
      "A server says whose certificates and which kinds of keys it takes. A client that has none of those shows none.",
    ),
    cure: l10n.t(
      "Make the server take the device's certificate (its CA file, its list of signatures), or generate a client certificate that it takes, with another CLIENT_KEY_ALG for example.",
    ),
  },
  "client-cert-rejected-unknown-ca": {
    title: l10n.t("The server does not know the client certificate"),
    detail: (found) =>
      `${l10n.t("{server} refused the certificate {own}: {unknownWhy}", {
        server: found.server,
        own: own(found),
        unknownWhy: unknownWhy(found),
      })} ${validHere({ until: found.day("clientNotAfter", "") })}`,
    meaning: l10n.t(
      "The server checks client certificates against a list of its own, and this one is not on it, or nothing that it was shown leads there: a device has to show its certificate and those of all issuers below the one that the server knows. ThingsBoard itself does not refuse it at this point: it may be a proxy, or another broker.",
    ),
    cure: l10n.t("Give the public certificate to whoever runs the server; mosquitto wants it in its cafile."),
    cureOf: unknownCure,
  },
  "client-cert-rejected-expired": {
    title: l10n.t("The server says that the client certificate has expired"),
    detail: (found) =>
      `${l10n.t("{server} refused the certificate {own} as expired or not valid yet.", {
        server: found.server,
        own: own(found),
      })} ${clocks(found)}`,
    meaning: l10n.t(
      "The server judges dates by its own clock, for the certificate and for all that signed it.",
    ),
    cure: l10n.t(
      "Check the server's clock and this machine's; otherwise generate the client certificate again.",
    ),
  },
  "client-cert-rejected-revoked": {
    title: l10n.t("The client certificate was revoked"),
    detail: (found) =>
      l10n.t("{server} refused the certificate {own}: it is on the server's list of revoked certificates.", {
        server: found.server,
        own: own(found),
      }),
    meaning: l10n.t(
      "Somebody withdrew this certificate on the server's side, usually because its key became known.",
    ),
    cure: l10n.t("Generate a new client certificate and have it registered."),
  },
  "client-cert-rejected": {
    title: l10n.t("The server refused the client certificate"),
    detail: (found) =>
      l10n.t("{server} hung up when it got the certificate {own}{wireCode}. {remaining}", {
        server: found.server,
        own: own(found),
        wireCode: wireCode(found),
        remaining: remaining(found),
      }),
    meaning: l10n.t(
      "The server asked for a certificate and ended the connection when it got this one, without saying more. Its log has the reason.",
    ),
    cure: l10n.t("Look into the server's log, and have the device's public certificate registered there."),
  },
};
