import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { bulkImportFile } from "../flows/bulkImportFile";
import { nameOf } from "../flows/paths";
import type { App } from "./app";
import { pathArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { fleetCallOf, fleetFrom } from "./fleetDevices";
import { askWhere } from "./saveTarget";
import { textOption } from "./serverArguments";
import { failureWords } from "./words/failures";
import { countedDevices } from "./words/counts";
import { countText } from "./words/numbers";

/** What Export for Bulk Import gives to its caller. A device is named by its properties file. */
export interface ExportedImport {
  readonly path: string;
  readonly devices: number;
  readonly failed: readonly { readonly device: string; readonly code: string; readonly message: string }[];
}

/** Writes the CSV that ThingsBoard's own bulk import takes. */
export async function exportBulkImport(
  app: App,
  [argument]: readonly unknown[],
): Promise<Outcome<ExportedImport>> {
  const { options, isOpen } = fleetCallOf(argument);
  const place = pathArgument(isOpen ? undefined : options["path"]);
  if (place.kind !== "none" && place.kind !== "path") {
    return failed(notAbsolute);
  }
  const fleet = await fleetFrom(app, argument);
  if (fleet?.kind !== "done") {
    return fleet;
  }
  const path = place.kind === "path" ? place.path : await askWhere(question);
  if (path === undefined) {
    return undefined;
  }
  const devices = fleet.value.devices.map(({ propertiesPath }) => propertiesPath);
  const file = await bulkImportFile(devices, textOption(options["deviceProfile"]), app.world);
  // Certificates are public.
  const written = await app.world.files.replace(path, new TextEncoder().encode(file.text), 0o644);
  if (!written.ok) {
    return failed(failureWords(written.failure));
  }
  const failures = file.failed.map(({ propertiesPath, failure }) => {
    const { code, message } =
      failure.code === "device-name-missing"
        ? nameMissing(failure.path)
        : failureWords(failure, propertiesPath);
    return { device: propertiesPath, code, message };
  });
  tell(path, file.count, failures.length);
  return done({ path, devices: file.count, failed: failures });
}

const question = { title: l10n.t("Export for Bulk Import"), name: "devices.csv", filters: { CSV: ["csv"] } };

function nameMissing(path: string): CommandFailure {
  return {
    code: "device-name-missing",
    message: l10n.t("{file} has no common name, and its device no other: an import needs one.", {
      file: nameOf(path),
    }),
  };
}

const notAbsolute: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The path of the file to write has to be absolute."),
};

function tell(path: string, count: number, failures: number): void {
  const facts = { devices: countedDevices(count), failures: countText(failures) };
  const written = l10n.t(
    "{devices} in the CSV for ThingsBoard's bulk import. There, choose Devices → + → Import device, and the column types Name, Device profile and X.509.",
    facts,
  );
  const missing = l10n.t(
    "{failures} not in it, as their certificate is missing or has no common name.",
    facts,
  );
  const text = failures === 0 ? written : `${written} ${missing}`;
  const open = { title: l10n.t("Open"), command: "vscode.open", args: [vscode.Uri.file(path)] };
  void showWithActions("information", text, [open]);
}
