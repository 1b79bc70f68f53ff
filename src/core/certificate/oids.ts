/** Object identifiers that we write or name, by their standard names. */
export const oids = {
  // RFC 5280 appendix A, X.520: attributes of names
  commonName: "2.5.4.3",
  country: "2.5.4.6",
  locality: "2.5.4.7",
  stateOrProvince: "2.5.4.8",
  organization: "2.5.4.10",
  organizationalUnit: "2.5.4.11",
  // RFC 5280 §4.2: extensions
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAlternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  // RFC 5280 §4.2.1.12: purposes
  anyExtendedKeyUsage: "2.5.29.37.0",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
  // RFC 3279 §2.3, RFC 5480 §2.1.1: public keys and curves
  rsaEncryption: "1.2.840.113549.1.1.1",
  ecPublicKey: "1.2.840.10045.2.1",
  secp256r1: "1.2.840.10045.3.1.7",
  secp384r1: "1.3.132.0.34",
  secp521r1: "1.3.132.0.35",
  // RFC 4055 §5, RFC 5758 §3.2: signatures
  sha256WithRsa: "1.2.840.113549.1.1.11",
  sha384WithRsa: "1.2.840.113549.1.1.12",
  sha512WithRsa: "1.2.840.113549.1.1.13",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  ecdsaWithSha384: "1.2.840.10045.4.3.3",
  ecdsaWithSha512: "1.2.840.10045.4.3.4",
  // RFC 8018 appendix B: password-based encryption
  pbes2: "1.2.840.113549.1.5.13",
  pbmac1: "1.2.840.113549.1.5.14",
  pbkdf2: "1.2.840.113549.1.5.12",
  hmacWithSha1: "1.2.840.113549.2.7",
  hmacWithSha256: "1.2.840.113549.2.9",
  hmacWithSha384: "1.2.840.113549.2.10",
  hmacWithSha512: "1.2.840.113549.2.11",
  aes128Cbc: "2.16.840.1.101.3.4.1.2",
  aes256Cbc: "2.16.840.1.101.3.4.1.42",
  tripleDesCbc: "1.2.840.113549.3.7",
  // RFC 3370 §2.1, RFC 5754 §2.2 to §2.4
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
  // RFC 7292 appendix D, RFC 2985 §5.5: PKCS#12
  pkcs7Data: "1.2.840.113549.1.7.1",
  pkcs7SignedData: "1.2.840.113549.1.7.2",
  pkcs7EnvelopedData: "1.2.840.113549.1.7.3",
  pkcs7EncryptedData: "1.2.840.113549.1.7.6",
  pbeWithTripleDes3Key: "1.2.840.113549.1.12.1.3",
  pbeWithTripleDes2Key: "1.2.840.113549.1.12.1.4",
  keyBag: "1.2.840.113549.1.12.10.1.1",
  pkcs8ShroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certificateBag: "1.2.840.113549.1.12.10.1.3",
  crlBag: "1.2.840.113549.1.12.10.1.4",
  secretBag: "1.2.840.113549.1.12.10.1.5",
  safeContentsBag: "1.2.840.113549.1.12.10.1.6",
  x509Certificate: "1.2.840.113549.1.9.22.1",
  friendlyName: "1.2.840.113549.1.9.20",
  localKeyId: "1.2.840.113549.1.9.21",
  /** Oracle's mark of a trusted certificate; OpenJDK sun.security.pkcs12.PKCS12KeyStore. */
  trustedKeyUsage: "2.16.840.1.113894.746875.1.1",
  /** The protection of a JKS key; OpenJDK sun.security.provider.KeyProtector. */
  jksKeyProtector: "1.3.6.1.4.1.42.2.17.1.1",
} as const;

/** Short names of attributes in a printed name (RFC 4514 §3, and keytool's and OpenSSL's for the rest). */
export const attributeShortNames: ReadonlyMap<string, string> = new Map([
  [oids.commonName, "CN"],
  ["2.5.4.4", "SN"],
  ["2.5.4.5", "serialNumber"],
  [oids.country, "C"],
  [oids.locality, "L"],
  [oids.stateOrProvince, "ST"],
  ["2.5.4.9", "STREET"],
  [oids.organization, "O"],
  [oids.organizationalUnit, "OU"],
  ["2.5.4.12", "title"],
  ["2.5.4.42", "GN"],
  ["2.5.4.46", "dnQualifier"],
  ["2.5.4.97", "organizationIdentifier"],
  ["0.9.2342.19200300.100.1.1", "UID"],
  ["0.9.2342.19200300.100.1.25", "DC"],
  ["1.2.840.113549.1.9.1", "emailAddress"],
]);

/** Names of purposes; any other is shown as its dotted number. */
export const purposeNames: ReadonlyMap<string, string> = new Map([
  [oids.anyExtendedKeyUsage, "anyExtendedKeyUsage"],
  [oids.serverAuth, "serverAuth"],
  [oids.clientAuth, "clientAuth"],
  ["1.3.6.1.5.5.7.3.3", "codeSigning"],
  ["1.3.6.1.5.5.7.3.4", "emailProtection"],
  ["1.3.6.1.5.5.7.3.8", "timeStamping"],
  ["1.3.6.1.5.5.7.3.9", "OCSPSigning"],
]);

/** Names of curves in `keyText` (RFC 5480 §2.1.1.1). */
export const curveNames: ReadonlyMap<string, string> = new Map([
  [oids.secp256r1, "P-256"],
  [oids.secp384r1, "P-384"],
  [oids.secp521r1, "P-521"],
  ["1.2.840.10045.3.1.1", "P-192"],
  ["1.3.132.0.33", "P-224"],
]);

/** Names of public-key algorithms without parameters that matter (RFC 8410 §3, RFC 3279 §2.3, RFC 4055 §1.2). */
export const keyAlgorithmNames: ReadonlyMap<string, string> = new Map([
  ["1.3.101.112", "Ed25519"],
  ["1.2.840.10040.4.1", "DSA"],
  ["1.2.840.113549.1.1.10", "RSA-PSS"],
]);

/** Names of signature algorithms (RFC 3279 §2.2, RFC 4055, RFC 5758, RFC 8410). */
export const signatureNames: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.1.1.4", "RSA with MD5"],
  ["1.2.840.113549.1.1.5", "RSA with SHA-1"],
  [oids.sha256WithRsa, "RSA with SHA-256"],
  [oids.sha384WithRsa, "RSA with SHA-384"],
  [oids.sha512WithRsa, "RSA with SHA-512"],
  ["1.2.840.113549.1.1.10", "RSA-PSS"],
  ["1.2.840.10045.4.1", "ECDSA with SHA-1"],
  ["1.2.840.10045.4.3.1", "ECDSA with SHA-224"],
  [oids.ecdsaWithSha256, "ECDSA with SHA-256"],
  [oids.ecdsaWithSha384, "ECDSA with SHA-384"],
  [oids.ecdsaWithSha512, "ECDSA with SHA-512"],
  ["1.2.840.10040.4.3", "DSA with SHA-1"],
  ["2.16.840.1.101.3.4.3.2", "DSA with SHA-256"],
  ["1.3.101.112", "Ed25519"],
]);
