import * as l10n from "@vscode/l10n";
import { certificateStateOf, deviceStateOf, type Device, type Liveness } from "../../core/devices/device";
import type { Action } from "../command";
import { bundleStateWords, deviceStateWords } from "../words/deviceStates";

/** What the lenses of a properties file depend on. */
export interface LensFacts {
  readonly propertiesPath: string;
  /** Absent until the workspace has been looked through. */
  readonly device?: Device;
  readonly liveness: Liveness;
  readonly now: Date;
  readonly expiryWarningDays: number;
}

/** Gives what stands above the first line: what can be done, then the state of the device. */
export function lensesOf({ propertiesPath, device, liveness, ...when }: LensFacts): readonly Action[] {
  const act = (title: string, id: string): Action => ({
    title,
    command: `thingsboardX509.${id}`,
    args: [propertiesPath],
  });
  const connection =
    liveness === "none"
      ? act(l10n.t("Test Connection"), "testConnection")
      : act(l10n.t("Disconnect"), "disconnect");
  const state: readonly Action[] =
    device === undefined
      ? []
      : [
          {
            title: stateText(device, liveness, when),
            command: "thingsboardX509.devices.focus",
            args: [],
          },
        ];
  return [
    act(l10n.t("Generate Client Cert"), "generateClientCert"),
    act(l10n.t("Generate Server Cert"), "generateServerCert"),
    connection,
    act(l10n.t("Edit Value…"), "editValue"),
    ...state,
  ];
}

function stateText(
  device: Device,
  liveness: Liveness,
  when: Pick<LensFacts, "now" | "expiryWarningDays">,
): string {
  const words = deviceStateWords(deviceStateOf(device, liveness, when), device.blockingProblems);
  const { now, expiryWarningDays } = when;
  return bundleStateWords(words, certificateStateOf(device.server.certificate, now, expiryWarningDays));
}
