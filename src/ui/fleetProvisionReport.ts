import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { provisionReportText, type ProvisionReportRow } from "../core/fleet/provisionReport";
import { join } from "../flows/paths";
import type { FleetProvisioned } from "../flows/provisionFleet";
import type { ServerChoice } from "../flows/testConnection";
import { writeOwnFile } from "../flows/writeOwnFile";
import type { App } from "./app";
import type { Action } from "./command";
import { fleetReportFolderOf, type Fleet } from "./fleetDevices";
import { fleetRowWords } from "./words/fleetProvisioning";

/** Gives a row for each device of a fleet, those that were not come to among them. */
export function provisionRowsOf(
  { rows }: FleetProvisioned,
  fleet: Fleet,
  server: ServerChoice,
): readonly ProvisionReportRow[] {
  const known = new Map(rows.map((row) => [row.propertiesPath, row]));
  return fleet.devices.map(({ propertiesPath }) => {
    const row = known.get(propertiesPath);
    const whose = {
      name: fleet.nameOf(propertiesPath),
      properties: vscode.workspace.asRelativePath(propertiesPath),
    };
    if (row?.kind !== "failed") {
      return { ...whose, outcome: row?.kind ?? "not-reached" };
    }
    const { code, message } = fleetRowWords(row.failure, { server, propertiesPath });
    return { ...whose, outcome: "failed", code, message };
  });
}

/** Keeps the report about a fleet and gives its path; undefined where it could not be written. */
export async function keepProvisionReport(
  app: Pick<App, "world" | "log" | "storageFolder" | "workspaceStorageFolder">,
  rows: readonly ProvisionReportRow[],
): Promise<string | undefined> {
  const path = join(fleetReportFolderOf(app), "provision-fleet.csv");
  const file = { text: provisionReportText(rows), mode: 0o644 };
  const written = await writeOwnFile(path, file, app.world);
  if (!written.ok) {
    app.log.warn(`provisionFleet: the report was not written: ${written.failure.code}`);
  }
  return written.ok ? path : undefined;
}

/** The button that opens a report; none where there is none. */
export function showReportActions(path: string | undefined): readonly Action[] {
  return path === undefined
    ? []
    : [{ title: l10n.t("Show Report"), command: "thingsboardX509.openAt", args: [path] }];
}
