import path from "node:path";
import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { FileFailure } from "../flows/world";
import type { BundlePlace } from "./bundlePlace";
import { attempt } from "./fileFailure";
import { draftPath, type Workshop } from "./hiddenNames";
import { isOwner } from "./owners";
import { statsAt, syncFolder, writeWhole, type FileSteps } from "./wholeFile";

const ownerStart = "owner-";

/**
 * Takes the right to change a bundle, and gives the owner's name under which it is held.
 *
 * The staging folder is the lock. It is made under a private name with an empty file `owner-<owner>` in it and then
 * renamed, which succeeds for one process alone, so that it is never seen without its owner. Another holder is
 * `file-busy`.
 */
export async function lockBundle(
  place: BundlePlace,
  { steps, owners }: Workshop,
): Promise<Result<string, FileFailure>> {
  const owner = owners.begin();
  const draft = draftPath(place.folder, place.prefix, owner);
  const prepared = await attempt(place.folder, async () => {
    await steps.mkdir(draft, { mode: 0o700 });
    await writeWhole(steps, path.join(draft, ownerStart + owner), new Uint8Array(), 0o600);
    await steps.mkdir(path.join(draft, path.basename(place.fresh)), { mode: 0o700 });
  });
  const locked = prepared.ok
    ? await attempt(place.staging, () => steps.rename(draft, place.staging))
    : prepared;
  if (locked.ok) {
    return ok(owner);
  }
  await attempt(draft, () => steps.rm(draft, { recursive: true, force: true }));
  owners.end(owner);
  const isHeld = prepared.ok && (await isTaken(place, locked.failure, steps));
  return isHeld ? fail({ code: "file-busy", path: place.staging }) : locked;
}

/** Tells whether a rename failed because of a staging folder, which may be gone by now. Windows says EPERM. */
async function isTaken({ staging }: BundlePlace, { cause }: FileFailure, steps: FileSteps): Promise<boolean> {
  if (cause === "ENOTEMPTY" || cause === "EEXIST") {
    return true;
  }
  const holder = await attempt(staging, () => statsAt(steps, staging));
  return holder.ok && holder.value?.isDirectory() === true;
}

/**
 * Gives the right back and removes the staging folder. Renaming it to the private name ends everything at once; what a
 * crash leaves of that is a draft. What the system refuses is left to `claimBundle`.
 */
export async function unlockBundle(
  place: BundlePlace,
  owner: string,
  { steps, owners }: Workshop,
): Promise<void> {
  const draft = draftPath(place.folder, place.prefix, owner);
  await attempt(place.staging, async () => {
    await steps.rename(place.staging, draft);
    await steps.rm(draft, { recursive: true, force: true });
    await syncFolder(steps, place.folder);
  });
  owners.end(owner);
}

/**
 * Takes over a staging folder that a crash left, and gives the new owner's name; undefined when there is none. While
 * its owner works it is `file-busy`. Renaming the owner's file to the new owner's succeeds for one process alone.
 */
export async function claimBundle(
  place: BundlePlace,
  workshop: Workshop,
): Promise<Result<string | undefined, FileFailure>> {
  const { steps, owners } = workshop;
  const found = await attempt(place.staging, () => statsAt(steps, place.staging));
  if (!found.ok || found.value === undefined) {
    return found.ok ? ok(undefined) : found;
  }
  if (!found.value.isDirectory()) {
    return fail({ code: "file-not-regular", path: place.staging });
  }
  const listed = await attempt(place.staging, () => steps.readdir(place.staging));
  if (!listed.ok) {
    // Unlocked meanwhile.
    return listed.failure.code === "file-not-found" ? ok(undefined) : listed;
  }
  const entry = listed.value.find((name) => name.startsWith(ownerStart) && isOwner(ownerIn(name)));
  const idleMs = Date.now() - found.value.mtimeMs;
  return owners.isGone(ownerIn(entry ?? ""), idleMs)
    ? takeOver(place, entry, workshop)
    : fail({ code: "file-busy", path: place.staging });
}

function ownerIn(entry: string): string {
  return entry.slice(ownerStart.length);
}

async function takeOver(
  place: BundlePlace,
  entry: string | undefined,
  { steps, owners }: Workshop,
): Promise<Result<string, FileFailure>> {
  const owner = owners.begin();
  const mine = path.join(place.staging, ownerStart + owner);
  const taken = await attempt(place.staging, () =>
    entry === undefined
      ? writeWhole(steps, mine, new Uint8Array(), 0o600)
      : steps.rename(path.join(place.staging, entry), mine),
  );
  if (taken.ok) {
    return ok(owner);
  }
  owners.end(owner);
  const isLost = taken.failure.code === "file-not-found";
  return isLost ? fail({ code: "file-busy", path: place.staging }) : taken;
}
