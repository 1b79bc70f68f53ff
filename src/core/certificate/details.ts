import { createHash } from "node:crypto";
import { booleanOf, contentOf, contextContentOf, contextItems, numberOf, sequenceItems, tags } from "./asn1";
import { readName } from "./distinguishedName";
import { decodeDer, identifierOf, type Asn1 } from "./forge";
import { oids } from "./oids";

/** One extension of a certificate, by its number. */
export interface ExtensionDetails {
  /** Dotted decimals. */
  readonly identifier: string;
  readonly isCritical: boolean;
  /** Of the value within its OCTET STRING. */
  readonly lengthBytes: number;
}

/** What a certificate says beyond its facts: what a strict client looks at. */
export interface CertificateDetails {
  /** 1 to 3. */
  readonly version: number;
  readonly isSerialPositive: boolean;
  /** Octets of the serial number as it is encoded (RFC 5280 §4.1.2.2 counts these). */
  readonly serialBytes: number;
  /** SHA-1 of the DER, upper-case hex with colons: what older programs show. */
  readonly fingerprint1: string;
  /** In the order of the certificate. */
  readonly extensions: readonly ExtensionDetails[];
  /** pathLenConstraint of basicConstraints. */
  readonly pathLength?: number;
  /** Lower-case hex. */
  readonly subjectKeyIdHex?: string;
  /** Lower-case hex; absent too where the issuer's key is named in another way. */
  readonly authorityKeyIdHex?: string;
  /** Who issued the issuer, where the authority key identifier names it (RFC 5280 §4.2.1.1): RFC 4514 text. */
  readonly authorityIssuerText?: string;
}

/** Reads the details of a certificate that `readCertificate` takes; for anything else they are those of an empty one. */
export function readDetails(der: Uint8Array): CertificateDetails {
  const { version, serial, wrapped } = partsOf(der);
  const extensions = (sequenceItems(wrapped) ?? []).flatMap(extensionOf);
  return {
    // RFC 5280 §4.1.2.1: v1 is 0, and left out.
    version: (numberOf(version) ?? 0) + 1,
    isSerialPositive: serial.some((byte) => byte !== 0) && (serial[0] ?? 0) < 0x80,
    serialBytes: serial.length,
    fingerprint1: (createHash("sha1").update(der).digest("hex").toUpperCase().match(/../g) ?? []).join(":"),
    extensions: extensions.map(({ identifier, isCritical, value }) => ({
      identifier,
      isCritical,
      lengthBytes: value.length,
    })),
    ...valuesOf(new Map(extensions.map(({ identifier, value }) => [identifier, value]))),
  };
}

interface Parts {
  readonly version: Asn1 | undefined;
  readonly serial: Uint8Array;
  /** The Extensions. */
  readonly wrapped: Asn1 | undefined;
}

function partsOf(der: Uint8Array): Parts {
  const decoded = decodeDer(der);
  const [toBeSigned] = (decoded.ok ? sequenceItems(decoded.value) : undefined) ?? [];
  const items = sequenceItems(toBeSigned) ?? [];
  const version = contextItems(items[0], 0)?.[0];
  return {
    version,
    serial: contentOf(items[version === undefined ? 0 : 1], tags.integer) ?? new Uint8Array(0),
    wrapped: items.map((item) => contextItems(item, 3)).find((found) => found !== undefined)?.[0],
  };
}

interface Extension {
  readonly identifier: string;
  readonly isCritical: boolean;
  readonly value: Uint8Array;
}

function extensionOf(node: Asn1): readonly Extension[] {
  const [type, ...rest] = sequenceItems(node) ?? [];
  const identifier = identifierOf(type);
  const value = contentOf(rest.at(-1), tags.octetString);
  return identifier === undefined || value === undefined
    ? []
    : [{ identifier, isCritical: booleanOf(rest[0]) ?? false, value }];
}

type Values = Pick<
  CertificateDetails,
  "pathLength" | "subjectKeyIdHex" | "authorityKeyIdHex" | "authorityIssuerText"
>;

/** The choice of GeneralName that holds a Name (RFC 5280 §4.2.1.6). */
const directoryName = 4;

function valuesOf(values: ReadonlyMap<string, Uint8Array>): Values {
  const decoded = (identifier: string): Asn1 | undefined => {
    const value = values.get(identifier);
    const node = value === undefined ? undefined : decodeDer(value);
    return node?.ok === true ? node.value : undefined;
  };
  const constraints = sequenceItems(decoded(oids.basicConstraints)) ?? [];
  const pathLength = constraints.map(numberOf).find((length) => length !== undefined);
  const subjectKeyId = contentOf(decoded(oids.subjectKeyIdentifier), tags.octetString);
  const authority = sequenceItems(decoded(oids.authorityKeyIdentifier)) ?? [];
  const authorityKeyId = authority.map((item) => contextContentOf(item, 0)).find((id) => id !== undefined);
  const authorityIssuer = authority
    .flatMap((item) => contextItems(item, 1) ?? [])
    .map((name) => readName(contextItems(name, directoryName)?.[0]))
    .find((name) => name !== undefined);
  return {
    ...(pathLength === undefined ? {} : { pathLength }),
    ...(subjectKeyId === undefined ? {} : { subjectKeyIdHex: hexOf(subjectKeyId) }),
    ...(authorityKeyId === undefined ? {} : { authorityKeyIdHex: hexOf(authorityKeyId) }),
    ...(authorityIssuer === undefined ? {} : { authorityIssuerText: authorityIssuer.text }),
  };
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
