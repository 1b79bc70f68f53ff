import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { carryOutDeviceCa, deviceCaCall, planDeviceCa, type DeviceCaPlan } from "../flows/provisionDeviceCa";
import type { ServerChoice } from "../flows/testConnection";
import type { App } from "./app";
import { caPathFrom } from "./caCommands";
import { booleanOption, optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type Outcome } from "./command";
import { shownOnly, type DryRun } from "./dryRun";
import { withProgress } from "./progress";
import { textOption } from "./serverArguments";
import { signedInServer } from "./signedInServer";
import {
  deviceCaFailureWords,
  deviceCaTold,
  profileNotReplaced,
  replaceProfileQuestion,
} from "./words/deviceCaProvisioning";
import { testOn } from "./words/nextSteps";

/** What Provision Device CA gives to its caller. */
export interface ProvisionedCa {
  readonly profileId: string;
  readonly profileName: string;
  readonly created: boolean;
  readonly changed: boolean;
  /** ThingsBoard's id of the CA's certificate. */
  readonly credentialsId: string;
}

/** Has a server take every device that a device CA signed, by a device profile of X.509 chain provisioning. */
export async function provisionDeviceCa(
  app: App,
  [ca, given]: readonly unknown[],
): Promise<Outcome<ProvisionedCa | DryRun>> {
  const certificatePath = await caPathFrom(ca);
  if (certificatePath?.kind !== "done") {
    return certificatePath;
  }
  const options = optionsArgument(given);
  const signedIn = await signedInServer(app, textOption(options["server"]), undefined);
  if (signedIn?.kind !== "done") {
    return signedIn;
  }
  const { server, board } = signedIn.value;
  const request = requestOf(certificatePath.value, options);
  const plan = await withProgress(
    l10n.t("Looking at the device profiles of {server}", { server: server.name }),
    (signal) => planDeviceCa(request, { files: app.world.files, board }, signal),
  );
  if (!plan.ok) {
    const { failure } = plan;
    return failure.code === "cancelled" ? undefined : failed(deviceCaFailureWords(failure, server));
  }
  if (options["dryRun"] === true) {
    return shownOnly(deviceCaCall(plan.value), server, deviceCaTold(plan.value, server));
  }
  const agreed = await agreedOn(plan.value, server, booleanOption(options["replace"]));
  return agreed?.kind === "done" ? carriedOut(agreed.value, signedIn.value) : agreed;
}

function requestOf(
  certificatePath: string,
  options: ReturnType<typeof optionsArgument>,
): Parameters<typeof planDeviceCa>[0] {
  const deviceProfile = textOption(options["deviceProfile"]);
  const allowCreate = booleanOption(options["allowCreate"]) ?? true;
  return { certificatePath, allowCreate, ...(deviceProfile === undefined ? {} : { deviceProfile }) };
}

async function agreedOn(
  plan: DeviceCaPlan,
  server: ServerChoice,
  replace: boolean | undefined,
): Promise<Outcome<DeviceCaPlan>> {
  if (plan.kind !== "replace" || replace === true) {
    return done(plan);
  }
  if (replace === false) {
    return failed(profileNotReplaced(plan, server));
  }
  const { message, detail } = replaceProfileQuestion(plan, server);
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, l10n.t("Change"));
  return answer === undefined ? undefined : done(plan);
}

async function carriedOut(
  plan: DeviceCaPlan,
  {
    server,
    board,
  }: { readonly server: ServerChoice; readonly board: Parameters<typeof carryOutDeviceCa>[1] },
): Promise<Outcome<ProvisionedCa>> {
  const provisioned = await withProgress(
    l10n.t("Saving the device profile on {server}", { server: server.name }),
    (signal) => carryOutDeviceCa(plan, board, signal),
  );
  if (!provisioned.ok) {
    const { failure } = provisioned;
    return failure.code === "cancelled" ? undefined : failed(deviceCaFailureWords(failure, server));
  }
  const { profile, created, changed } = provisioned.value;
  void showWithActions("information", deviceCaTold(plan, server), [testOn(server.name)]);
  return done({
    profileId: profile.id,
    profileName: profile.name,
    created,
    changed,
    credentialsId: plan.ca.credentialsId,
  });
}
