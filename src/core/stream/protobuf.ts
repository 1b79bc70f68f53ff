/** The longest payload that is looked at, bytes. */
const mostBytes = 65_536;

/** Wire types (protobuf.dev, "Encoding"): varint, 64 bits, length-delimited, 32 bits; groups are deprecated. */
const varint = 0;
const wide = 1;
const delimited = 2;
const narrow = 5;

/**
 * Tells whether bytes read as a protobuf message from the first to the last: fields with a number, of known wire types, in
 * full. Other binary data may do so by chance, the shorter the likelier.
 */
export function readsAsProtobuf(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.length > mostBytes ? undefined : fieldEnd(bytes, at);
    if (end === undefined || end > bytes.length) {
      return false;
    }
    at = end;
  }
  return bytes.length > 0;
}

/** Where the field at a place ends, which may be behind the end of the bytes; undefined for what is no field. */
function fieldEnd(bytes: Uint8Array, at: number): number | undefined {
  const tag = varintAt(bytes, at);
  if (tag === undefined || tag.value < 8) {
    return undefined;
  }
  switch (tag.value % 8) {
    case varint:
      return varintAt(bytes, tag.end)?.end;
    case wide:
      return tag.end + 8;
    case narrow:
      return tag.end + 4;
    case delimited: {
      const length = varintAt(bytes, tag.end);
      return length && length.end + length.value;
    }
    default:
      return undefined;
  }
}

/** At most ten bytes, seven bits in each, the lowest first. */
function varintAt(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) {
      return undefined;
    }
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      return { value, end: at + index + 1 };
    }
  }
  return undefined;
}
