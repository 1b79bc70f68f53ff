import * as l10n from "@vscode/l10n";
import { fail, ok, type Result } from "../core/result";
import {
  carryOut,
  planProvisioning,
  writingCall,
  type Provisioned,
  type ProvisionFailure,
  type ProvisionPlan,
  type ProvisionRequest,
} from "../flows/provisionDevice";
import type { App } from "./app";
import { booleanOption, optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type Action, type CommandFailure, type Outcome } from "./command";
import { shownOnly, type DryRun } from "./dryRun";
import { keepOldCredentials } from "./oldCredentials";
import { withProgress } from "./progress";
import { askForDeviceName, askForProfile, askToReplace } from "./provisionQuestions";
import { textOption } from "./serverArguments";
import { rememberServerLink, serverLinkOf } from "./serverLinks";
import { signedInServer, type SignedInServer } from "./signedInServer";
import { propertiesPathFrom } from "./whichDevice";
import { plainText } from "./words/diagnosisCase";
import { notReplaced, provisionFailureWords } from "./words/provisioning";

/** What Provision Device gives to its caller. */
export interface ProvisionedDevice {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly created: boolean;
  readonly changed: boolean;
  readonly credentialsId: string;
}

/** Finds or makes a device on a server and gives it the certificate; asks before it replaces other credentials. */
export async function provisionDevice(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<ProvisionedDevice | DryRun>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const wishes = wishesOf(options);
  if (wishes === undefined) {
    return failed(badOptions);
  }
  const signedIn = await signedInServer(app, wishes.server, path.value);
  if (signedIn?.kind !== "done") {
    return signedIn;
  }
  const provisioning = { ...signedIn.value, app, propertiesPath: path.value, wishes };
  const plan = await agreedPlan(provisioning, nameBefore(provisioning));
  if (plan === undefined) {
    return undefined;
  }
  if (!plan.ok) {
    return failed(plan.failure);
  }
  const { server } = signedIn.value;
  const nothing = l10n.t("{server} has this certificate already: nothing would be sent.", {
    server: plainText(server.name),
  });
  return wishes.dryRun
    ? shownOnly(writingCall(plan.value), server, nothing)
    : carriedOut(plan.value, provisioning);
}

interface Wishes {
  readonly server: string | undefined;
  readonly deviceName: string | undefined;
  readonly deviceProfile: string | undefined;
  /** Undefined: the person is asked. */
  readonly replace: boolean | undefined;
  readonly dryRun: boolean;
  /** Nothing was said: the person chooses. */
  readonly isOpen: boolean;
}

function wishesOf(value: unknown): Wishes | undefined {
  const options = optionsArgument(value);
  const texts = [options["server"], options["deviceName"], options["deviceProfile"]];
  if (!texts.every((text) => text === undefined || textOption(text) !== undefined)) {
    return undefined;
  }
  const [server, deviceName, deviceProfile] = texts.map(textOption);
  const replace = booleanOption(options["replace"]);
  const isOpen = Object.keys(options).length === 0;
  return { server, deviceName, deviceProfile, replace, dryRun: options["dryRun"] === true, isOpen };
}

interface Provisioning extends SignedInServer {
  readonly app: App;
  readonly propertiesPath: string;
  readonly wishes: Wishes;
}

/** The name that was given, else what it was called the last time. */
function nameBefore({ app, server, propertiesPath, wishes }: Provisioning): string | undefined {
  return wishes.deviceName ?? serverLinkOf(app, server, propertiesPath)?.deviceName;
}

type Agreed = Result<ProvisionPlan, CommandFailure> | undefined;

/** What is to be done, agreed on with the person where that is needed; undefined: they cancelled. */
async function agreedPlan(provisioning: Provisioning, deviceName: string | undefined): Promise<Agreed> {
  const { wishes, server } = provisioning;
  const plan = await planned(provisioning, { deviceName, deviceProfile: wishes.deviceProfile });
  if (plan === undefined || wishes.dryRun) {
    return plan;
  }
  const agreed = await agreedOn(plan, provisioning);
  if (agreed !== "other-name") {
    return agreed;
  }
  const other = await askForDeviceName(server, deviceName ?? "");
  return other === undefined ? undefined : agreedPlan(provisioning, other);
}

