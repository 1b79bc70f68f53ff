import path from "node:path";
import type { Result } from "../core/result";
import type { FileFailure } from "../flows/world";
import { attempt } from "./fileFailure";
import { isOwner, type Owners } from "./owners";
import { sha256Hex, statsAt, syncFolder, type FileSteps } from "./wholeFile";

/** What a port needs to work on files: the system's operations, and the names of who is at work. */
export interface Workshop {
  readonly steps: FileSteps;
  readonly owners: Owners;
}

/** A file name's 255 bytes, less 90 for an owner's name and dots, 65 spare. */
const longestLabelBytes = 100;

/** Gives the middle part of hidden names made for `name`: the name itself, or a hash of one too long for that. */
export function labelOf(name: string): string {
  return Buffer.byteLength(name) <= longestLabelBytes ? name : sha256Hex(name).slice(0, 32);
}

const draftEnding = ".new";

/** The hidden path where `owner` prepares what will become `name`, or takes apart what it was. */
export function draftPath(folder: string, name: string, owner: string): string {
  return path.join(folder, `.${labelOf(name)}.${owner}${draftEnding}`);
}

/**
 * Removes the drafts of `name` that crashes left. Nobody needs them, so whatever the system refuses here is left
 * for another time.
 */
export async function removeDrafts(folder: string, name: string, workshop: Workshop): Promise<void> {
  const start = `.${labelOf(name)}.`;
  const drafts = await draftsIn(folder, workshop);
  await removeLeft(
    folder,
    drafts.filter(({ entry, owner }) => entry === start + owner + draftEnding),
    workshop,
  );
}

/** Makes a file under a hidden name beside it; `write` gives it its own. Nothing is left of a failure. */
export async function viaDraft(
  workshop: Workshop,
  file: string,
  write: (draft: string) => Promise<void>,
): Promise<Result<void, FileFailure>> {
  const { steps, owners } = workshop;
  const folder = path.dirname(file);
  const name = path.basename(file);
  await removeDrafts(folder, name, workshop);
  const owner = owners.begin();
  const draft = draftPath(folder, name, owner);
  const written = await attempt(file, async () => {
    await write(draft);
    await syncFolder(steps, folder);
  });
  if (!written.ok) {
    await attempt(draft, () => steps.rm(draft, { force: true }));
  }
  owners.end(owner);
  return written;
}

/** Removes all drafts that crashes left in a folder, whatever they are of. */
export async function removeAllDrafts(folder: string, workshop: Workshop): Promise<void> {
  await removeLeft(folder, await draftsIn(folder, workshop), workshop);
}

interface Draft {
  readonly entry: string;
  readonly owner: string;
}

async function draftsIn(folder: string, { steps }: Workshop): Promise<readonly Draft[]> {
  const listed = await attempt(folder, () => steps.readdir(folder));
  return (listed.ok ? listed.value : []).flatMap((entry) => {
    if (!entry.startsWith(".") || !entry.endsWith(draftEnding)) {
      return [];
    }
    const middle = entry.slice(0, -draftEnding.length);
    // No owner's name has a dot in it.
    const owner = middle.slice(middle.lastIndexOf(".") + 1);
    return isOwner(owner) ? [{ entry, owner }] : [];
  });
}

async function removeLeft(
  folder: string,
  drafts: readonly Draft[],
  { steps, owners }: Workshop,
): Promise<void> {
  for (const { entry, owner } of drafts) {
    const draft = path.join(folder, entry);
    await attempt(draft, async () => {
      const idleMs = Date.now() - ((await statsAt(steps, draft))?.mtimeMs ?? Date.now());
      if (owners.isGone(owner, idleMs)) {
        await steps.rm(draft, { recursive: true, force: true });
      }
    });
  }
}
