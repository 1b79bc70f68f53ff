import type { Comparison, ShownCredentials } from "../core/credential/comparison";
import type { Result } from "../core/result";
import type { Compared, CompareFailure } from "../flows/compareWithServer";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type Action, type Outcome } from "./command";
import { withProgress } from "./progress";
import { textOption } from "./serverArguments";
import { serverLinkOf } from "./serverLinks";
import { signedInServer, type SignedInServer } from "./signedInServer";
import { propertiesPathFrom } from "./whichDevice";
import { comparisonWords } from "./words/comparisons";
import { provisionFailureWords } from "./words/provisioning";
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
  [properties, options]: readonly unknown[],
): Promise<Outcome<ComparedDevice>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const signedIn = await signedInServer(app, textOption(optionsArgument(options)["server"]), path.value);
  if (signedIn?.kind !== "done") {
    return signedIn;
  }
  const { server } = signedIn.value;
  const subject = { ...signedIn.value, propertiesPath: path.value };
  const compared = await withProgress(`Comparing with ${server.name}`, (signal) =>
    comparedWith(app, subject, signal),
  );
  if (!compared.ok) {
    const { failure } = compared;
    return failure.code === "cancelled" ? undefined : failed(provisionFailureWords(failure, subject));
  }
  app.comparisons.refresh(path.value);
  tell(compared.value.comparison, subject);
  return done({
    ...publicComparison(compared.value.comparison),
    server: server.name,
    credentialsId: compared.value.certificate.credentialsId,
  });
}

/** Asks a server, about the device that the properties file was provisioned as where that is known. */
export async function comparedWith(
  app: Pick<App, "world" | "workspaceMemory">,
  { server, board, propertiesPath }: SignedInServer & { readonly propertiesPath: string },
  signal: AbortSignal,
): Promise<Result<Compared, CompareFailure>> {
  const flow = await import("../flows/compareWithServer");
  const deviceName = serverLinkOf(app, server, propertiesPath)?.deviceName;
  const request = { propertiesPath, ...(deviceName === undefined ? {} : { deviceName }) };
  return flow.compareWithServer(request, { ...app.world, board }, signal);
}

function tell(
  comparison: Comparison,
  { server, propertiesPath }: Pick<SignedInServer, "server"> & { readonly propertiesPath: string },
): void {
  const isSame = comparison.state === "in-sync";
  const test: Action = {
    title: "Test Connection",
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
