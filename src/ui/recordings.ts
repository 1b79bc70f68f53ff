import path from "node:path";
import type { Recording } from "../flows/recordSession";
import type { World } from "../flows/world";
import type { Recordings } from "./app";

/** What recordings need. */
export interface RecordingsParts {
  readonly world: Pick<World, "spools">;
  /** Absolute path of the folder of this workspace's own files. */
  readonly storageFolder: string;
}

/** Keeps the last session of each device on disk, until the next one of it begins or the window closes. */
export function newRecordings({
  world,
  storageFolder,
}: RecordingsParts): Recordings & { readonly dispose: () => void } {
  const recordings = new Map<string, Recording>();
  const remove = (propertiesPath: string): Promise<void> => {
    const old = recordings.get(propertiesPath);
    recordings.delete(propertiesPath);
    return old?.remove() ?? Promise.resolve();
  };
  return {
    begin: async (propertiesPath, device, limitBytes) => {
      await remove(propertiesPath);
      if (limitBytes === 0) {
        return undefined;
      }
      const { recordIn } = await import("../flows/recordSession");
      const spool = await world.spools.open(path.join(storageFolder, "sessions"), limitBytes);
      const recording = recordIn(spool, device);
      recordings.set(propertiesPath, recording);
      return recording;
    },
    of: (propertiesPath) => recordings.get(propertiesPath),
    paths: () => [...recordings.keys()],
    // What is left behind by a window that closes too fast is removed by the next.
    dispose: () => {
      [...recordings.keys()].forEach((propertiesPath) => void remove(propertiesPath));
    },
  };
}
