import { contentOf, contextItems, sequenceItems, setItems, tags, textOf } from "../certificate/asn1";
import { identifierOf, type Asn1 } from "../certificate/forge";
import { oids } from "../certificate/oids";
import type { FoundCertificate, SkippedEntry } from "./keystore";

/** One bag of a PKCS#12 file (RFC 7292 §4.2), its key not opened yet. */
export type Pkcs12Bag =
  | (Names & {
      readonly kind: "key";
      /** PrivateKeyInfo. */
      readonly plain: Asn1;
    })
  | (Names & {
      readonly kind: "encrypted-key";
      /** EncryptedPrivateKeyInfo. */
      readonly encrypted: Asn1;
    })
  | (FoundCertificate & { readonly kind: "certificate" })
  | { readonly kind: "skipped"; readonly entry: SkippedEntry };

/** Gives the bags of a SafeContents, those of bags within bags too; undefined where it is none. */
export function bagsOf(safeContents: Asn1): readonly Pkcs12Bag[] | undefined {
  const bags = sequenceItems(safeContents)?.map(readBag);
  return bags?.every((bag) => bag !== undefined) === true ? bags.flat() : undefined;
}

/** friendlyName and localKeyId (RFC 2985 §5.5). */
interface Names {
  readonly alias: string | undefined;
  readonly localKeyIdHex: string | undefined;
}

type Attributes = ReadonlyMap<string, Asn1 | undefined>;
type BagReader = (value: Asn1, attributes: Attributes) => readonly Pkcs12Bag[] | undefined;

const readers: ReadonlyMap<string, BagReader> = new Map<string, BagReader>([
  [oids.keyBag, (plain, attributes) => [{ kind: "key", ...namesOf(attributes), plain }]],
  [
    oids.pkcs8ShroudedKeyBag,
    (encrypted, attributes) => [{ kind: "encrypted-key", ...namesOf(attributes), encrypted }],
  ],
  [oids.certificateBag, certificateBag],
  [oids.crlBag, skippedAs("crl")],
  [oids.secretBag, skippedAs("secret-key")],
  // RFC 7292 §4.2.6; the decoder's depth is the limit of its nesting.
  [oids.safeContentsBag, bagsOf],
]);

function readBag(bag: Asn1): readonly Pkcs12Bag[] | undefined {
  const [identifierNode, wrapped, attributesNode] = sequenceItems(bag) ?? [];
  const identifier = identifierOf(identifierNode);
  const value = contextItems(wrapped, 0)?.[0];
  const attributes = readAttributes(attributesNode);
  if (identifier === undefined || value === undefined || attributes === undefined) {
    return undefined;
  }
  const read = readers.get(identifier);
  return read === undefined
    ? [
        {
          kind: "skipped",
          entry: { kind: "unknown-bag", alias: namesOf(attributes).alias, name: identifier },
        },
      ]
    : read(value, attributes);
}

/** The first value of each attribute. */
function readAttributes(node: Asn1 | undefined): Attributes | undefined {
  const attributes = (node === undefined ? [] : setItems(node))?.map((attribute) => {
    const [identifier, values] = sequenceItems(attribute) ?? [];
    return [identifierOf(identifier) ?? "", setItems(values)?.[0]] as const;
  });
  return attributes === undefined ? undefined : new Map(attributes);
}

function namesOf(attributes: Attributes): Names {
  const localKeyId = contentOf(attributes.get(oids.localKeyId), tags.octetString);
  return {
    alias: textOf(attributes.get(oids.friendlyName)),
    localKeyIdHex: localKeyId === undefined ? undefined : Buffer.from(localKeyId).toString("hex"),
  };
}

/** RFC 7292 §4.2.3. */
function certificateBag(value: Asn1, attributes: Attributes): readonly Pkcs12Bag[] | undefined {
  const [typeNode, wrapped] = sequenceItems(value) ?? [];
  const type = identifierOf(typeNode);
  const der = contentOf(contextItems(wrapped, 0)?.[0], tags.octetString);
  const names = namesOf(attributes);
  if (type !== undefined && type !== oids.x509Certificate) {
    const { alias } = names;
    return [{ kind: "skipped", entry: { kind: "certificate-of-another-kind", alias, name: type } }];
  }
  return der === undefined
    ? undefined
    : [{ kind: "certificate", ...names, der, isMarked: attributes.has(oids.trustedKeyUsage) }];
}

/** CRLs and secrets are a type and a value (RFC 7292 §4.2.4 and §4.2.5). */
function skippedAs(kind: "crl" | "secret-key"): BagReader {
  return (value, attributes) => {
    const type = identifierOf(sequenceItems(value)?.[0]);
    return type === undefined
      ? undefined
      : [{ kind: "skipped", entry: { kind, alias: namesOf(attributes).alias, name: type } }];
  };
}
