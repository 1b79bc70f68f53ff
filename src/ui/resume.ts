import type { App } from "./app";
import { finishPendingImport } from "./pendingImport";
import { offerUnfinishedRotations } from "./unfinishedRotations";

/** Goes on with what was begun before the window opened again. */
export function resumeUnfinished(app: App): void {
  finishPendingImport(app);
  offerUnfinishedRotations(app);
}
