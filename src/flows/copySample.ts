import { fail, ok, type Result } from "../core/result";
import { join } from "./paths";
import type { FileFailure, World } from "./world";

/** Where a sample is copied from, and below which folder. */
export interface CopySampleRequest {
  /** Absolute path of the sample's own folder. */
  readonly sample: string;
  /** Absolute path of the folder that gets a folder with the copy. */
  readonly parent: string;
}

/** What the copy's folder is called, with a number behind it where that is taken. */
const folderName = "thingsboard-sample";

/** So many names are tried. */
const mostTries = 1000;

/** Files hold passwords, even if everybody knows them: they are for their owner. */
const mode = 0o600;

/** Copies a sample into a new folder, so that nothing is overwritten. Gives the absolute path of that folder. */
export async function copySample(
  { sample, parent }: CopySampleRequest,
  { files }: Pick<World, "files">,
): Promise<Result<string, FileFailure>> {
  const names = await files.list(sample);
  const folder = await freeFolder(parent, { files });
  if (!names.ok || !folder.ok) {
    return names.ok ? folder : names;
  }
  for (const name of names.value) {
    const bytes = await files.read(join(sample, name));
    const copied = bytes.ok ? await files.create(join(folder.value, name), bytes.value, mode) : bytes;
    if (!copied.ok) {
      return copied;
    }
  }
  return folder;
}

async function freeFolder(
  parent: string,
  { files }: Pick<World, "files">,
): Promise<Result<string, FileFailure>> {
  for (let number = 1; number < mostTries; number += 1) {
    const folder = join(parent, number === 1 ? folderName : `${folderName}-${number}`);
    const there = await files.list(folder);
    if (!there.ok && there.failure.code === "file-not-found") {
      return ok(folder);
    }
    if (!there.ok && there.failure.code !== "file-not-regular") {
      return there;
    }
  }
  return fail({ code: "file-exists", path: join(parent, folderName) });
}
