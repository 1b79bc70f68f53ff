import type { Stats } from "node:fs";
import path from "node:path";
import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { FileFailure } from "../flows/world";
import { readJournal, type Journal } from "./bundleJournal";
import type { BundlePlace } from "./bundlePlace";
import { attempt, each } from "./fileFailure";
import type { FileSteps } from "./wholeFile";
import { readWhole, sha256Hex, statsAt, syncFolder, unlessMissing } from "./wholeFile";

/** No file of a bundle is larger. */
const largestFileBytes = 16 * 1_048_576;

/**
 * Brings a staging folder whose writing was interrupted to an end; true when the old bundle was put back.
 *
 * No journal: nothing was replaced. A journal and no new file left in staging: all are in place, the rest is finished.
 * Otherwise, or when putting back had begun (`undo`): the old files are put back and the new ones removed.
 */
export async function settleBundle(
  place: BundlePlace,
  steps: FileSteps,
): Promise<Result<boolean, FileFailure>> {
  const found = await attempt(place.staging, async () => ({
    isUndoing: (await statsAt(steps, place.undo)) !== undefined,
    isNoted: (await statsAt(steps, place.journal)) !== undefined,
    isLink: (await statsAt(steps, place.kept))?.isSymbolicLink() === true,
    waiting: (await unlessMissing(() => steps.readdir(place.fresh))) ?? [],
  }));
  if (!found.ok) {
    return found;
  }
  const { isUndoing, isNoted, isLink, waiting } = found.value;
  if (isLink) {
    // Staging that came with somebody else's folder: nothing outside it is to be moved.
    return fail({ code: "file-io", path: place.kept, cause: "journal-damaged" });
  }
  if (!isUndoing && !isNoted) {
    return ok(false);
  }
  const journal = await readJournal(steps, isUndoing ? place.undo : place.journal, place);
  if (!journal.ok) {
    return journal;
  }
  if (isUndoing || waiting.length > 0) {
    return undoBundle(place, journal.value, steps);
  }
  const finished = await keepOldBundle(place, journal.value, steps);
  return finished.ok ? ok(false) : finished;
}

/** Moves the old bundle, which is whole in staging, to its backup folder, in one step; nothing where that was done. */
export async function keepOldBundle(
  place: BundlePlace,
  journal: Journal,
  steps: FileSteps,
): Promise<Result<void, FileFailure>> {
  return attempt(place.backups, async () => {
    await syncFolder(steps, place.folder);
    if (journal.old.length === 0 || (await statsAt(steps, place.kept)) === undefined) {
      return;
    }
    await steps.mkdir(place.backups, { recursive: true, mode: 0o700 });
    await steps.rename(place.kept, path.join(place.backups, journal.backup));
    await syncFolder(steps, place.backups);
    await syncFolder(steps, place.folder);
  });
}

/**
 * Puts the old bundle back and removes the new files; true when that was done. It can be interrupted and begun again.
 *
 * Where a file is neither the old one nor ours, somebody has written the bundle anew since the crash: then everything
 * stays as it is, the old bundle goes to its backup folder, and false is given.
 */
export async function undoBundle(
  place: BundlePlace,
  journal: Journal,
  steps: FileSteps,
): Promise<Result<boolean, FileFailure>> {
  const marked = await attempt(place.journal, async () => {
    await unlessMissing(() => steps.rename(place.journal, place.undo));
    const backup = path.join(place.backups, journal.backup);
    if (journal.old.length > 0 && (await statsAt(steps, place.kept)) === undefined) {
      await unlessMissing(() => steps.rename(backup, place.kept));
    }
  });
  const foreign = marked.ok ? await hasForeignFile(place, journal, steps) : marked;
  if (!foreign.ok) {
    return foreign;
  }
  if (foreign.value) {
    const kept = await keepOldBundle(place, journal, steps);
    return kept.ok ? ok(false) : kept;
  }
  const restored = await restore(place, journal, steps);
  return restored.ok ? ok(true) : restored;
}

async function restore(
  place: BundlePlace,
  journal: Journal,
  steps: FileSteps,
): Promise<Result<void, FileFailure>> {
  const back = await each(journal.old, (name) =>
    attempt(path.join(place.folder, name), () =>
      unlessMissing(() => steps.rename(path.join(place.kept, name), path.join(place.folder, name))),
    ),
  );
  if (!back.ok) {
    return back;
  }
  const added = journal.fresh.filter(({ name }) => !journal.old.includes(name));
  const removed = await each(added, ({ name }) =>
    attempt(path.join(place.folder, name), () =>
      unlessMissing(() => steps.unlink(path.join(place.folder, name))),
    ),
  );
  if (!removed.ok) {
    return removed;
  }
  // The folder may have been made for this bundle's backup; it stays where it holds others.
  await attempt(place.backups, () => steps.rmdir(place.backups));
  return attempt(place.folder, () => syncFolder(steps, place.folder));
}

async function hasForeignFile(
  place: BundlePlace,
  journal: Journal,
  steps: FileSteps,
): Promise<Result<boolean, FileFailure>> {
  const names = new Set([...journal.old, ...journal.fresh.map(({ name }) => name)]);
  for (const name of names) {
    const own = await isOurs(name, place, { journal, steps });
    if (!own.ok || !own.value) {
      return own.ok ? ok(true) : own;
    }
  }
  return ok(false);
}

interface Reading {
  readonly journal: Journal;
  readonly steps: FileSteps;
}

/** Tells whether a file of the bundle is missing, or the old one, or the new one. */
async function isOurs(
  name: string,
  { folder, kept }: BundlePlace,
  { journal, steps }: Reading,
): Promise<Result<boolean, FileFailure>> {
  const files = { now: path.join(folder, name), old: path.join(kept, name) };
  const stats = await attempt(files.now, async () => ({
    now: await statsAt(steps, files.now),
    old: await statsAt(steps, files.old),
  }));
  if (!stats.ok) {
    return stats;
  }
  const { now, old } = stats.value;
  const wasPutBack = journal.old.includes(name) && old === undefined;
  if (now === undefined || wasPutBack || isSameFile(now, old)) {
    return ok(true);
  }
  const hash = await hashOf(files.now, steps);
  const known = [journal.fresh.find((file) => file.name === name)?.sha256, await hashOf(files.old, steps)];
  return ok(hash !== undefined && known.includes(hash));
}

function isSameFile(one: Stats, other: Stats | undefined): boolean {
  return one.ino === other?.ino && one.dev === other.dev;
}

/** Undefined where the file cannot be read. */
async function hashOf(file: string, steps: FileSteps): Promise<string | undefined> {
  const bytes = await readWhole(steps, file, largestFileBytes);
  return bytes.ok ? sha256Hex(bytes.value) : undefined;
}
