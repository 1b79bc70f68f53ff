/** Names of extensions, as people know them (RFC 5280 §4.2, and what authorities in the field add). */
export const knownExtensions: ReadonlyMap<string, string> = new Map([
  ["2.5.29.14", "Subject key identifier"],
  ["2.5.29.15", "Key usage"],
  ["2.5.29.17", "Subject alternative names"],
  ["2.5.29.18", "Issuer alternative names"],
  ["2.5.29.19", "Basic constraints"],
  ["2.5.29.30", "Name constraints"],
  ["2.5.29.31", "CRL distribution points"],
  ["2.5.29.32", "Certificate policies"],
  ["2.5.29.33", "Policy mappings"],
  ["2.5.29.35", "Authority key identifier"],
  ["2.5.29.36", "Policy constraints"],
  ["2.5.29.37", "Extended key usage"],
  ["2.5.29.46", "Freshest CRL"],
  ["2.5.29.54", "Inhibit any-policy"],
]);

/** Names of extensions that no client has to know: one of them that is critical is refused by most. */
export const otherExtensions: ReadonlyMap<string, string> = new Map([
  ["1.3.6.1.5.5.7.1.1", "Authority information access"],
  ["1.3.6.1.5.5.7.1.11", "Subject information access"],
  ["1.3.6.1.5.5.7.1.24", "TLS feature (must staple)"],
  ["1.3.6.1.4.1.11129.2.4.2", "Certificate transparency"],
  ["1.3.6.1.4.1.311.20.2", "Microsoft certificate template name"],
  ["1.3.6.1.4.1.311.21.7", "Microsoft certificate template"],
  ["1.3.6.1.4.1.311.21.10", "Microsoft application policies"],
  ["2.16.840.1.113730.1.1", "Netscape certificate type"],
  ["2.16.840.1.113730.1.13", "Netscape comment"],
]);
