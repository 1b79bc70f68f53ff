import { timingSafeEqual } from "node:crypto";
import { decodeDer } from "../certificate/forge";
import { fail, ok, type Result } from "../result";
import { isProtectedKey, jksDigest } from "./jksProtection";
import { fromModifiedUtf8, toModifiedUtf8 } from "./modifiedUtf8";

/** An entry of a JKS keystore. `createdMs` is milliseconds since 1970 UTC. */
export type JksEntry =
  | {
      readonly kind: "private-key";
      readonly alias: string;
      readonly createdMs: number;
      /** EncryptedPrivateKeyInfo, DER, of `protectJksKey`: under a password of its own. */
      readonly protectedKeyDer: Uint8Array;
      /** The key's own certificate first, then its issuers, DER. */
      readonly chainDer: readonly Uint8Array[];
    }
  | {
      readonly kind: "trusted-certificate";
      readonly alias: string;
      readonly createdMs: number;
      readonly certificateDer: Uint8Array;
    };

/** Why bytes are not the entries of a JKS keystore. */
export type JksFailure =
  /** Another format: the first four bytes are not FEEDFEED. */
  | { readonly code: "keystore-not-jks" }
  | { readonly code: "keystore-version-unsupported"; readonly version: number }
  /** A length, tag or text is not as the format has it; `offset` is where, in bytes from the start. */
  | { readonly code: "keystore-damaged"; readonly offset: number }
  /** The whole is well-formed but its digest is another: nearly always the password, else damage within a value. */
  | { readonly code: "keystore-wrong-password" };

/**
 * Writes a JKS version 2 keystore with private-key entries, their chains and trusted certificates.
 *
 * Layout, big-endian: magic FEEDFEED (4 bytes), version (4), entry count (4), entries, SHA-1 (20) over the password in
 * UTF-16BE, the ASCII words "Mighty Aphrodite" and all bytes before it.
 * Aliases are lower-cased, as keytool does, and cut at 65,535 bytes; the entries keep their order.
 * Source: OpenJDK sun.security.provider.JavaKeyStore (there is no standard).
 */
export function writeJks(entries: readonly JksEntry[], storePassword: string): Uint8Array {
  const header = [uint32(magic), uint32(version), uint32(entries.length)];
  const content = Buffer.concat([...header, ...entries.flatMap(entryBytes)]);
  return Buffer.concat([content, jksDigest(storePassword, content)]);
}

/**
 * Reads a JKS version 2 keystore. Every length is held against what is left before it is used. The structure comes
 * first, then the digest, in constant time; certificates and protected keys that are no DER are damage, not a
 * wrong password.
 */
export function readJks(bytes: Uint8Array, storePassword: string): Result<readonly JksEntry[], JksFailure> {
  const entries = readJksUnproven(bytes);
  return entries.ok && !opensJks(bytes, storePassword) ? fail({ code: "keystore-wrong-password" }) : entries;
}

/** Tells, in constant time, whether a keystore that can be read was written under a password. */
export function opensJks(bytes: Uint8Array, storePassword: string): boolean {
  const content = bytes.subarray(0, -digestBytes);
  return timingSafeEqual(jksDigest(storePassword, content), bytes.subarray(-digestBytes));
}

/** Reads the entries as `readJks` does, without a password and so without proof that nobody changed them. */
export function readJksUnproven(bytes: Uint8Array): Result<readonly JksEntry[], JksFailure> {
  if (takeUint32({ bytes: Buffer.from(bytes.subarray(0, 4)), offset: 0 }) !== magic) {
    return fail({ code: "keystore-not-jks" });
  }
  const cursor: Cursor = { bytes: Buffer.from(bytes.subarray(0, -digestBytes)), offset: 4 };
  const found = takeUint32(cursor);
  if (found !== undefined && found !== version) {
    return fail({ code: "keystore-version-unsupported", version: found });
  }
  const entries = takeEntries(cursor);
  return entries === undefined || cursor.offset !== cursor.bytes.length
    ? fail({ code: "keystore-damaged", offset: cursor.offset })
    : ok(entries);
}

const magic = 0xfeedfeed;
const version = 2;
const digestBytes = 20;
const tags = { privateKey: 1, trustedCertificate: 2 } as const;
const certificateType = "X.509";

