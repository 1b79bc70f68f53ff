import * as l10n from "@vscode/l10n";

const nameCa = l10n.t(
  "Name the CA that signed it as restCaFile of the server, once you know that this is the right server.",
);

/** Where the cure of a REST address is another than that of MQTT. */
export const tlsCures: Readonly<Partial<Record<string, string>>> = {
  "server-cert-untrusted": nameCa,
  "server-cert-self-signed": l10n.t(
    "{nameCa} For a self-signed certificate that is the certificate itself.",
    { nameCa },
  ),
  "server-cert-expired": l10n.t(
    "Have the server's certificate renewed. If the date of today is wrong, set this machine's clock.",
  ),
  "server-cert-not-yet-valid": l10n.t(
    "Check this machine's clock; if it is right, have the server given a certificate that is valid now.",
  ),
  "server-cert-changed": l10n.t(
    "Ask whoever runs the server whether its certificate is new. If so, name the new one, or the CA that signed it, as restCaFile of the server.",
  ),
  "server-cert-incomplete-chain": l10n.t(
    "Have the server's certificate file hold the whole chain, leaf first and then each issuer. Until then, add the issuer's certificate to the restCaFile of the server.",
  ),
  "server-ca-expired": l10n.t(
    "Get the issuer's new certificate from whoever runs the server and name it as restCaFile of the server.",
  ),
  "server-cert-host-mismatch": l10n.t(
    "Use the name that the certificate has in restUrl, or give the server a certificate for this name.",
  ),
  "server-cert-wrong-purpose": l10n.t("Give the server a certificate that is made for servers."),
  "server-cert-weak": l10n.t("Give the server a certificate with a stronger key."),
  "tls-not-tls": l10n.t("Use http:// where it is meant to be unencrypted, or the port that HTTPS is on."),
  "tls-version-unsupported": l10n.t("Allow TLS 1.2 or 1.3 on the server."),
  "tls-no-shared-cipher": l10n.t("Allow modern cipher suites on the server."),
  "client-cert-required": l10n.t(
    "The server wants a client certificate for its REST API, which is not shown here: use an address that does without.",
  ),
};
