import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { fail, ok, type Result } from "../core/result";
import { planRotation, type RotationPlan } from "../flows/planRotation";
import { rotateClientCert as rotateFlow } from "../flows/rotateClientCert";
import { openRotationOf } from "../flows/rotationJournal";
import { caChoiceFor } from "./caChoice";
import { booleanOption, optionsArgument } from "./callArguments";
import { failed, type CommandFailure, type Outcome } from "./command";
import { notSaved } from "./generate";
import { saveEditorOf } from "./openFile";
import { withProgress } from "./progress";
import { alone, ranRotation, type RotatedCert, type Rotating } from "./rotationRun";
import { textOption } from "./serverArguments";
import { rememberServerLink, serverLinkOf } from "./serverLinks";
import { signedInServer, type SignedInServer } from "./signedInServer";
import { rotationFolderOf } from "./unfinishedRotations";
import { propertiesPathFrom } from "./whichDevice";
import { notReplaced } from "./words/provisioning";
import { rotateQuestion, rotationFailureWords } from "./words/rotate";

type Options = ReturnType<typeof optionsArgument>;

/**
 * Gives a device a new key and certificate, on disk and on the server, and tests the connection with them; whatever fails,
 * everything is put back. Without options the person is asked first.
 */
export async function rotateClientCert(
  rotating: Rotating,
  [properties, options]: readonly unknown[],
): Promise<Outcome<RotatedCert>> {
  const path = await propertiesPathFrom(rotating.app, properties);
  return path?.kind === "done"
    ? alone(rotating, path.value, () => rotated(rotating, path.value, optionsArgument(options)))
    : path;
}

async function rotated(
  { app }: Rotating,
  propertiesPath: string,
  options: Options,
): Promise<Outcome<RotatedCert>> {
  const ca = caChoiceFor(propertiesPath, "client", options);
  if (!ca.ok) {
    return failed(ca.failure);
  }
  const signedIn = await signedInServer(app, textOption(options["server"]), propertiesPath);
  if (signedIn?.kind !== "done") {
    return signedIn;
  }
  if ((await saveEditorOf(propertiesPath)) === "not-saved") {
    return failed(notSaved(propertiesPath));
  }
  const agreed = await agreedPlan({ app, ...signedIn.value, propertiesPath, options });
  if (agreed?.ok !== true) {
    return agreed && failed(agreed.failure);
  }
  const plan = agreed.value;
  const { server } = signedIn.value;
  const link = { deviceId: plan.device.id, deviceName: plan.device.name };
  await rememberServerLink(app, { server, propertiesPath }, link);
  const run = { ...signedIn.value, app, propertiesPath, deviceName: plan.device.name, ca: ca.value };
  const journalFolder = rotationFolderOf(app);
  return ranRotation(run, (issue, world, signal) =>
    rotateFlow({ plan, server, issue, journalFolder }, world, signal),
  );
}

interface Planning extends SignedInServer, Pick<Rotating, "app"> {
  readonly propertiesPath: string;
  readonly options: Options;
}

/** What is there now, and that the person wants it rotated; undefined: they do not. */
async function agreedPlan(planning: Planning): Promise<Result<RotationPlan, CommandFailure> | undefined> {
  const { app, server, propertiesPath, options } = planning;
  const subject = { server, propertiesPath };
  const earlier = await openRotationOf(propertiesPath, rotationFolderOf(app), app.world);
  if (earlier !== undefined) {
    return fail(rotationFailureWords({ code: "rotation-unfinished", rotation: earlier }, subject));
  }
  const plan = await planned(planning);
  if (!plan.ok) {
    const { failure } = plan;
    return failure.code === "cancelled" ? undefined : fail(rotationFailureWords(failure, subject));
  }
  const { certificate, device, old, isInSync } = plan.value;
  const replace = booleanOption(options["replace"]);
  if (!isInSync && replace === false) {
    return fail(notReplaced({ kind: "replace", certificate, device, old }, subject));
  }
  const isAgreed = isInSync ? Object.keys(options).length > 0 : replace === true;
  return isAgreed || (await isWanted(plan.value, planning)) ? ok(plan.value) : undefined;
}

function planned({ app, board, server, propertiesPath, options }: Planning): ReturnType<typeof planRotation> {
  const link = serverLinkOf(app, server, propertiesPath);
  const deviceName = textOption(options["deviceName"]);
  const request = {
    propertiesPath,
    ...(deviceName === undefined ? {} : { deviceName }),
    ...(link === undefined ? {} : { known: { id: link.deviceId, name: link.deviceName } }),
  };
  return withProgress(l10n.t("Looking for the device on {server}", { server: server.name }), (signal) =>
    planRotation(request, { ...app.world, board }, signal),
  );
}

async function isWanted(plan: RotationPlan, { server }: Planning): Promise<boolean> {
  const { message, detail } = rotateQuestion(plan, { server });
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, rotate);
  return answer === rotate;
}

const rotate = l10n.t("Rotate");