function entryBytes(entry: JksEntry): readonly Uint8Array[] {
  const tag = entry.kind === "private-key" ? tags.privateKey : tags.trustedCertificate;
  const head = [uint32(tag), text(entry.alias.toLowerCase()), uint64(entry.createdMs)];
  if (entry.kind === "trusted-certificate") {
    return [...head, ...certificateBytes(entry.certificateDer)];
  }
  return [
    ...head,
    uint32(entry.protectedKeyDer.length),
    entry.protectedKeyDer,
    uint32(entry.chainDer.length),
    ...entry.chainDer.flatMap(certificateBytes),
  ];
}

function certificateBytes(der: Uint8Array): readonly Uint8Array[] {
  return [text(certificateType), uint32(der.length), der];
}

function text(value: string): Uint8Array {
  const bytes = toModifiedUtf8(value).subarray(0, 0xffff);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(Math.trunc(value)));
  return bytes;
}

/** Where reading stands. A `take…` that gives undefined has not moved it, so it is where the damage is. */
interface Cursor {
  readonly bytes: Buffer;
  offset: number;
}

function takeEntries(cursor: Cursor): readonly JksEntry[] | undefined {
  return takeMany(cursor, takeEntry);
}

/** Reads a count and so many things; the first that is missing ends it, however large the count. */
function takeMany<T>(cursor: Cursor, take: (cursor: Cursor) => T | undefined): readonly T[] | undefined {
  const count = takeUint32(cursor);
  const taken: T[] = [];
  while (count !== undefined && taken.length < count) {
    const one = take(cursor);
    if (one === undefined) {
      return undefined;
    }
    taken.push(one);
  }
  return count === undefined ? undefined : taken;
}

function takeEntry(cursor: Cursor): JksEntry | undefined {
  const start = cursor.offset;
  const tag = takeUint32(cursor);
  if (tag !== tags.privateKey && tag !== tags.trustedCertificate) {
    cursor.offset = start;
    return undefined;
  }
  const alias = takeText(cursor);
  const createdMs = alias === undefined ? undefined : takeUint64(cursor);
  if (alias === undefined || createdMs === undefined) {
    return undefined;
  }
  if (tag === tags.privateKey) {
    const key = takeKey(cursor);
    return key === undefined ? undefined : { kind: "private-key", alias, createdMs, ...key };
  }
  const certificateDer = takeCertificate(cursor);
  return certificateDer === undefined
    ? undefined
    : { kind: "trusted-certificate", alias, createdMs, certificateDer };
}

function takeKey(
  cursor: Cursor,
): { readonly protectedKeyDer: Uint8Array; readonly chainDer: readonly Uint8Array[] } | undefined {
  const protectedKeyDer = takeSized(cursor, isProtectedKey);
  const chainDer = protectedKeyDer === undefined ? undefined : takeMany(cursor, takeCertificate);
  return protectedKeyDer === undefined || chainDer === undefined ? undefined : { protectedKeyDer, chainDer };
}

function takeCertificate(cursor: Cursor): Uint8Array | undefined {
  const start = cursor.offset;
  if (takeText(cursor) !== certificateType) {
    cursor.offset = start;
    return undefined;
  }
  return takeSized(cursor, (der) => decodeDer(der).ok);
}

/** Reads a 4-byte length and so many bytes that pass a check. */
function takeSized(cursor: Cursor, isSound: (bytes: Uint8Array) => boolean): Uint8Array | undefined {
  const start = cursor.offset;
  const length = takeUint32(cursor);
  const bytes = length === undefined ? undefined : takeBytes(cursor, length);
  if (bytes === undefined || !isSound(bytes)) {
    cursor.offset = start;
    return undefined;
  }
  return bytes;
}

function takeText(cursor: Cursor): string | undefined {
  const start = cursor.offset;
  const length = takeBytes(cursor, 2)?.readUInt16BE();
  const bytes = length === undefined ? undefined : takeBytes(cursor, length);
  const value = bytes === undefined ? undefined : fromModifiedUtf8(bytes);
  if (value === undefined) {
    cursor.offset = start;
  }
  return value;
}

function takeUint32(cursor: Cursor): number | undefined {
  return takeBytes(cursor, 4)?.readUInt32BE();
}

function takeUint64(cursor: Cursor): number | undefined {
  const value = takeBytes(cursor, 8)?.readBigInt64BE();
  return value === undefined ? undefined : Number(value);
}

function takeBytes(cursor: Cursor, lengthBytes: number): Buffer | undefined {
  if (lengthBytes > cursor.bytes.length - cursor.offset) {
    return undefined;
  }
  const bytes = cursor.bytes.subarray(cursor.offset, cursor.offset + lengthBytes);
  cursor.offset += lengthBytes;
  return bytes;
}
