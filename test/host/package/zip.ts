import { inflateRawSync } from "node:zlib";

/** One file of a zip archive. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Fields of a record, at offsets from its start: APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16. */
const endOfDirectory = { signature: 0x06054b50, entries: 10, directory: 16 };
const inDirectory = {
  signature: 0x02014b50,
  method: 10,
  packed: 20,
  nameLength: 28,
  extraLength: 30,
  commentLength: 32,
  local: 42,
  name: 46,
};
const inLocal = { nameLength: 26, extraLength: 28, name: 30 };

/** Reads every file of an archive without ZIP64 and without encryption, as vsce writes it. */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== endOfDirectory.signature) {
    throw new Error("not a zip archive");
  }
  const count = archive.readUInt16LE(end + endOfDirectory.entries);
  let at = archive.readUInt32LE(end + endOfDirectory.directory);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== inDirectory.signature) {
      throw new Error(`no directory record at ${at}`);
    }
    const nameLength = archive.readUInt16LE(at + inDirectory.nameLength);
    const name = archive.toString("utf8", at + inDirectory.name, at + inDirectory.name + nameLength);
    entries.push({ name, bytes: contentOf(archive, at) });
    const extraLength = archive.readUInt16LE(at + inDirectory.extraLength);
    const commentLength = archive.readUInt16LE(at + inDirectory.commentLength);
    at += inDirectory.name + nameLength + extraLength + commentLength;
  }
  return entries;
}

function contentOf(archive: Buffer, record: number): Buffer {
  const local = archive.readUInt32LE(record + inDirectory.local);
  const start =
    local +
    inLocal.name +
    archive.readUInt16LE(local + inLocal.nameLength) +
    archive.readUInt16LE(local + inLocal.extraLength);
  const packed = archive.subarray(start, start + archive.readUInt32LE(record + inDirectory.packed));
  return archive.readUInt16LE(record + inDirectory.method) === 0 ? packed : inflateRawSync(packed);
}
