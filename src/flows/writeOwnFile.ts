import type { Result } from "../core/result";
import type { FileFailure, World } from "./world";

/**
 * Writes a file that is this program's to write, such as a journal in its storage: one that is there is replaced, and its
 * folder is made where it is missing.
 */
export async function writeOwnFile(
  path: string,
  { text, mode }: { readonly text: string; readonly mode: number },
  { files }: Pick<World, "files">,
): Promise<Result<void, FileFailure>> {
  const bytes = new TextEncoder().encode(text);
  // `create` makes the folder and takes nobody's place.
  const created = await files.create(path, bytes, mode);
  return !created.ok && created.failure.code === "file-exists" ? files.replace(path, bytes, mode) : created;
}
