import {
  doneDevicesIn,
  fleetJournalText,
  isJournalDue,
  type DoneDevice,
} from "../core/fleet/provisionJournal";
import type { FileFailure, World } from "./world";
import { writeOwnFile } from "./writeOwnFile";

/** What is known of the devices that are done, past a crash. */
export interface FleetJournal {
  doneOf(propertiesPath: string): DoneDevice | undefined;
  /** Notes a device, and now and then writes what was noted. */
  note(propertiesPath: string, done: DoneDevice): Promise<void>;
  /** Writes what was noted and not yet written; gives why some of it could not be, if so. */
  close(): Promise<FileFailure | undefined>;
}

/** Only the person may read or write it. */
const journalMode = 0o600;

/** Opens a journal; one that is not there, or cannot be read, knows of nothing. */
export async function openFleetJournal(path: string, { files }: Pick<World, "files">): Promise<FleetJournal> {
  const bytes = await files.read(path);
  const done = new Map(bytes.ok ? doneDevicesIn(new TextDecoder().decode(bytes.value)) : []);
  let notWritten = 0;
  let failure: FileFailure | undefined;
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    notWritten = 0;
    const written = await writeOwnFile(path, { text: fleetJournalText(done), mode: journalMode }, { files });
    failure ??= written.ok ? undefined : written.failure;
  };
  const writeInTurn = (): Promise<void> => (writing = writing.then(write));
  return {
    doneOf: (propertiesPath) => done.get(propertiesPath),
    note: async (propertiesPath, device) => {
      done.set(propertiesPath, device);
      notWritten += 1;
      if (isJournalDue(done.size, notWritten)) {
        await writeInTurn();
      }
    },
    close: async () => {
      await (notWritten > 0 ? writeInTurn() : writing);
      return failure;
    },
  };
}
