import type { AlternativeName } from "../identity/identity";
import { ipv6Groups } from "../profile/alternativeNames";
import { contextContentOf, contextPrimitive } from "./asn1";
import type { Asn1 } from "./forge";

/** Tags of the choices of GeneralName that we write (RFC 5280 §4.2.1.6). */
const choices: readonly { readonly kind: AlternativeName["kind"]; readonly tag: number }[] = [
  { kind: "email", tag: 1 },
  { kind: "dns", tag: 2 },
  { kind: "uri", tag: 6 },
  { kind: "ip", tag: 7 },
];

/** Makes a GeneralName of a valid alternative name. */
export function generalNameOf({ kind, value }: AlternativeName): Asn1 {
  const tag = choices.find((choice) => choice.kind === kind)?.tag ?? 2;
  return contextPrimitive(tag, kind === "ip" ? addressBytes(value) : Buffer.from(value, "latin1"));
}

/** Reads a GeneralName of the kinds that we write; undefined for the others, such as a directory name. */
export function readGeneralName(node: Asn1): AlternativeName | undefined {
  for (const { kind, tag } of choices) {
    const content = contextContentOf(node, tag);
    if (content !== undefined) {
      const value = kind === "ip" ? addressText(content) : Buffer.from(content).toString("latin1");
      return value === undefined ? undefined : { kind, value };
    }
  }
  return undefined;
}

/** Gives the 4 or 16 bytes of an address in network byte order. */
function addressBytes(text: string): Uint8Array {
  const groups = ipv6Groups(text);
  return groups === undefined
    ? Uint8Array.from(text.split(".").map(Number))
    : Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** Writes 4 bytes as dotted decimals, 16 as RFC 5952 text; undefined for any other number of them. */
function addressText(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) {
    return bytes.join(".");
  }
  if (bytes.length !== 16) {
    return undefined;
  }
  const groups = Array.from({ length: 8 }, (_, index) => Buffer.from(bytes).readUInt16BE(index * 2));
  return compressed(groups);
}

/** Replaces the first longest run of at least two zero groups by `::` (RFC 5952 §4.2). */
function compressed(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(":");
  const runs = [...text.matchAll(/\b0(?::0\b)+/g)];
  const longest = runs.reduce<RegExpMatchArray | undefined>(
    (best, run) => (run[0].length > (best?.[0].length ?? 0) ? run : best),
    undefined,
  );
  if (longest === undefined) {
    return text;
  }
  const head = text.slice(0, longest.index).replace(/:$/, "");
  const tail = text.slice((longest.index ?? 0) + longest[0].length).replace(/^:/, "");
  return `${head}::${tail}`;
}
