import type { DiagnosisCode } from "../../../src/core/connection/diagnoses";

/**
 * The rule of the comparison: a message names the cause when it has words for that cause, whoever's words. A symptom is no
 * cause: "wrong version number" for a port that speaks no TLS, "connack timeout" for one that never began it.
 */
export const namingWords: Readonly<Record<DiagnosisCode, RegExp>> = {
  "properties-invalid": /properties file/i,
  "server-url-invalid": /address|url|protocol/i,
  "client-cert-missing": /no such file|no certificate/i,
  "client-cert-unreadable": /certificate|PEM/i,
  "client-key-missing": /\bkey\b/i,
  "client-key-unreadable": /\bkey\b/i,
  "client-key-passphrase-wrong": /pass ?(word|phrase)|_PASSWORD|bad decrypt/i,
  "client-key-mismatch": /mismatch|does not (match|belong|fit)|do not (match|belong|fit)/i,
  "client-cert-expired": /expired/i,
  "client-cert-not-yet-valid": /not yet valid|not valid yet/i,
  "client-cert-wrong-purpose": /purpose|not (meant |made )?for (a )?clients?|server certificate/i,
  "server-ca-missing": /no such file|missing|not found|not there/i,
  "server-ca-unreadable": /no certificate|certificate|PEM|CA\b/i,
  "dns-not-found": /not known|ENOTFOUND|not provided|not found|does not exist|no address/i,
  "dns-timeout": /name server|name resolution|EAI_AGAIN/i,
  "tcp-refused": /refused|nothing listens/i,
  "tcp-timeout": /timed? ?out|does not answer|no answer/i,
  "tcp-unreachable": /unreachable|no route|no way/i,
  "tcp-reset": /reset|cut off/i,
  "tls-not-tls": /not (speak |with )?TLS|no TLS|without TLS|plain|http request/i,
  "tls-timeout": /(TLS|handshake).*(time|answer)|(time|answer).*(TLS|handshake)/i,
  "tls-closed":
    /(closed|eof|disconnected|ended).*(TLS|handshake|SSL)|(TLS|SSL|handshake).*(closed|eof|ended)|alert (internal error|unrecognized name)/i,
  "tls-version-unsupported": /protocol version|unsupported protocol|version of TLS|TLS version/i,
  "tls-no-shared-cipher": /cipher|insufficient security/i,
  "server-cert-untrusted":
    /unable to get (local )?issuer|unable to verify|not trusted|self.signed certificate in certificate chain/i,
  "server-cert-incomplete-chain":
    /leaves out|incomplete|intermediate|unable to get (local )?issuer|unable to verify the first/i,
  "server-cert-self-signed": /self.signed|signed itself|signed by itself/i,
  "server-cert-changed": /changed|another key|other key|new key/i,
  "server-cert-expired": /expired/i,
  "server-cert-not-yet-valid": /not yet valid|not valid yet/i,
  "server-cert-host-mismatch": /host ?name|altname|does ?n.t match|is for|IP address/i,
  "server-cert-wrong-purpose": /purpose|not (meant |made )?for (a )?servers?/i,
  "server-cert-weak": /too small|too weak|weak/i,
  "server-ca-expired": /(issuer|CA)\b.*expired|expired.*(issuer|CA)\b/i,
  "client-cert-required":
    /certificate required|(asks for|wants|needs|requires) a (client )?certificate|did not return a certificate/i,
  "client-cert-rejected-unknown-ca": /unknown ca|does not (know|trust)/i,
  "client-cert-rejected-expired": /expired/i,
  "client-cert-rejected-revoked": /revoked/i,
  "client-cert-rejected":
    /(bad|unsupported) certificate|certificate unknown|(refused|rejected|not take).*certificate|certificate.*(refused|rejected|not taken)|access denied/i,
  "mqtt-not-mqtt": /not (speak )?MQTT|no MQTT|protocol error|malformed|invalid header|packet/i,
  "mqtt-connack-timeout": /connack|(does not|no) answer/i,
  "mqtt-closed": /closed|connection (was )?lost|disconnected|hung up|ended/i,
  "mqtt-version-refused": /version/i,
  "mqtt-client-id-refused": /identifier|client ?id/i,
  "mqtt-server-unavailable": /unavailable|busy|not available|not ready|cannot serve/i,
  "mqtt-bad-credentials": /user ?name|password|credentials/i,
  "mqtt-not-authorized": /not authori[sz]ed|does not know/i,
  "mqtt-banned": /banned/i,
  "mqtt-rate-limited": /\brate\b|quota|too (many|often|fast)/i,
  "mqtt-subscribe-denied": /subscri/i,
  "mqtt-publish-refused": /not authori[sz]ed|quota|payload format|refused|denied/i,
  "mqtt-kicked": /taken over|took over/i,
  "mqtt-keepalive-timeout": /keep ?alive|(does not|no longer) answers?|no answer/i,
  "mqtt-server-shutting-down": /shut(s|ting)? down/i,
};
