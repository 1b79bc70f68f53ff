/**
 * Encodes a text as Java's modified UTF-8: each UTF-16 unit by itself in one to three bytes, U+0000 in two.
 * Source: java.io.DataInput, "Modified UTF-8".
 */
export function toModifiedUtf8(text: string): Uint8Array {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return Uint8Array.from(units.flatMap(unitBytes));
}

/** Decodes modified UTF-8; undefined where it is none. */
export function fromModifiedUtf8(bytes: Uint8Array): string | undefined {
  const units: number[] = [];
  for (let index = 0; index < bytes.length;) {
    const length = lengthOf(bytes[index] ?? 0);
    const unit = length === 0 ? undefined : unitOf(bytes.subarray(index, index + length), length);
    if (unit === undefined) {
      return undefined;
    }
    units.push(unit);
    index += length;
  }
  return units.map((unit) => String.fromCharCode(unit)).join("");
}

function unitBytes(unit: number): readonly number[] {
  if (unit > 0 && unit < 0x80) {
    return [unit];
  }
  const last = 0x80 | (unit & 0x3f);
  return unit < 0x800 ? [0xc0 | (unit >> 6), last] : [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), last];
}

/** How many bytes a unit has that starts so; 0 where none does. */
function lengthOf(first: number): number {
  if (first < 0x80) {
    return first === 0 ? 0 : 1;
  }
  return first >= 0xc0 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : 0;
}

function unitOf(bytes: Uint8Array, length: number): number | undefined {
  const [first = 0, ...rest] = bytes;
  if (bytes.length < length || rest.some((byte) => (byte & 0xc0) !== 0x80)) {
    return undefined;
  }
  const head = length === 1 ? first : first & (length === 2 ? 0x1f : 0x0f);
  return rest.reduce((unit, byte) => (unit << 6) | (byte & 0x3f), head);
}
