import path from "node:path";
import type { Bundle } from "../core/keystore/bundle";
import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { FileFailure } from "../flows/world";
import { isBundleName, type BundlePlace } from "./bundlePlace";
import { attempt } from "./fileFailure";
import { readWhole, sha256Hex, syncFolder, writeWhole, type FileSteps } from "./wholeFile";

/** What `writeBundle` is about to do in a folder, so that it can be undone by anyone. */
export interface Journal {
  /** The new files, with the SHA-256 of their content in lower-case hex. */
  readonly fresh: readonly { readonly name: string; readonly sha256: string }[];
  /** The names of the old bundle's files, which are all in the place's `kept`. */
  readonly old: readonly string[];
  /** The name of the folder in `backups` that the old bundle goes to. */
  readonly backup: string;
}

const largestJournalBytes = 1_048_576;

/** Gives the journal of replacing the files `old` with a bundle. */
export function journalOf(bundle: Bundle, old: readonly string[], backup: string): Journal {
  return { fresh: bundle.files.map(({ name, bytes }) => ({ name, sha256: sha256Hex(bytes) })), old, backup };
}

/** Writes the journal whole, or not at all, and makes it durable together with the staging folder. */
export function writeJournal(
  steps: FileSteps,
  place: BundlePlace,
  journal: Journal,
): Promise<Result<void, FileFailure>> {
  return attempt(place.journal, async () => {
    const draft = `${place.journal}.part`;
    await writeWhole(steps, draft, Buffer.from(JSON.stringify(journal)), 0o600);
    await steps.rename(draft, place.journal);
    await syncFolder(steps, place.staging);
    await syncFolder(steps, place.folder);
  });
}

/**
 * Reads a journal. Staging may have come with somebody else's folder, so names that could leave the place are refused,
 * as is everything that we would not write: `file-io` with the cause `journal-damaged`.
 */
export async function readJournal(
  steps: FileSteps,
  journalPath: string,
  { prefix }: BundlePlace,
): Promise<Result<Journal, FileFailure>> {
  const bytes = await readWhole(steps, journalPath, largestJournalBytes);
  if (!bytes.ok) {
    return bytes;
  }
  const journal = parsed(Buffer.from(bytes.value).toString("utf8"));
  return isJournal(journal, prefix)
    ? ok(journal)
    : fail({ code: "file-io", path: journalPath, cause: "journal-damaged" });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function isJournal(value: unknown, prefix: string): value is Journal {
  const { fresh, old, backup } = (value ?? {}) as Partial<Record<keyof Journal, unknown>>;
  const isName = (name: unknown): boolean => typeof name === "string" && isBundleName(name, prefix);
  return (
    Array.isArray(fresh) &&
    fresh.every((file: unknown) => {
      const { name, sha256 } = (file ?? {}) as { name?: unknown; sha256?: unknown };
      return isName(name) && typeof sha256 === "string";
    }) &&
    Array.isArray(old) &&
    old.every(isName) &&
    typeof backup === "string" &&
    backup.startsWith(`${prefix}-`) &&
    path.basename(backup) === backup
  );
}
