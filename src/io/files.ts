import * as promises from "node:fs/promises";
import path from "node:path";
import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { FileFailure, Files, FileStamp } from "../flows/world";
import { blockingSteps } from "./blockingSteps";
import { bundleWriter } from "./bundleWriter";
import { attempt } from "./fileFailure";
import { folderWriter } from "./folderWriter";
import { viaDraft, type Workshop } from "./hiddenNames";
import { ownersOf } from "./owners";
import type { FileSteps } from "./wholeFile";
import { linked, makeFolder, readPieces, readWhole, statsAt, writeWhole } from "./wholeFile";

const defaultMostBytes = 16 * 1_048_576;

/** Files of this machine. Links are followed to read; none is written through, except one to a folder. */
export function nodeFiles(): Files {
  return filesOf(promises);
}

/** The same for a thread of its own, which may wait for the disk. */
export function threadFiles(): Files {
  return filesOf(blockingSteps);
}

/** Files made of these steps: those of the system, or ones that a test stops or refuses. */
export function filesOf(steps: FileSteps): Files {
  const workshop: Workshop = { steps, owners: ownersOf() };
  return {
    read: (file, maxBytes = defaultMostBytes) => readWhole(steps, file, maxBytes),
    pieces: (file) => readPieces(steps, file),
    stamp: (file) => stamp(steps, file),
    isLink: (file) => attempt(file, async () => (await statsAt(steps, file))?.isSymbolicLink() === true),
    list: (folder) => attempt(folder, async () => (await steps.readdir(folder)).sort()),
    create: (file, bytes, mode) => create(workshop, file, bytes, mode),
    replace: (file, bytes, mode) => replace(workshop, file, bytes, mode),
    ...bundleWriter(workshop),
    ...folderWriter(workshop),
  };
}

async function stamp(steps: FileSteps, file: string): Promise<Result<FileStamp, FileFailure>> {
  const stats = await attempt(file, () => steps.stat(file));
  if (!stats.ok) {
    return stats;
  }
  const { size, mtimeMs, mode, ino } = stats.value;
  return stats.value.isFile()
    ? ok({ sizeBytes: size, modifiedMs: mtimeMs, mode: mode & 0o777, fileId: ino })
    : fail({ code: "file-not-regular", path: file });
}

/** A link that leads nowhere is in the way like a file. */
async function create(
  workshop: Workshop,
  file: string,
  bytes: Uint8Array,
  mode: number,
): Promise<Result<void, FileFailure>> {
  const { steps } = workshop;
  const made = await makeFolder(steps, path.dirname(file));
  if (!made.ok) {
    return made;
  }
  const progress = { isPlaced: false };
  const created = await viaDraft(workshop, file, async (draft) => {
    await writeWhole(steps, draft, bytes, mode);
    progress.isPlaced = await linked(steps, draft, file);
    if (progress.isPlaced) {
      await steps.unlink(draft);
      return;
    }
    // Without hard links the name is taken with an empty file of ours, as a rename alone would replace somebody's.
    const taken = await steps.open(file, "wx", mode);
    progress.isPlaced = true;
    await taken.close();
    await steps.rename(draft, file);
  });
  if (!created.ok && progress.isPlaced) {
    await attempt(file, () => steps.rm(file, { force: true }));
  }
  return created;
}

/**
 * A link is refused: a repository that was cloned may hold one under any name, and it may lead anywhere. Another name of the
 * same file (a hard link) keeps what was in it.
 */
async function replace(
  workshop: Workshop,
  file: string,
  bytes: Uint8Array,
  mode: number,
): Promise<Result<void, FileFailure>> {
  const { steps } = workshop;
  const found = await attempt(file, () => statsAt(steps, file));
  if (!found.ok) {
    return found;
  }
  if (found.value?.isFile() === false) {
    return fail({ code: "file-not-regular", path: file });
  }
  return viaDraft(workshop, file, async (draft) => {
    await writeWhole(steps, draft, bytes, mode);
    await steps.rename(draft, file);
  });
}
