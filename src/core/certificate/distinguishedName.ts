import type { Subject } from "../identity/identity";
import { primitive, sequence, sequenceItems, set, setItems, tags, textOf } from "./asn1";
import { encodeDer, identifierOf, objectIdentifier, type Asn1 } from "./forge";
import { attributeShortNames, oids } from "./oids";

/** A name as it was read: the known attributes, and the whole of it for reading. */
export interface DistinguishedName {
  /** The first value of each known attribute; `commonName` is empty where there is none. */
  readonly subject: Subject;
  /** RFC 4514 §2: last attribute of the encoding first, `CN=…, OU=…, O=…, L=…, ST=…, C=…` for ours. */
  readonly text: string;
}

/** The order on the wire is keytool's: what it prints first, `CN`, stands last (RFC 4514 §2.1 reverses). */
const wireOrder = [
  "country",
  "stateOrProvince",
  "locality",
  "organization",
  "organizationalUnit",
  "commonName",
] as const satisfies readonly (keyof Subject)[];

/** Makes the Name of a subject; empty attributes are left out. Characters beyond PrintableString make it UTF8String. */
export function nameOf(subject: Subject): Asn1 {
  const present = wireOrder.flatMap((attribute) => {
    const value = subject[attribute] ?? "";
    return value === "" ? [] : [{ identifier: oids[attribute], value }];
  });
  return sequence(
    ...present.map(({ identifier, value }) =>
      set(sequence(objectIdentifier(identifier), directoryString(value))),
    ),
  );
}

/** Reads a Name; undefined where it is not one. */
export function readName(node: Asn1 | undefined): DistinguishedName | undefined {
  const sets = sequenceItems(node)?.map(readRelativeName);
  if (sets?.every((one) => one !== undefined) !== true) {
    return undefined;
  }
  const attributes = sets.flat();
  const known = wireOrder.flatMap((attribute) => {
    const value = attributes.find(({ identifier }) => identifier === oids[attribute])?.value;
    return value === undefined ? [] : [[attribute, value] as const];
  });
  return {
    subject: { commonName: "", ...Object.fromEntries(known) },
    text: sets
      .map((one) => one.map(attributeText).join("+"))
      .reverse()
      .join(", "),
  };
}

interface Attribute {
  readonly identifier: string;
  readonly value: string;
  /** Whether `value` is the `#` and hexadecimal digits of something that is no text (RFC 4514 §2.4). */
  readonly isHex: boolean;
}

/** The characters of a PrintableString (X.680 §41.4). */
const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

function directoryString(value: string): Asn1 {
  const tag = printable.test(value) ? tags.printableString : tags.utf8String;
  return primitive(tag, Buffer.from(value, "utf8"));
}

/** A set of attributes that count as one; nearly always there is one in it. */
function readRelativeName(node: Asn1): readonly Attribute[] | undefined {
  const attributes = setItems(node)?.map(readAttribute);
  return attributes !== undefined &&
    attributes.length > 0 &&
    attributes.every((attribute) => attribute !== undefined)
    ? attributes
    : undefined;
}

function readAttribute(node: Asn1): Attribute | undefined {
  const [type, value, ...rest] = sequenceItems(node) ?? [];
  const identifier = identifierOf(type);
  if (identifier === undefined || value === undefined || rest.length > 0) {
    return undefined;
  }
  const text = textOf(value);
  return text === undefined
    ? { identifier, value: `#${Buffer.from(encodeDer(value)).toString("hex")}`, isHex: true }
    : { identifier, value: text, isHex: false };
}

function attributeText({ identifier, value, isHex }: Attribute): string {
  const name = attributeShortNames.get(identifier) ?? identifier;
  return `${name}=${isHex ? value : escaped(value)}`;
}

/** RFC 4514 §2.4; control characters become `\` and their UTF-8 bytes in hexadecimal. */
function escaped(value: string): string {
  return value
    .replace(/[,+"\\<>;]|^[ #]| $/g, "\\$&")
    .replace(/[\0-\x1f\x7f]/g, (character) => `\\${Buffer.from(character).toString("hex").toUpperCase()}`);
}
