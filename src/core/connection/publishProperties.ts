/** How the value of a property is written (MQTT 5 §2.2.2.2), for those that a PUBLISH from a server may have (§3.3.2.3). */
type Form = "byte" | "fourBytes" | "variable" | "text" | "twoTexts";

const forms: ReadonlyMap<number, Form> = new Map<number, Form>([
  [0x01, "byte"], // Payload Format Indicator
  [0x02, "fourBytes"], // Message Expiry Interval
  [0x03, "text"], // Content Type
  [0x08, "text"], // Response Topic
  [0x09, "text"], // Correlation Data
  [0x0b, "variable"], // Subscription Identifier
  [0x26, "twoTexts"], // User Property
]);

/**
 * Where the properties of a PUBLISH end that begin with their length at a place; undefined for what is not sound, and for a
 * Topic Alias, which we allow no server to use ([MQTT-3.1.2-26]).
 */
export function propertiesEnd(piece: Buffer, from: number, packetEnd: number): number | undefined {
  if (from < packetEnd && piece[from] === 0) {
    return from + 1;
  }
  const length = variableAt(piece, from, packetEnd);
  const end = length && length.end + length.value;
  if (length === undefined || end === undefined || end > packetEnd) {
    return undefined;
  }
  let at: number | undefined = length.end;
  while (at !== undefined && at < end) {
    at = valueEnd(piece, at, end);
  }
  return at === end ? end : undefined;
}

/** Where the property ends that begins at a place, which may be behind the end. */
function valueEnd(piece: Buffer, at: number, end: number): number | undefined {
  const form = forms.get(piece[at] ?? 0);
  switch (form) {
    case "byte":
      return at + 2;
    case "fourBytes":
      return at + 5;
    case "variable":
      return variableAt(piece, at + 1, end)?.end;
    case "text":
      return textEnd(piece, at + 1, end);
    case "twoTexts": {
      const name = textEnd(piece, at + 1, end);
      return name && textEnd(piece, name, end);
    }
    case undefined:
      return undefined;
  }
}

/** Behind two bytes of length and as many bytes as they say. */
function textEnd(piece: Buffer, at: number, end: number): number | undefined {
  return at + 2 > end ? undefined : at + 2 + piece.readUInt16BE(at);
}

/** A Variable Byte Integer (MQTT 5 §1.5.5). */
function variableAt(
  piece: Buffer,
  from: number,
  end: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 4 && from + index < end; index += 1) {
    const byte = piece[from + index] ?? 0;
    value += (byte & 0x7f) << (7 * index);
    if (byte < 0x80) {
      return { value, end: from + index + 1 };
    }
  }
  return undefined;
}
