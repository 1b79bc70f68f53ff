import path from "node:path";
import type { Bundle, BundleFile } from "../core/keystore/bundle";
import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { BundleWritten, FileFailure, Files } from "../flows/world";
import { journalOf, writeJournal, type Journal } from "./bundleJournal";
import { claimBundle, lockBundle, unlockBundle } from "./bundleLock";
import { bundlePlaceOf, placeForBundle, type BundlePlace } from "./bundlePlace";
import { keepOldBundle, settleBundle, undoBundle } from "./bundleRecovery";
import { attempt, each } from "./fileFailure";
import { removeDrafts, type Workshop } from "./hiddenNames";
import { linked, makeFolder, readWhole, statsAt, syncFolder, writeWhole, type FileSteps } from "./wholeFile";

type Options = Parameters<Files["writeBundle"]>[2];

/** No file of an old bundle that has to be copied is larger. */
const largestFileBytes = 16 * 1_048_576;

/**
 * The endings of all files that a bundle can have. An old file with one of them goes to the backup with the rest also
 * where the new bundle has none such (a chain, when the issuer is gone): left in place, old and new would be mixed.
 * Nothing else that begins with the prefix is touched: `P.csr` or `P.keygen.properties` are the user's.
 */
const bundleEndings = [".jks", ".p12", ".pem", ".pk8.pem", ".nopass.pem", ".pub.pem", ".cer", ".chain.pem"];

/**
 * Writes bundles in steps, each of which may be the last one before a crash:
 *
 * 1. the lock, a hidden folder `.<prefix>.staging` with mode 0700 beside the files (`bundleLock.ts`);
 * 2. the new files in it, synced;
 * 3. a second name (hard link, or a copy) for each old file in it, so that the old bundle is whole there, with its modes;
 * 4. the journal of what is about to be replaced (`bundleJournal.ts`);
 * 5. old files that have no successor are removed, the new ones renamed into place;
 * 6. the old bundle is moved to `backup/<prefix>-<UTC time>/`, with `-2` and so on where that is taken;
 * 7. the staging folder is renamed, which ends the work, and removed.
 *
 * A failure up to 6 undoes everything; a crash is undone, or after 5 finished, by `recoverBundle`, which `writeBundle`
 * begins with (`bundleRecovery.ts`). What lies under a bundle's name and is no regular file, a link among them, is
 * `file-not-regular`: replacing it would lose it.
 */
export function bundleWriter(workshop: Workshop): Pick<Files, "writeBundle" | "recoverBundle"> {
  return {
    writeBundle: (folder, bundle, options) => writeBundle(workshop, folder, bundle, options),
    recoverBundle: (folder, prefix) => recoverBundle(workshop, folder, prefix),
  };
}

async function recoverBundle(
  workshop: Workshop,
  folder: string,
  prefix: string,
): Promise<Result<{ readonly recovered: boolean }, FileFailure>> {
  const place = bundlePlaceOf(folder, prefix);
  if (!place.ok) {
    return place;
  }
  const claimed = await claimBundle(place.value, workshop);
  if (!claimed.ok) {
    return claimed;
  }
  const settled =
    claimed.value === undefined ? ok(false) : await settleClaimed(place.value, claimed.value, workshop);
  await removeDrafts(folder, prefix, workshop);
  return settled.ok ? ok({ recovered: settled.value }) : settled;
}

async function settleClaimed(
  place: BundlePlace,
  owner: string,
  workshop: Workshop,
): Promise<Result<boolean, FileFailure>> {
  const settled = await settleBundle(place, workshop.steps);
  if (settled.ok) {
    await unlockBundle(place, owner, workshop);
  }
  workshop.owners.end(owner);
  return settled;
}

async function writeBundle(
  workshop: Workshop,
  folder: string,
  bundle: Bundle,
  options: Options,
): Promise<Result<BundleWritten, FileFailure>> {
  const named = placeForBundle(folder, bundle);
  if (!named.ok) {
    return named;
  }
  const recovered = await recoverBundle(workshop, folder, bundle.prefix);
  if (!recovered.ok) {
    return recovered;
  }
  const place = named.value;
  const made = await makeFolder(workshop.steps, folder);
  const owner = made.ok ? await lockBundle(place, workshop) : made;
  if (!owner.ok) {
    return owner;
  }
  const written = await writeLocked(place, bundle, { ...options, steps: workshop.steps });
  if (written.ok || written.failure.isUndone) {
    await unlockBundle(place, owner.value, workshop);
  }
  workshop.owners.end(owner.value);
  return written.ok ? written : fail(written.failure.failure);
}

interface Writing extends Options {
  readonly steps: FileSteps;
}

/** Why a bundle was not written. Where undoing failed, too, staging stays for `recoverBundle`. */
interface Stopped {
  readonly failure: FileFailure;
  readonly isUndone: boolean;
}

