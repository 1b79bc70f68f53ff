/** Reads numbers and length-prefixed vectors (RFC 8446 §3.4) one after the other; beyond the end all is zero or empty. */
export interface TlsReader {
  /** A number of so many bytes, at most 4. */
  number(lengthBytes: number): number;
  /** So many bytes as they are. */
  bytes(lengthBytes: number): Uint8Array;
  /** A vector whose length stands before it in so many bytes. */
  vector(lengthBytes: number): Uint8Array;
  isAtEnd(): boolean;
}

/** Begins to read at the first byte. */
export function tlsReader(source: Uint8Array): TlsReader {
  let at = 0;
  const bytes = (lengthBytes: number): Uint8Array => {
    const taken = source.subarray(at, at + lengthBytes);
    at += lengthBytes;
    return taken;
  };
  const number = (lengthBytes: number): number =>
    bytes(lengthBytes).reduce((value, byte) => value * 256 + byte, 0);
  return {
    number,
    bytes,
    vector: (lengthBytes) => bytes(number(lengthBytes)),
    isAtEnd: () => at >= source.length,
  };
}

/** One record (RFC 8446 §5.1). */
export interface TlsRecord {
  readonly type: number;
  /** The five bytes before the body. */
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}

/** Content types of records. */
export const recordTypes = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

/** Splits what one side sent into its records; one that is not whole is left out. */
export function recordsOf(sent: Uint8Array): readonly TlsRecord[] {
  const records: TlsRecord[] = [];
  let at = 0;
  while (at + 5 <= sent.length) {
    const head = sent.subarray(at, at + 5);
    const end = at + 5 + (head[3] ?? 0) * 256 + (head[4] ?? 0);
    if (end > sent.length) {
      break;
    }
    records.push({ type: head[0] ?? 0, head, body: sent.subarray(at + 5, end) });
    at = end;
  }
  return records;
}

/** One handshake message (RFC 8446 §4). */
export interface HandshakeMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

/** Splits the handshake's bytes, which go on from record to record, into messages; one that is not whole is left out. */
export function messagesOf(bodies: readonly Uint8Array[]): readonly HandshakeMessage[] {
  const bytes = Buffer.concat(bodies);
  const messages: HandshakeMessage[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUIntBE(at + 1, 3);
    if (end > bytes.length) {
      break;
    }
    messages.push({ type: bytes[at] ?? 0, body: bytes.subarray(at + 4, end) });
    at = end;
  }
  return messages;
}
