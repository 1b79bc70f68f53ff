import * as l10n from "@vscode/l10n";
import type { Comparison, ShownCredentials } from "../core/credential/comparison";
import type { Result } from "../core/result";
import type { Compared, CompareFailure } from "../flows/compareWithServer";
import type { App } from "./app";
import { done, showWithActions, type Action, type Outcome } from "./command";
import { deviceOnServer, notAnswered, requestAbout, type DeviceOnServer } from "./deviceOnServer";
import { withProgress } from "./progress";
import { comparisonWords } from "./words/comparisons";
import { provisionAction } from "./words/serverActions";

/** What Compare with Server gives to its caller. */
export interface ComparedDevice {
  readonly state: Comparison["state"];
  readonly server: string;
  /** ThingsBoard's id of the certificate on disk. */
  readonly credentialsId: string;
  readonly deviceName: string;
  /** Absent where the server has no such device. */
  readonly deviceId?: string;
  /** What the device has instead, without secrets. */
  readonly serverCredentials?: ShownCredentials;
}

/** Compares a device's certificate with what a server has. */
export async function compareWithServer(
  app: App,
  args: readonly unknown[],
): Promise<Outcome<ComparedDevice>> {
  const device = await deviceOnServer(app, args);
  if (device?.kind !== "done") {
    return device;
  }
  const { server, propertiesPath } = device.value;
  const compared = await withProgress(l10n.t("Comparing with {server}", { server: server.name }), (signal) =>
    comparedWith(app, device.value, signal),
  );
  if (!compared.ok) {
    return notAnswered(compared.failure, device.value);
  }
  app.comparisons.refresh(propertiesPath);
  tell(compared.value.comparison, device.value);
  return done({
    ...publicComparison(compared.value.comparison),
    server: server.name,
    credentialsId: compared.value.certificate.credentialsId,
  });
}

/** Asks a server, about the device that the properties file was provisioned as where that is known. */
export async function comparedWith(
  app: Pick<App, "world" | "workspaceMemory">,
  { server, board, propertiesPath }: DeviceOnServer,
  signal: AbortSignal,
): Promise<Result<Compared, CompareFailure>> {
  const flow = await import("../flows/compareWithServer");
  const request = requestAbout(app, { server, propertiesPath });
  return flow.compareWithServer(request, { ...app.world, board }, signal);
}

function tell(
  comparison: Comparison,
  { server, propertiesPath }: Pick<DeviceOnServer, "server" | "propertiesPath">,
): void {
  const isSame = comparison.state === "in-sync";
  const test: Action = {
    title: l10n.t("Test Connection"),
    command: "thingsboardX509.testConnection",
    args: [propertiesPath, { server: server.name }],
  };
  void showWithActions(
    isSame ? "information" : "warning",
    comparisonWords(comparison, server.name).sentence,
    [isSame ? test : provisionAction(propertiesPath, server)],
  );
}

function publicComparison(
  comparison: Comparison,
): Pick<ComparedDevice, "state" | "deviceName" | "deviceId" | "serverCredentials"> {
  const { state } = comparison;
  return state === "not-provisioned"
    ? { state, deviceName: comparison.deviceName }
    : {
        state,
        deviceName: comparison.device.name,
        deviceId: comparison.device.id,
        ...(state === "differs" ? { serverCredentials: comparison.has } : {}),
      };
}
