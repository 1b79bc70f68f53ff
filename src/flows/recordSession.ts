import type { StreamMessage } from "../core/stream/message";
import { newTranscriber } from "../core/stream/ndjson";
import { recordBytes, writeRecord } from "../core/stream/record";
import type { Result } from "../core/result";
import type { FileFailure, Spool, SpoolState } from "./world";

/** What was kept of a session, for whoever wants to save it. */
export interface Recording {
  /** Keeps a message. */
  add(message: StreamMessage): void;
  /** While its promise is pending, nothing more should be read from the socket: memory does not stand in for the disk. */
  ready(): Promise<void> | undefined;
  /** What is kept by now, and what was given up. */
  state(): SpoolState;
  /** Writes what was kept so far as NDJSON. */
  save(path: string): Promise<Result<SpoolState, FileFailure>>;
  remove(): Promise<void>;
}

/** Messages are written in blocks of so many bytes; a longer message has one for itself. */
const blockBytes = 262_144;

/** Records the messages of one device's session in a spool. */
export function recordIn(spool: Spool, device: string): Recording {
  let block = Buffer.alloc(0);
  let usedBytes = 0;
  let records = 0;
  const flush = (): void => {
    if (records > 0) {
      spool.append(block.subarray(0, usedBytes), records);
    }
    block = Buffer.alloc(0);
    usedBytes = 0;
    records = 0;
  };
  return {
    add: (message) => {
      const lengthBytes = recordBytes(message);
      if (usedBytes + lengthBytes > block.length) {
        flush();
        block = Buffer.allocUnsafe(Math.max(blockBytes, lengthBytes));
      }
      usedBytes = writeRecord(block, usedBytes, message);
      records += 1;
    },
    ready: () => spool.ready(),
    state: () => {
      const state = spool.state();
      return { ...state, kept: state.kept + records };
    },
    save: (path) => {
      flush();
      return spool.copyTo(path, newTranscriber(device));
    },
    remove: () => {
      records = 0;
      flush();
      return spool.remove();
    },
  };
}
