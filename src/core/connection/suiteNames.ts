/**
 * Names of cipher suites that a server may insist on and a test connection does not offer, by IANA's number. Source: IANA
 * "TLS Cipher Suites".
 */
const suiteNames: ReadonlyMap<string, string> = new Map([
  ["0004", "TLS_RSA_WITH_RC4_128_MD5"],
  ["0005", "TLS_RSA_WITH_RC4_128_SHA"],
  ["000a", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"],
  ["002f", "TLS_RSA_WITH_AES_128_CBC_SHA"],
  ["0033", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"],
  ["0035", "TLS_RSA_WITH_AES_256_CBC_SHA"],
  ["0039", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"],
  ["003c", "TLS_RSA_WITH_AES_128_CBC_SHA256"],
  ["003d", "TLS_RSA_WITH_AES_256_CBC_SHA256"],
  ["0041", "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA"],
  ["0084", "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA"],
  ["009c", "TLS_RSA_WITH_AES_128_GCM_SHA256"],
  ["009d", "TLS_RSA_WITH_AES_256_GCM_SHA384"],
  ["1304", "TLS_AES_128_CCM_SHA256"],
  ["1305", "TLS_AES_128_CCM_8_SHA256"],
  ["c008", "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA"],
  ["c009", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"],
  ["c00a", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"],
  ["c012", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"],
  ["c018", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"],
  ["c019", "TLS_ECDH_anon_WITH_AES_256_CBC_SHA"],
  ["c05c", "TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256"],
  ["c05d", "TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384"],
  ["c060", "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256"],
  ["c072", "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256"],
  ["c073", "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384"],
  ["c076", "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256"],
  ["c09c", "TLS_RSA_WITH_AES_128_CCM"],
  ["c0ac", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"],
  ["c0ad", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM"],
  ["c0ae", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"],
]);

/** Names a cipher suite by its number, four lower-case hex digits; the number itself where it is none of these. */
export function suiteNameOf(suiteHex: string): string {
  return suiteNames.get(suiteHex) ?? `0x${suiteHex.toUpperCase()}`;
}
