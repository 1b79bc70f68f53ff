import {
  endedJournal,
  journalNameOf,
  journalTextOf,
  rotationIn,
  type Rotation,
} from "../core/credential/rotation";
import type { Result } from "../core/result";
import { join } from "./paths";
import type { FileFailure, World } from "./world";
import { writeOwnFile } from "./writeOwnFile";

type Journalling = Pick<World, "files">;

/** Only the person may read or write a journal. */
const journalMode = 0o600;

/** A journal is small; what is larger is none. */
const mostBytes = 65_536;

/** Gives the rotations that were begun and have not ended, of all journals in a folder. */
export async function openRotations(folder: string, world: Journalling): Promise<readonly Rotation[]> {
  const names = await world.files.list(folder);
  const journals = names.ok ? names.value.filter((name) => name.endsWith(".json")) : [];
  const read = await Promise.all(journals.map((name) => rotationAt(join(folder, name), world)));
  return read.filter((rotation) => rotation !== undefined);
}

/** Gives the rotation of a properties file that has not ended; undefined where there is none. */
export function openRotationOf(
  propertiesPath: string,
  folder: string,
  world: Journalling,
): Promise<Rotation | undefined> {
  return rotationAt(join(folder, journalNameOf(propertiesPath)), world);
}

async function rotationAt(path: string, { files }: Journalling): Promise<Rotation | undefined> {
  const bytes = await files.read(path, mostBytes);
  return bytes.ok ? rotationIn(new TextDecoder().decode(bytes.value)) : undefined;
}

/** Notes how far a rotation is, before it goes further. */
export function noteRotation(
  rotation: Rotation,
  folder: string,
  world: Journalling,
): Promise<Result<void, FileFailure>> {
  return write(rotation, journalTextOf(rotation), folder, world);
}

/** Notes that a rotation has ended, one way or the other. */
export function endRotation(
  rotation: Rotation,
  folder: string,
  world: Journalling,
): Promise<Result<void, FileFailure>> {
  return write(rotation, endedJournal, folder, world);
}

function write(
  { propertiesPath }: Rotation,
  text: string,
  folder: string,
  world: Journalling,
): Promise<Result<void, FileFailure>> {
  return writeOwnFile(join(folder, journalNameOf(propertiesPath)), { text, mode: journalMode }, world);
}
