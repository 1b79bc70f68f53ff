import * as vscode from "vscode";
import type { FleetRunNote } from "../core/fleet/runNote";
import { join } from "../flows/paths";
import type { App } from "./app";
import { bugText } from "./bug";
import { unlinked } from "./words/unlinked";

type Parts = Pick<App, "world" | "log" | "workspaceStorageFolder">;

/**
 * Gives the folder with the notes of the runs that generate fleets in this workspace. Undefined where no folder is open:
 * several such windows would offer each other's runs.
 */
export function fleetRunFolderOf({
  workspaceStorageFolder,
}: Pick<App, "workspaceStorageFolder">): string | undefined {
  return workspaceStorageFolder === undefined ? undefined : join(workspaceStorageFolder, "fleetRuns");
}

/** Offers to go on with each fleet whose generation this program did not see the end of. */
export function offerUnfinishedFleets(app: Parts): void {
  offered(app).catch((error: unknown) => {
    app.log.error("unfinished fleets:", bugText(error));
  });
}

async function offered(app: Parts): Promise<void> {
  const folder = fleetRunFolderOf(app);
  const notes = folder === undefined ? undefined : await app.world.files.list(folder);
  if (folder === undefined || !notes?.ok || notes.value.length === 0 || !vscode.workspace.isTrusted) {
    return;
  }
  const { openFleetRuns } = await import("../flows/fleetRuns");
  const runs = await openFleetRuns(folder, app.world);
  await Promise.all(runs.map((run) => offer(app, run, folder)));
}

/** After a look at the CSV the question stands again. */
async function offer(app: Parts, run: FleetRunNote, folder: string): Promise<void> {
  const { unfinishedFleetButtons: buttons, unfinishedFleetText } = await import("./words/fleet");
  const answer = await vscode.window.showWarningMessage(
    unlinked(unfinishedFleetText(run)),
    ...[buttons.resume, buttons.showCsv, buttons.forget],
  );
  if (answer === buttons.resume) {
    await vscode.commands.executeCommand("thingsboardX509.generateFleet", optionsOf(run));
  } else if (answer === buttons.showCsv) {
    await vscode.commands.executeCommand("thingsboardX509.openAt", run.csvPath);
    await offer(app, run, folder);
  } else if (answer === buttons.forget) {
    const { forgetFleetRun } = await import("../flows/fleetRuns");
    await forgetFleetRun(run, folder, app.world);
  }
}

/** What is done already is verified, and not done again. */
function optionsOf({ csvPath, templatePath, caPath, ...rest }: FleetRunNote): unknown {
  const { folder, mapping, overwrite, concurrency } = rest;
  return {
    ...{ csv: csvPath, template: templatePath, folder, mapping, overwrite, concurrency },
    ca: caPath ?? false,
  };
}
