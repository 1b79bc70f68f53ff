import * as l10n from "@vscode/l10n";
import { safeText } from "../../core/stream/safeText";
import type { CommandFailure } from "../command";

/** Tells that a device's properties file is there, and what comes next. */
export function newDeviceText(file: string, isInWorkspace: boolean): string {
  const ready = l10n.t(
    "{file} is ready. Next: connect to the Local Test Server, which needs nothing else: the certificate is generated and the server started on the way.",
    { file: safeText(file) },
  );
  const outside = l10n.t("It is outside the workspace, so the Devices view does not show it.");
  return isInWorkspace ? ready : `${ready} ${outside}`;
}

/** Says what is waited for. */
export function startingTestServerText(): string {
  return l10n.t("Starting Local Test Server");
}

/** Tells where the sample was copied to. */
export function sampleCopiedText(folder: string): string {
  return l10n.t("The sample is in {folder}, where you may change everything.", { folder: safeText(folder) });
}

/** Tells that the workspace's files could not be searched. */
export function devicesNotFoundWords(): CommandFailure {
  return {
    code: "devices-not-found",
    message: l10n.t(
      "The devices of this workspace could not be looked for. The log has the reason; try again.",
    ),
    actions: [
      { title: l10n.t("Look Again"), command: "thingsboardX509.lookForDevices", args: [] },
      { title: l10n.t("Show Log"), command: "thingsboardX509.showLog", args: [] },
    ],
  };
}
