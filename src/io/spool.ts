import * as promises from "node:fs/promises";
import { mkdir, open, readdir, rename, rm, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { fail, ok, type Result } from "../core/result";
import type { FileFailure, Spool, Spools, SpoolState } from "../flows/world";
import { attempt, systemCodeOf } from "./fileFailure";
import { viaDraft, type Workshop } from "./hiddenNames";
import { ownersOf } from "./owners";

/** A spool is made of so many files at most; beyond its limit the oldest goes. */
const segmentCount = 8;

/** The most bytes that wait to be written before the socket has to. */
const mostWaitingBytes = 4 * 1_048_576;

/** How much is read at a time. */
const pieceBytes = 1_048_576;

const privateMode = 0o600;

let spools = 0;

/** Spools on this machine's disk. */
export function nodeSpools(): Spools {
  const workshop: Workshop = { steps: promises, owners: ownersOf() };
  return {
    open: async (folder, limitBytes) => {
      await removeLeftovers(folder);
      spools += 1;
      return newSpool(path.join(folder, `${process.pid}-${spools}`), limitBytes / segmentCount, workshop);
    },
  };
}

/** A spool's folder is named for its process. Whatever cannot be removed now is tried again the next time. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await attempt(folder, () => readdir(folder));
  const stale = (names.ok ? names.value : []).filter((name) => /^\d+-\d+$/.test(name) && !isRunning(name));
  await Promise.all(
    stale.map((name) => attempt(folder, () => rm(path.join(folder, name), { recursive: true, force: true }))),
  );
}

function isRunning(name: string): boolean {
  const processId = Number.parseInt(name, 10);
  try {
    // kill(2): signal 0 asks whether it is there.
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) !== "ESRCH";
  }
}

interface Segment {
  readonly file: string;
  readonly handle: FileHandle;
  bytes: number;
  records: number;
}

interface Block {
  readonly bytes: Uint8Array;
  readonly records: number;
}

/** Everything of one spool. */
interface Reel {
  readonly folder: string;
  readonly segmentBytes: number;
  readonly segments: Segment[];
  waiting: Block[];
  waitingBytes: number;
  waitingRecords: number;
  made: number;
  /** Records that are gone. */
  cut: number;
  failure?: FileFailure;
  /** What is written, step by step. */
  work: Promise<void>;
  isRemoved: boolean;
}

function newSpool(folder: string, segmentBytes: number, workshop: Workshop): Spool {
  const reel: Reel = {
    folder,
    segmentBytes,
    segments: [],
    waiting: [],
    waitingBytes: 0,
    waitingRecords: 0,
    made: 0,
    cut: 0,
    work: Promise.resolve(),
    isRemoved: false,
  };
  return {
    append: (bytes, records) => {
      reel.waiting.push({ bytes, records });
      reel.waitingBytes += bytes.length;
      reel.waitingRecords += records;
      // One step takes all that waits when its turn comes.
      if (reel.waiting.length === 1) {
        reel.work = reel.work.then(() => writeWaiting(reel));
      }
    },
    ready: () => (reel.waitingBytes > mostWaitingBytes ? reel.work : undefined),
    state: () => stateOf(reel),
    copyTo: async (target, convert) => {
      await reel.work;
      return copy(reel, { target, convert, workshop });
    },
    remove: async () => {
      reel.isRemoved = true;
      await reel.work;
      await closeAll(reel.segments.splice(0));
      await attempt(folder, () => rm(folder, { recursive: true, force: true }));
    },
  };
}

function stateOf({ segments, waitingRecords, cut, failure }: Reel): SpoolState {
  const kept = segments.reduce((sum, { records }) => sum + records, waitingRecords);
  return { kept, cut, ...(failure && { failure }) };
}

async function writeWaiting(reel: Reel): Promise<void> {
  const blocks = reel.waiting;
  reel.waiting = [];
  for (const block of blocks) {
    const written: Result<void, FileFailure> =
      reel.failure === undefined && !reel.isRemoved
        ? await attempt(reel.folder, () => writeBlock(reel, block))
        : fail(reel.failure ?? { code: "file-io", path: reel.folder });
    if (!written.ok) {
      reel.failure ??= written.failure;
      reel.cut += block.records;
    }
    reel.waitingBytes -= block.bytes.length;
    reel.waitingRecords -= block.records;
  }
}

/** At its segment's own place: what a write that failed left behind it is never read. */
async function writeBlock(reel: Reel, { bytes, records }: Block): Promise<void> {
  const segment = await segmentFor(reel, bytes.length);
  let at = 0;
  while (at < bytes.length) {
    const { bytesWritten } = await segment.handle.write(bytes, at, bytes.length - at, segment.bytes + at);
    at += bytesWritten;
  }
  segment.bytes += bytes.length;
  segment.records += records;
}

async function segmentFor(reel: Reel, lengthBytes: number): Promise<Segment> {
  const last = reel.segments.at(-1);
  if (last !== undefined && last.bytes + lengthBytes <= reel.segmentBytes) {
    return last;
  }
  if (reel.made === 0) {
    await mkdir(reel.folder, { recursive: true, mode: 0o700 });
  }
  if (reel.segments.length === segmentCount) {
    const [oldest] = reel.segments.splice(0, 1);
    if (oldest !== undefined) {
      reel.cut += oldest.records;
      await oldest.handle.close();
      await rm(oldest.file, { force: true });
    }
  }
  const file = path.join(reel.folder, `${reel.made}.records`);
  const handle = await open(file, "wx+", privateMode);
  reel.made += 1;
  const segment = { file, handle, bytes: 0, records: 0 };
  reel.segments.push(segment);
  return segment;
}

interface Copying {
  readonly target: string;
  readonly convert: (piece: Uint8Array) => string;
  readonly workshop: Workshop;
}

/**
 * Reads through handles of its own: a segment that goes meanwhile can still be read to its end. What a crash leaves beside
 * the target goes when the next copy is made there.
 */
async function copy(
  reel: Reel,
  { target, convert, workshop }: Copying,
): Promise<Result<SpoolState, FileFailure>> {
  const { waitingRecords } = reel;
  const state = stateOf(reel);
  const sources = reel.segments.map(({ file, bytes }) => ({ file, bytes }));
  const handles: FileHandle[] = [];
  const copied = await viaDraft(workshop, target, async (draft) => {
    for (const { file } of sources) {
      handles.push(await open(file, "r"));
    }
    const out = await open(draft, "wx", privateMode);
    try {
      for (const [index, { bytes }] of sources.entries()) {
        await pour(handles[index], bytes, (piece) => out.appendFile(convert(piece)));
      }
    } finally {
      await out.close();
    }
    await rename(draft, target);
  });
  await closeAll(handles.map((handle) => ({ handle })));
  // What has come since waits for its turn, and is not in the copy.
  return copied.ok ? ok({ ...state, kept: state.kept - waitingRecords }) : copied;
}

async function pour(
  handle: FileHandle | undefined,
  lengthBytes: number,
  take: (piece: Uint8Array) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < lengthBytes && handle !== undefined; at += pieceBytes) {
    const piece = Buffer.alloc(Math.min(pieceBytes, lengthBytes - at));
    const { bytesRead } = await handle.read(piece, 0, piece.length, at);
    await take(piece.subarray(0, bytesRead));
  }
}

async function closeAll(open: readonly { readonly handle: FileHandle }[]): Promise<void> {
  await Promise.all(open.map(({ handle }) => handle.close()));
}
