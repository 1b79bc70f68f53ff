import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { join } from "../flows/paths";
import type { App } from "./app";
import { bugText } from "./bug";
import { unlinked } from "./words/unlinked";

type Parts = Pick<App, "world" | "log" | "storageFolder" | "workspaceStorageFolder">;

/** Gives the folder with the journals of rotations: this workspace's own, where a folder is open. */
export function rotationFolderOf({
  storageFolder,
  workspaceStorageFolder,
}: Pick<App, "storageFolder" | "workspaceStorageFolder">): string {
  return join(workspaceStorageFolder ?? storageFolder, "rotations");
}

/** Offers to finish or roll back the rotations that this program did not see the end of. */
export function offerUnfinishedRotations(app: Parts): void {
  offered(app).catch((error: unknown) => {
    app.log.error("unfinished rotations:", bugText(error));
  });
}

async function offered(app: Parts): Promise<void> {
  const folder = rotationFolderOf(app);
  const journals = await app.world.files.list(folder);
  if (!journals.ok || journals.value.length === 0 || !vscode.workspace.isTrusted) {
    return;
  }
  const { openRotations } = await import("../flows/rotationJournal");
  const rotations = await openRotations(folder, app.world);
  await Promise.all(rotations.map(({ propertiesPath, deviceName }) => offer(propertiesPath, deviceName)));
}

async function offer(propertiesPath: string, deviceName: string): Promise<void> {
  const [finish, rollBack, later] = [l10n.t("Finish"), l10n.t("Roll Back"), l10n.t("Later")];
  const { unfinishedText } = await import("./words/rotate");
  const answer = await vscode.window.showWarningMessage(
    unlinked(unfinishedText(deviceName)),
    ...[finish, rollBack, later],
  );
  if (answer === finish || answer === rollBack) {
    const options = { finish: answer === finish };
    await vscode.commands.executeCommand("thingsboardX509.resumeRotation", propertiesPath, options);
  }
}
