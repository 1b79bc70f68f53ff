import { join } from "./paths";
import type { World } from "./world";

/** Gives the text of a file that this program wrote; undefined where there is none, or one that is larger than it writes. */
export async function readOwnFile(
  path: string,
  mostBytes: number,
  { files }: Pick<World, "files">,
): Promise<string | undefined> {
  const bytes = await files.read(path, mostBytes);
  return bytes.ok ? new TextDecoder().decode(bytes.value) : undefined;
}

/** Gives the texts of all notes, such as journals, in a folder of this program's; none where there is no folder. */
export async function readOwnNotes(
  folder: string,
  mostBytes: number,
  world: Pick<World, "files">,
): Promise<readonly string[]> {
  const names = await world.files.list(folder);
  const notes = names.ok ? names.value.filter((name) => name.endsWith(".json")) : [];
  const texts = await Promise.all(notes.map((name) => readOwnFile(join(folder, name), mostBytes, world)));
  return texts.filter((text) => text !== undefined);
}
