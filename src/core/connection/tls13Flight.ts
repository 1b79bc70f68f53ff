import { createDecipheriv, createHmac } from "node:crypto";
import { recordTypes, type TlsRecord } from "./tlsReader";

/** The cipher suites (RFC 8446 §B.4) whose records are read here: AES in counter mode below the tag. */
const suites: ReadonlyMap<
  number,
  { readonly hash: string; readonly cipher: string; readonly keyBytes: number }
> = new Map([
  [0x1301, { hash: "sha256", cipher: "aes-128-ctr", keyBytes: 16 }],
  [0x1302, { hash: "sha384", cipher: "aes-256-ctr", keyBytes: 32 }],
]);

/** The tag at the end of a record: the TLS library has verified it, and it is not verified again. */
const tagBytes = 16;

/**
 * Gives the handshake bytes within a server's encrypted records of TLS 1.3; undefined for a cipher suite that is not
 * AES-GCM. The secret is SERVER_HANDSHAKE_TRAFFIC_SECRET of a connection of our own (RFC 8446 §7.1): it opens the
 * server's part of the handshake and nothing else. Records after the handshake have another key and come out as garbage.
 */
export function openHandshakeRecords(
  records: readonly TlsRecord[],
  suite: number,
  secret: Uint8Array,
): readonly Uint8Array[] | undefined {
  const found = suites.get(suite);
  if (found === undefined) {
    return undefined;
  }
  const key = expandLabel(secret, "key", found.keyBytes, found.hash);
  const iv = expandLabel(secret, "iv", 12, found.hash);
  return records.map(({ body }, sequence) => {
    const decipher = createDecipheriv(found.cipher, key, counterOf(iv, sequence));
    const inner = decipher.update(body.subarray(0, Math.max(0, body.length - tagBytes)));
    return handshakeIn(inner);
  });
}

/** RFC 8446 §5.3: the sequence number over the end of the IV; NIST SP 800-38D §7.1: the text begins at counter 2. */
function counterOf(iv: Uint8Array, sequence: number): Uint8Array {
  const counter = Buffer.concat([iv, Buffer.from([0, 0, 0, 2])]);
  counter.writeUInt32BE((counter.readUInt32BE(8) ^ sequence) >>> 0, 8);
  return counter;
}

/** RFC 8446 §5.2: zeros at the end are padding, and the last byte that is none is the type of what is before it. */
function handshakeIn(inner: Uint8Array): Uint8Array {
  const typeAt = inner.findLastIndex((byte) => byte !== 0);
  return inner[typeAt] === recordTypes.handshake ? inner.subarray(0, typeAt) : new Uint8Array();
}

/** HKDF-Expand-Label with an empty context (RFC 8446 §7.1), for at most one block of the hash. */
function expandLabel(secret: Uint8Array, label: string, lengthBytes: number, hash: string): Uint8Array {
  const name = Buffer.from(`tls13 ${label}`);
  const terms = Buffer.concat([Buffer.from([0, lengthBytes, name.length]), name, Buffer.from([0, 1])]);
  return createHmac(hash, secret).update(terms).digest().subarray(0, lengthBytes);
}
