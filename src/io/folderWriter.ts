import path from "node:path";
import type { Bundle, BundleFile } from "../core/keystore/bundle";
import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { FileFailure, Files } from "../flows/world";
import { placeForBundle } from "./bundlePlace";
import { attempt, each } from "./fileFailure";
import { draftPath, removeAllDrafts, type Workshop } from "./hiddenNames";
import { makeFolder, statsAt, syncFile, syncFolder, writeUnsynced, type FileSteps } from "./wholeFile";

/**
 * Makes new folders with a bundle in them in steps, each of which may be the last one before a crash:
 *
 * 1. all files in a hidden folder beside the one to be, which nobody else knows and so nobody waits for;
 * 2. the files, then that folder, put through to the disk, together with those of all folders that are there by then:
 *    so the disk is waited for once for many;
 * 3. the hidden folder is renamed, which makes all of it there at once;
 * 4. the folder above is put through to the disk, once for all. Only then anybody is told that it is done.
 *
 * What a crash leaves is a hidden folder, which the next writer removes before its first.
 */
export function folderWriter(workshop: Workshop): Pick<Files, "createFolder"> {
  const prepared = parentsPreparedBy(workshop);
  const placed = together((group: readonly Staged[]) => place(group, workshop.steps));
  return {
    createFolder: async (folder, bundle, beside) => {
      const named = placeForBundle(folder, bundle);
      const ready = named.ok ? await prepared(path.dirname(folder)) : named;
      const free = ready.ok ? await isFree(folder, workshop.steps) : ready;
      return free.ok ? createFolder({ folder, bundle, beside }, placed, workshop) : free;
    },
  };
}

interface Wanted {
  readonly folder: string;
  readonly bundle: Bundle;
  readonly beside: readonly BundleFile[];
}

/** A folder that is whole under a hidden name. */
interface Staged {
  readonly folder: string;
  readonly draft: string;
  readonly names: readonly string[];
}

type Outcome = Result<void, FileFailure>;

async function createFolder(
  { folder, bundle, beside }: Wanted,
  placed: (staged: Staged) => Promise<Outcome>,
  { steps, owners }: Workshop,
): Promise<Outcome> {
  const owner = owners.begin();
  const draft = draftPath(path.dirname(folder), path.basename(folder), owner);
  const files = [...beside, ...bundle.files];
  const made = await attempt(folder, () => steps.mkdir(draft));
  const staged = made.ok
    ? await each(files, ({ name, bytes, mode }) =>
        attempt(path.join(folder, name), () => writeUnsynced(steps, path.join(draft, name), bytes, mode)),
      )
    : made;
  const done = staged.ok ? await placed({ folder, draft, names: files.map(({ name }) => name) }) : staged;
  if (!done.ok) {
    await attempt(draft, () => steps.rm(draft, { recursive: true, force: true }));
  }
  owners.end(owner);
  return done;
}

/** Makes the folder above, and removes what crashes left in it, before the first that is made there. */
function parentsPreparedBy(workshop: Workshop): (parent: string) => Promise<Outcome> {
  let last: { readonly parent: string; readonly prepared: Promise<Outcome> } | undefined;
  return async (parent) => {
    const mine = last?.parent === parent ? last : { parent, prepared: prepareParent(parent, workshop) };
    last = mine;
    const prepared = await mine.prepared;
    last = prepared.ok ? last : undefined;
    return prepared;
  };
}

async function prepareParent(parent: string, workshop: Workshop): Promise<Outcome> {
  const made = await makeFolder(workshop.steps, parent);
  if (made.ok) {
    await removeAllDrafts(parent, workshop);
  }
  return made;
}

/** Asked again once a rename has failed: an empty folder would be replaced, anything else stands in its way. */
async function isFree(folder: string, steps: FileSteps): Promise<Outcome> {
  const found = await attempt(folder, () => statsAt(steps, folder));
  if (!found.ok) {
    return found;
  }
  return found.value === undefined ? ok(undefined) : fail({ code: "file-exists", path: folder });
}

/** Steps 2 to 4, for a whole group; what one of them fails with concerns that one. */
async function place(group: readonly Staged[], steps: FileSteps): Promise<readonly Outcome[]> {
  const renamed = await Promise.all(
    group.map(async (staged) => {
      const synced = await sync(staged, steps);
      const done = synced.ok ? await rename(staged, steps) : synced;
      return { parent: path.dirname(staged.folder), done };
    }),
  );
  const ended = new Map<string, Outcome>();
  for (const parent of new Set(renamed.map((one) => one.parent))) {
    ended.set(parent, await attempt(parent, () => syncFolder(steps, parent)));
  }
  return renamed.map(({ parent, done }) => (done.ok ? (ended.get(parent) ?? done) : done));
}

/** The files at the same time: the disk is told of them in one go. */
async function sync({ folder, draft, names }: Staged, steps: FileSteps): Promise<Outcome> {
  const files = await Promise.all(
    names.map((name) => attempt(path.join(folder, name), () => syncFile(steps, path.join(draft, name)))),
  );
  return files.find((file) => !file.ok) ?? attempt(folder, () => syncFolder(steps, draft));
}

async function rename({ folder, draft }: Staged, steps: FileSteps): Promise<Outcome> {
  const renamed = await attempt(folder, () => steps.rename(draft, folder));
  if (renamed.ok) {
    return renamed;
  }
  const free = await isFree(folder, steps);
  return free.ok ? renamed : free;
}

interface Waiting<T, R> {
  readonly one: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Ends together what has come together: while one group is being ended, the next one gathers. */
function together<T, R>(end: (group: readonly T[]) => Promise<readonly R[]>): (one: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let isEnding = false;
  const endAll = async (): Promise<void> => {
    isEnding = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        const results = await end(group.map(({ one }) => one));
        group.forEach(({ resolve }, index) => {
          resolve(results[index] as R);
        });
      } catch (error) {
        group.forEach(({ reject }) => {
          reject(error);
        });
      }
    }
    isEnding = false;
  };
  return (one) =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      if (!isEnding) {
        void endAll();
      }
    });
}
