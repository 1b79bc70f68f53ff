import {
  endedJournal,
  journalNameOf,
  journalTextOf,
  rotationIn,
  type Rotation,
} from "../core/credential/rotation";
import type { Result } from "../core/result";
import { join } from "./paths";
import { readOwnFile, readOwnNotes } from "./readOwnFiles";
import type { FileFailure, World } from "./world";
import { writeOwnFile } from "./writeOwnFile";

type Journalling = Pick<World, "files">;

/** Only the person may read or write a journal. */
const journalMode = 0o600;

/** A journal is small; what is larger is none. */
const mostBytes = 65_536;

/** Gives the rotations that were begun and have not ended, of all journals in a folder. */
export async function openRotations(folder: string, world: Journalling): Promise<readonly Rotation[]> {
  const journals = await readOwnNotes(folder, mostBytes, world);
  return journals.flatMap((text) => rotationIn(text) ?? []);
}

/** Gives the rotation of a properties file that has not ended; undefined where there is none. */
export async function openRotationOf(
  propertiesPath: string,
  folder: string,
  world: Journalling,
): Promise<Rotation | undefined> {
  const text = await readOwnFile(join(folder, journalNameOf(propertiesPath)), mostBytes, world);
  return text === undefined ? undefined : rotationIn(text);
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