async function writeLocked(
  place: BundlePlace,
  bundle: Bundle,
  writing: Writing,
): Promise<Result<BundleWritten, Stopped>> {
  const prepared = await prepare(place, bundle, writing);
  if (!prepared.ok) {
    return fail({ failure: prepared.failure, isUndone: true });
  }
  const { steps } = writing;
  const journal = prepared.value;
  const noted = await writeJournal(steps, place, journal);
  const swapped = noted.ok ? await swap(place, journal, steps) : noted;
  const ended = swapped.ok ? await keepOldBundle(place, journal, steps) : swapped;
  if (!ended.ok) {
    const undone = await undoBundle(place, journal, steps);
    return fail({ failure: ended.failure, isUndone: undone.ok });
  }
  const files = bundle.files.map(({ name }) => path.join(place.folder, name));
  const backupFolder = path.join(place.backups, journal.backup);
  return ok(journal.old.length === 0 ? { files } : { files, backupFolder });
}

/** Steps 2 and 3: fills the staging folder and touches nothing else. */
async function prepare(
  place: BundlePlace,
  bundle: Bundle,
  { overwrite, now, steps }: Writing,
): Promise<Result<Journal, FileFailure>> {
  const old = await oldFiles(place, bundle, steps);
  if (!old.ok) {
    return old;
  }
  const refused = old.value.find(({ isFile }) => !overwrite || !isFile);
  if (refused !== undefined) {
    return fail({ code: overwrite ? "file-not-regular" : "file-exists", path: refused.path });
  }
  const backup = await freeBackup(place, now, steps);
  const staged = backup.ok ? await stage(place, bundle.files, steps) : backup;
  const names = old.value.map(({ name }) => name);
  const kept = staged.ok ? await keepInStaging(place, names, steps) : staged;
  if (!backup.ok || !kept.ok) {
    return backup.ok ? (kept as Result<never, FileFailure>) : backup;
  }
  return ok(journalOf(bundle, names, backup.value));
}

interface OldFile {
  readonly name: string;
  readonly path: string;
  readonly isFile: boolean;
}

async function oldFiles(
  { folder, prefix }: BundlePlace,
  { files }: Bundle,
  steps: FileSteps,
): Promise<Result<readonly OldFile[], FileFailure>> {
  const endings = bundleEndings.map((ending) => prefix + ending);
  const found: OldFile[] = [];
  const looked = await each([...new Set([...files.map(({ name }) => name), ...endings])], async (name) => {
    const file = path.join(folder, name);
    const stats = await attempt(file, () => statsAt(steps, file));
    if (stats.ok && stats.value !== undefined) {
      found.push({ name, path: file, isFile: stats.value.isFile() });
    }
    return stats;
  });
  return looked.ok ? ok(found) : looked;
}

/** The name of a backup folder that is not there yet. Old keys do not go where a link leads. */
async function freeBackup(
  { prefix, backups }: BundlePlace,
  now: Date,
  steps: FileSteps,
): Promise<Result<string, FileFailure>> {
  const found = await attempt(backups, () => statsAt(steps, backups));
  if (!found.ok || found.value?.isSymbolicLink() === true) {
    return found.ok ? fail({ code: "file-not-regular", path: backups }) : found;
  }
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? `${prefix}-${time}` : `${prefix}-${time}-${count}`;
    const taken = await attempt(backups, () => statsAt(steps, path.join(backups, name)));
    if (!taken.ok || taken.value === undefined) {
      return taken.ok ? ok(name) : taken;
    }
  }
}

async function stage(
  { folder, fresh }: BundlePlace,
  files: readonly BundleFile[],
  steps: FileSteps,
): Promise<Result<void, FileFailure>> {
  const staged = await each(files, ({ name, bytes, mode }) =>
    attempt(path.join(folder, name), () => writeWhole(steps, path.join(fresh, name), bytes, mode)),
  );
  return staged.ok ? attempt(folder, () => syncFolder(steps, fresh)) : staged;
}

async function keepInStaging(
  { folder, kept }: BundlePlace,
  names: readonly string[],
  steps: FileSteps,
): Promise<Result<void, FileFailure>> {
  const made = await attempt(folder, () => steps.mkdir(kept, { mode: 0o700 }));
  const all = made.ok
    ? await each(names, (name) => keep(path.join(folder, name), path.join(kept, name), steps))
    : made;
  return all.ok ? attempt(folder, () => syncFolder(steps, kept)) : all;
}

async function keep(from: string, to: string, steps: FileSteps): Promise<Result<void, FileFailure>> {
  const link = await attempt(from, () => linked(steps, from, to));
  if (!link.ok || link.value) {
    return link.ok ? ok(undefined) : link;
  }
  const bytes = await readWhole(steps, from, largestFileBytes);
  return bytes.ok
    ? attempt(from, async () => writeWhole(steps, to, bytes.value, (await steps.stat(from)).mode & 0o777))
    : bytes;
}

/** Step 5. The new files come last: when none of them is left in staging, everything is in place. */
async function swap(
  { folder, fresh }: BundlePlace,
  journal: Journal,
  steps: FileSteps,
): Promise<Result<void, FileFailure>> {
  const names = journal.fresh.map(({ name }) => name);
  const removed = await each(
    journal.old.filter((name) => !names.includes(name)).map((name) => path.join(folder, name)),
    (file) => attempt(file, () => steps.unlink(file)),
  );
  return removed.ok
    ? each(names, (name) =>
        attempt(path.join(folder, name), () => steps.rename(path.join(fresh, name), path.join(folder, name))),
      )
    : removed;
}
