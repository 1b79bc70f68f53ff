import {
  endedRunNote,
  isRunNoteDue,
  runNoteIn,
  runNoteNameOf,
  runNoteText,
  type FleetRunNote,
} from "../core/fleet/runNote";
import type { FleetProgress } from "./fleetTally";
import { join } from "./paths";
import { readOwnNotes } from "./readOwnFiles";
import type { FileFailure, World } from "./world";
import { writeOwnFile } from "./writeOwnFile";

type Noting = Pick<World, "files">;

/** Only the person may read or write it. */
const noteMode = 0o600;

/** Some thousand columns fit in. */
const mostBytes = 1_048_576;

/** The note of a run that goes on. */
export interface FleetRunLog {
  /** Notes how far it is, now and then. */
  tell(progress: Pick<FleetProgress, "done" | "total">): void;
  /** It has ended, one way or the other; gives why something could not be noted, if so. */
  end(): Promise<FileFailure | undefined>;
}

/** Notes that a run begins, so that it can be offered again where it does not come to its end. */
export async function noteFleetRun(
  run: Omit<FleetRunNote, "done" | "total">,
  folder: string,
  world: Noting,
): Promise<FleetRunLog> {
  let noted: FleetRunNote = { ...run, done: 0, total: 0 };
  const path = join(folder, runNoteNameOf(run.csvPath));
  let failure: FileFailure | undefined;
  let writing: Promise<void> = Promise.resolve();
  const write = (text: string): Promise<void> =>
    (writing = writing.then(async () => {
      const done = await writeOwnFile(path, { text, mode: noteMode }, world);
      failure ??= done.ok ? undefined : done.failure;
    }));
  await write(runNoteText(noted));
  return {
    tell: ({ done, total }) => {
      if (isRunNoteDue(noted, done)) {
        noted = { ...run, done, total };
        void write(runNoteText(noted));
      }
    },
    end: async () => {
      await write(endedRunNote);
      return failure;
    },
  };
}

/** Gives the runs that did not come to their end and whose CSV is still there, of all notes in a folder. */
export async function openFleetRuns(folder: string, world: Noting): Promise<readonly FleetRunNote[]> {
  const notes = await readOwnNotes(folder, mostBytes, world);
  const runs = notes.flatMap((text) => runNoteIn(text) ?? []);
  const stamps = await Promise.all(runs.map(({ csvPath }) => world.files.stamp(csvPath)));
  return runs.filter((_, index) => stamps[index]?.ok === true);
}

/** Notes that a run is not to be gone on with. */
export async function forgetFleetRun(
  { csvPath }: Pick<FleetRunNote, "csvPath">,
  folder: string,
  world: Noting,
): Promise<void> {
  await writeOwnFile(join(folder, runNoteNameOf(csvPath)), { text: endedRunNote, mode: noteMode }, world);
}
