import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Rotation } from "../core/credential/rotation";
import { fail, ok, type Result } from "../core/result";
import type { CaChoice } from "../flows/deviceCa";
import type { IssueRequest } from "../flows/issueBundle";
import { nameOf } from "../flows/paths";
import type { NotBegunFailure, RotateWorld, RotationOutcome } from "../flows/rotateClientCert";
import type { UndoFailure } from "../flows/undoRotation";
import type { App } from "./app";
import { withPassphrase } from "./caChoice";
import { done, failed, showWithActions, type Action, type CommandFailure, type Outcome } from "./command";
import { formatsFor, validityDays } from "./generate";
import { withProgress } from "./progress";
import { settingsFor } from "./settings";
import type { SignedInServer } from "./signedInServer";
import { testOn } from "./words/nextSteps";
import type { ProvisionSubject } from "./words/provisioning";
import { reportWords, type Report } from "./words/report";
import {
  restoredWords,
  rotatedText,
  rotationFailureWords,
  stepTitles,
  stuckWords,
  undoFailureWords,
} from "./words/rotate";

/** What a rotation gives to its caller. */
export interface RotatedCert {
  readonly rotated: boolean;
  /** Whether files and server are as before. */
  readonly restored: boolean;
  /** Of the certificate that was rotated to. */
  readonly credentialsId?: string;
  /** Of the test with the new certificate. */
  readonly report?: Report;
  /** Why it was not rotated, or not rolled back; `step` is the one that failed. */
  readonly failure?: { readonly code: string; readonly message: string; readonly step?: string };
}

/** What the commands that rotate share. */
export interface Rotating {
  readonly app: App;
  /** Properties files whose certificate is being rotated now. */
  readonly running: Set<string>;
}

/** What is rotated where. */
export interface RotationRun extends SignedInServer {
  readonly app: App;
  readonly propertiesPath: string;
  readonly deviceName: string;
  readonly ca: CaChoice | undefined;
}

type Ran = Result<RotationOutcome, NotBegunFailure>;

/** Does work on a properties file whose certificate nothing else here rotates meanwhile. */
export async function alone<T>(
  { running }: Rotating,
  propertiesPath: string,
  work: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  if (running.has(propertiesPath)) {
    return failed({
      code: "rotation-running",
      message: l10n.t("The certificate of {file} is being rotated at this moment. Wait until that is done.", {
        file: nameOf(propertiesPath),
      }),
    });
  }
  running.add(propertiesPath);
  try {
    return await work();
  } finally {
    running.delete(propertiesPath);
  }
}

/**
 * Runs a rotation with its steps shown, and a way to cancel, which puts everything back; asks for the passphrase of a device
 * CA where that is needed.
 */
export async function ranRotation(
  run: RotationRun,
  rotate: (issue: IssueRequest, world: RotateWorld, signal: AbortSignal) => Promise<Ran>,
): Promise<Outcome<RotatedCert>> {
  const { app, propertiesPath, deviceName } = run;
  await app.sessions.disconnect(propertiesPath);
  const ran = await withPassphrase(run.ca, async (ca) => {
    const outcome = await withProgress(
      l10n.t("Rotating the certificate of {deviceName}", { deviceName }),
      (signal, tell) => rotate(issueRequest(propertiesPath, ca), rotateWorld(run, tell), signal),
    );
    // Only a rotation that was put back whole is tried again.
    const isRestored = outcome.ok && outcome.value.kind === "restored";
    return isRestored && outcome.value.why.code.startsWith("ca-passphrase-")
      ? fail({ code: outcome.value.why.code, outcome })
      : ok(outcome);
  });
  await app.devices.refresh(propertiesPath);
  if (ran === undefined) {
    return undefined;
  }
  const outcome = ran.ok ? ran.value : ran.failure.outcome;
  const subject = { server: run.server, propertiesPath };
  return outcome.ok
    ? told(outcome.value, run, subject)
    : failed(rotationFailureWords(outcome.failure, subject));
}

function issueRequest(propertiesPath: string, ca: CaChoice | undefined): IssueRequest {
  return {
    propertiesPath,
    validityDays: validityDays("client", propertiesPath),
    formats: formatsFor(propertiesPath),
    ...(ca === undefined ? {} : { ca }),
  };
}

function rotateWorld(
  { app, server, board, propertiesPath }: RotationRun,
  tell: (message: string) => void,
): RotateWorld {
  const timeoutMs = settingsFor(vscode.Uri.file(propertiesPath)).connectionTimeoutMs;
  return {
    ...app.world,
    board,
    test: (signal) => app.sessions.test(propertiesPath, { server, keepOpen: false, timeoutMs }, signal),
    step: (step) => {
      tell(stepTitles[step]);
    },
  };
}

async function told(
  outcome: RotationOutcome,
  { app, deviceName, server }: RotationRun,
  subject: ProvisionSubject,
): Promise<Outcome<RotatedCert>> {
  switch (outcome.kind) {
    case "rotated": {
      const { credentialsId, report } = outcome;
      void showWithActions("information", rotatedText(deviceName, server.name), [copyCode(subject)]);
      return done({ rotated: true, restored: false, credentialsId, report: reportWords(report) });
    }
    case "restored": {
      const words = restoredWords(outcome, subject);
      return words && done(notRotated(app, { words, step: outcome.step, why: outcome.why, restored: true }));
    }
    case "stuck": {
      const { whereaboutsOf } = await import("../flows/rotationBundles");
      const words = stuckWords(outcome, await whereaboutsOf(outcome.rotation, app.world), subject);
      return done(notRotated(app, { words, step: outcome.step, why: outcome.why, restored: false }));
    }
  }
}

interface NotRotated {
  readonly words: CommandFailure;
  readonly step?: string;
  readonly why?: Extract<RotationOutcome, { readonly kind: "stuck" }>["why"];
  readonly restored: boolean;
}

/** Shows why, and gives it. */
function notRotated({ log }: Pick<App, "log">, { words, step, why, restored }: NotRotated): RotatedCert {
  const { code, message, actions = [] } = words;
  log.warn(`rotation: ${code}: ${message}`);
  void showWithActions("error", message, actions);
  return {
    rotated: false,
    restored,
    ...(why?.code === "rotation-test-failed" ? { report: reportWords(why.report) } : {}),
    failure: { code, message, ...(step === undefined ? {} : { step }) },
  };
}

/** Tells what came of rolling back. */
export async function toldOfUndoing(
  undone: Result<void, UndoFailure>,
  rotation: Rotation,
  { app, subject }: { readonly app: App; readonly subject: ProvisionSubject },
): Promise<Outcome<RotatedCert>> {
  await app.devices.refresh(rotation.propertiesPath);
  if (undone.ok) {
    const { rolledBackText } = await import("./words/rotate");
    const test = testOn(subject.server.name, rotation.propertiesPath);
    void showWithActions("information", rolledBackText(rotation.deviceName, subject.server.name), [test]);
    return done({ rotated: false, restored: true });
  }
  const { whereaboutsOf } = await import("../flows/rotationBundles");
  const where = await whereaboutsOf(rotation, app.world);
  const words = undoFailureWords(undone.failure, { rotation, where }, subject);
  return done(notRotated(app, { words, restored: false }));
}

function copyCode({ propertiesPath }: ProvisionSubject): Action {
  return {
    title: l10n.t("Copy Client Code…"),
    command: "thingsboardX509.copyClientCode",
    args: [propertiesPath],
  };
}