async function planned(
  { app, board, server, propertiesPath }: Provisioning,
  { deviceName, deviceProfile }: Pick<Wishes, "deviceName" | "deviceProfile">,
): Promise<Agreed> {
  const request: ProvisionRequest = {
    propertiesPath,
    ...(deviceName === undefined ? {} : { deviceName }),
    ...(deviceProfile === undefined ? {} : { deviceProfile }),
  };
  const plan = await withProgress(
    l10n.t("Looking for the device on {server}", { server: server.name }),
    (signal) => planProvisioning(request, { ...app.world, board }, signal),
  );
  return worded(plan, { server, propertiesPath });
}

/** The plan as the person wants it. */
async function agreedOn(
  planned: NonNullable<Agreed>,
  provisioning: Provisioning,
): Promise<Agreed | "other-name"> {
  if (!planned.ok) {
    return planned.failure.code === "device-name-missing" ? "other-name" : planned;
  }
  return planned.value.kind === "replace"
    ? agreedReplacing(planned.value, provisioning)
    : withProfile(planned.value, provisioning);
}

async function withProfile(plan: ProvisionPlan, { wishes, board }: Provisioning): Promise<Agreed> {
  if (plan.kind !== "create" || !wishes.isOpen) {
    return ok(plan);
  }
  const chosen = await askForProfile(plan, board);
  return chosen && ok(chosen);
}

async function agreedReplacing(
  plan: Extract<ProvisionPlan, { readonly kind: "replace" }>,
  provisioning: Provisioning,
): Promise<Agreed | "other-name"> {
  const { wishes, server } = provisioning;
  if (wishes.replace === true) {
    return ok(plan);
  }
  if (wishes.replace === false) {
    return fail(notReplaced(plan, provisioning));
  }
  const answer = await askToReplace(plan, server);
  return answer === "replace" ? ok(plan) : answer;
}

async function carriedOut(
  plan: ProvisionPlan,
  provisioning: Provisioning,
): Promise<Outcome<ProvisionedDevice>> {
  const { app, server, board, propertiesPath } = provisioning;
  const isKept = await keptBefore(plan, provisioning);
  const provisioned = await withProgress(
    l10n.t("Provisioning the device on {server}", { server: server.name }),
    (signal) => carryOut(plan, board, signal),
  );
  const outcome = worded(provisioned, { server, propertiesPath });
  if (outcome?.ok !== true) {
    return outcome && failed(outcome.failure);
  }
  const { device, created, changed, credentialsId } = outcome.value;
  const link = { deviceId: device.id, deviceName: device.name };
  await rememberServerLink(app, { server, propertiesPath }, link);
  app.comparisons.refresh(propertiesPath);
  tell(outcome.value, plan, { ...provisioning, isKept });
  return done({ ...link, created, changed, credentialsId });
}

/** Keeps what is about to be replaced; false where there is nothing, or the keyring keeps nothing. */
async function keptBefore(plan: ProvisionPlan, { app, server }: Provisioning): Promise<boolean> {
  if (plan.kind !== "replace") {
    return false;
  }
  return (await keepOldCredentials(app.world, server, plan.device.id, plan.old.whole)).ok;
}

function tell(
  { device, created, changed }: Provisioned,
  plan: ProvisionPlan,
  { server, propertiesPath, isKept }: Provisioning & { readonly isKept: boolean },
): void {
  const name = plainText(device.name);
  const where = plainText(server.name);
  const args = [propertiesPath, { server: server.name }];
  const test: Action = { title: l10n.t("Test Connection"), command: "thingsboardX509.testConnection", args };
  const back: Action = {
    title: l10n.t("Put Old Credentials Back"),
    command: "thingsboardX509.restoreServerCredentials",
    args,
  };
  const lost =
    plan.kind === "replace" && !isKept
      ? ` ${l10n.t("The keyring of this machine did not keep the old credentials: they cannot be put back.")}`
      : "";
  const what = created
    ? l10n.t("{name} was made on {where}, with this certificate as its credentials.", { name, where })
    : l10n.t("{name} on {where} has this certificate now.{lost}", { name, where, lost });
  void showWithActions(
    "information",
    changed
      ? what
      : l10n.t("{name} on {where} has this certificate already: nothing was changed.", { name, where }),
    [test, ...(isKept ? [back] : [])],
  );
}

/** Puts a failure into words; undefined where the person cancelled. */
function worded<T>(
  result: Result<T, ProvisionFailure>,
  subject: Pick<Provisioning, "server" | "propertiesPath">,
): Result<T, CommandFailure> | undefined {
  if (result.ok) {
    return result;
  }
  const { failure } = result;
  return failure.code === "cancelled" ? undefined : fail(provisionFailureWords(failure, subject));
}

const badOptions: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The options server, deviceName and deviceProfile have to be texts, and not empty."),
};
