/** What a TLS error says, whichever library words it. */
export type TlsCause =
  | "not-tls"
  | "version"
  | "no-shared-cipher"
  | "handshake-failure"
  | "certificate-required"
  | "unknown-ca"
  | "certificate-expired"
  | "certificate-revoked"
  | "certificate-rejected"
  | "weak";

/** One cause in the words of both libraries: reasons as `ERR_SSL_<reason>` carries them. */
interface TlsErrorRow {
  readonly cause: TlsCause;
  /** The alert on the wire (RFC 8446 §6.2), where it is one that the other end sent. */
  readonly alert?: number;
  readonly openssl: readonly string[];
  readonly boringssl: readonly string[];
}

/**
 * Every TLS reason that names a cause. Source: OpenSSL 3.0 ssl/ssl_err.c, BoringSSL ssl/ssl_errors and crypto/err/ssl.errordata.
 * A reason that is not here names none; the code itself is then the fact.
 */
export const tlsErrorTable: readonly TlsErrorRow[] = [
  {
    cause: "not-tls",
    openssl: [
      "WRONG_VERSION_NUMBER",
      "HTTP_REQUEST",
      "HTTPS_PROXY_REQUEST",
      "PACKET_LENGTH_TOO_LONG",
      "BAD_RECORD_TYPE",
    ],
    boringssl: [
      "WRONG_VERSION_NUMBER",
      "HTTP_REQUEST",
      "HTTPS_PROXY_REQUEST",
      "ENCRYPTED_LENGTH_TOO_LONG",
      "INVALID_OUTER_RECORD_TYPE",
    ],
  },
  {
    cause: "version",
    alert: 70,
    openssl: [
      "TLSV1_ALERT_PROTOCOL_VERSION",
      "UNSUPPORTED_PROTOCOL",
      "NO_PROTOCOLS_AVAILABLE",
      "VERSION_TOO_LOW",
    ],
    boringssl: ["TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "NO_SUPPORTED_VERSIONS_ENABLED"],
  },
  {
    cause: "no-shared-cipher",
    alert: 71,
    openssl: [
      "TLSV1_ALERT_INSUFFICIENT_SECURITY",
      "NO_SHARED_CIPHER",
      "WRONG_CIPHER_RETURNED",
      "UNKNOWN_CIPHER_RETURNED",
    ],
    boringssl: [
      "TLSV1_ALERT_INSUFFICIENT_SECURITY",
      "NO_SHARED_CIPHER",
      "WRONG_CIPHER_RETURNED",
      "HANDSHAKE_FAILURE_ON_CLIENT_HELLO",
    ],
  },
  {
    cause: "handshake-failure",
    alert: 40,
    openssl: ["SSLV3_ALERT_HANDSHAKE_FAILURE", "SSL/TLS_ALERT_HANDSHAKE_FAILURE"],
    boringssl: ["SSLV3_ALERT_HANDSHAKE_FAILURE"],
  },
  {
    cause: "certificate-required",
    alert: 116,
    openssl: ["TLSV13_ALERT_CERTIFICATE_REQUIRED"],
    boringssl: ["TLSV1_ALERT_CERTIFICATE_REQUIRED"],
  },
  {
    cause: "unknown-ca",
    alert: 48,
    openssl: ["TLSV1_ALERT_UNKNOWN_CA"],
    boringssl: ["TLSV1_ALERT_UNKNOWN_CA"],
  },
  {
    cause: "certificate-expired",
    alert: 45,
    openssl: ["SSLV3_ALERT_CERTIFICATE_EXPIRED", "SSL/TLS_ALERT_CERTIFICATE_EXPIRED"],
    boringssl: ["SSLV3_ALERT_CERTIFICATE_EXPIRED"],
  },
  {
    cause: "certificate-revoked",
    alert: 44,
    openssl: ["SSLV3_ALERT_CERTIFICATE_REVOKED", "SSL/TLS_ALERT_CERTIFICATE_REVOKED"],
    boringssl: ["SSLV3_ALERT_CERTIFICATE_REVOKED"],
  },
  {
    // bad_certificate 42, unsupported_certificate 43, certificate_unknown 46, access_denied 49, decrypt_error 51.
    cause: "certificate-rejected",
    alert: 42,
    openssl: [
      "SSLV3_ALERT_BAD_CERTIFICATE",
      "SSL/TLS_ALERT_BAD_CERTIFICATE",
      "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
      "SSL/TLS_ALERT_UNSUPPORTED_CERTIFICATE",
      "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
      "SSL/TLS_ALERT_CERTIFICATE_UNKNOWN",
      "TLSV1_ALERT_ACCESS_DENIED",
      "TLSV1_ALERT_DECRYPT_ERROR",
    ],
    boringssl: [
      "SSLV3_ALERT_BAD_CERTIFICATE",
      "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
      "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
      "TLSV1_ALERT_ACCESS_DENIED",
      "TLSV1_ALERT_DECRYPT_ERROR",
    ],
  },
  {
    cause: "weak",
    openssl: ["EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK", "DH_KEY_TOO_SMALL"],
    boringssl: ["BAD_DH_P_LENGTH"],
  },
];

const causes: ReadonlyMap<string, TlsCause> = new Map(
  tlsErrorTable.flatMap((row) => [...row.openssl, ...row.boringssl].map((reason) => [reason, row.cause])),
);

/**
 * Names the cause behind an error of the TLS layer; undefined where it names none.
 * `errorCode` is Node's `error.code` (`ERR_SSL_…`, `EPROTO`), `reason` its `error.reason` ("sslv3 alert handshake failure").
 */
export function tlsCauseOf(errorCode: string, reason?: string): TlsCause | undefined {
  const spelled = errorCode.startsWith("ERR_SSL_") ? errorCode.slice("ERR_SSL_".length) : reason;
  return spelled === undefined ? undefined : causes.get(spelled.toUpperCase().replaceAll(" ", "_"));
}
