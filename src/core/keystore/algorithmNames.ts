import { oids } from "../certificate/oids";

/** Names an algorithm of encryption, derivation or digest that is not supported; dotted decimals without a name. */
export function nameOfAlgorithm(identifier: string): string {
  return names.get(identifier) ?? identifier;
}

const names: ReadonlyMap<string, string> = new Map([
  // RFC 7292 appendix C
  ["1.2.840.113549.1.12.1.1", "RC4-128"],
  ["1.2.840.113549.1.12.1.2", "RC4-40"],
  [oids.pbeWithTripleDes3Key, "3DES"],
  [oids.pbeWithTripleDes2Key, "3DES with two keys"],
  ["1.2.840.113549.1.12.1.5", "RC2-128"],
  ["1.2.840.113549.1.12.1.6", "RC2-40"],
  // RFC 8018 appendices A and B
  ["1.2.840.113549.1.5.1", "DES with MD2"],
  ["1.2.840.113549.1.5.3", "DES with MD5"],
  ["1.2.840.113549.1.5.4", "RC2-64 with MD2"],
  ["1.2.840.113549.1.5.6", "RC2-64 with MD5"],
  ["1.2.840.113549.1.5.10", "DES with SHA-1"],
  ["1.2.840.113549.1.5.11", "RC2-64 with SHA-1"],
  [oids.pbes2, "PBES2"],
  [oids.pbmac1, "PBMAC1"],
  ["1.3.14.3.2.7", "DES-CBC"],
  ["1.2.840.113549.3.2", "RC2-CBC"],
  ["1.2.840.113549.3.9", "RC5-CBC"],
  ["1.2.840.113549.2.8", "HMAC-SHA-224"],
  ["1.2.840.113549.2.12", "HMAC-SHA-512/224"],
  ["1.2.840.113549.2.13", "HMAC-SHA-512/256"],
  // RFC 7914 §7
  ["1.3.6.1.4.1.11591.4.11", "scrypt"],
  // RFC 3565 §4.1, RFC 5084 §3, NIST CSOR
  ["2.16.840.1.101.3.4.1.22", "AES-192-CBC"],
  ["2.16.840.1.101.3.4.1.6", "AES-128-GCM"],
  ["2.16.840.1.101.3.4.1.26", "AES-192-GCM"],
  ["2.16.840.1.101.3.4.1.46", "AES-256-GCM"],
  // RFC 3657 §3, RFC 4010 §3
  ["1.2.392.200011.61.1.1.1.2", "Camellia-128-CBC"],
  ["1.2.392.200011.61.1.1.1.3", "Camellia-192-CBC"],
  ["1.2.392.200011.61.1.1.1.4", "Camellia-256-CBC"],
  ["1.2.410.200004.1.4", "SEED-CBC"],
  // RFC 3370 §2, RFC 5754 §2, NIST CSOR
  ["1.2.840.113549.2.5", "MD5"],
  ["2.16.840.1.101.3.4.2.4", "SHA-224"],
  ["2.16.840.1.101.3.4.2.5", "SHA-512/224"],
  ["2.16.840.1.101.3.4.2.6", "SHA-512/256"],
  ["2.16.840.1.101.3.4.2.8", "SHA3-256"],
  ["2.16.840.1.101.3.4.2.9", "SHA3-384"],
  ["2.16.840.1.101.3.4.2.10", "SHA3-512"],
  // OpenJDK com.sun.crypto.provider.KeyProtector
  ["1.3.6.1.4.1.42.2.19.1", "3DES with MD5"],
  // RFC 5652 §5 and §6
  [oids.pkcs7SignedData, "PKCS#7 signed data"],
  [oids.pkcs7EnvelopedData, "PKCS#7 enveloped data"],
]);
