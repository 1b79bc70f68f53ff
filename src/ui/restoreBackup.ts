import * as l10n from "@vscode/l10n";
import type { Side } from "../core/identity/identity";
import { fail, ok, type Result } from "../core/result";
import { nameOf } from "../flows/paths";
import type { Backup, RestoreFailure } from "../flows/restoreBackup";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type Action, type CommandFailure, type Outcome } from "./command";
import { pickOne } from "./pick";
import { propertiesPathFrom } from "./whichDevice";
import { failureWords } from "./words/failures";
import { sideWords } from "./words/sides";

/** What Restore Backup gives to its caller. */
export interface RestoredBackup {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Name of the folder in `backup/` that came back. */
  readonly backup: string;
  readonly fingerprint256: string;
  /** ISO 8601. */
  readonly notAfter: string;
}

/** Brings a replaced bundle of a properties file back; the one that is there now is kept in `backup/`. */
export async function restoreBackup(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<RestoredBackup>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const { backup } = optionsArgument(options);
  if (backup !== undefined && typeof backup !== "string") {
    return failed(notABackup);
  }
  const listed = await listAll(app, path.value);
  if (!listed.ok) {
    return failed(failureWords(listed.failure, path.value));
  }
  if (backup === undefined && listed.value.length === 0) {
    return failed(noBackup(path.value));
  }
  const chosen = backup === undefined ? await pick(listed.value) : named(backup, listed.value);
  return chosen && restore(app, path.value, chosen);
}

type Chosen = Pick<Backup, "name" | "side">;

/** A name that is none of the device's is the flow's to refuse. */
function named(name: string, backups: readonly Backup[]): Chosen {
  return backups.find((backup) => backup.name === name) ?? { name, side: "client" };
}

async function restore(
  app: App,
  propertiesPath: string,
  { side, name }: Chosen,
): Promise<Outcome<RestoredBackup>> {
  const flow = await import("../flows/restoreBackup");
  const restored = await flow.restoreBackup({ propertiesPath, side, name }, app.world);
  await app.devices.refresh(propertiesPath);
  if (!restored.ok) {
    return failed(failureWords(restored.failure, propertiesPath));
  }
  const { files, certificate, backupFolder } = restored.value;
  const words = { side, name, notAfter: certificate.notAfter };
  const text = restoredText({ ...words, ...(backupFolder === undefined ? {} : { backupFolder }) });
  void showWithActions("information", text, side === "client" ? [testAction(propertiesPath)] : []);
  const { fingerprint256, notAfter } = certificate;
  return done({ files, backup: name, fingerprint256, notAfter: notAfter.toISOString() });
}

interface Restored extends Chosen {
  readonly notAfter: Date;
  readonly backupFolder?: string;
}

/** The folder's name is the day that counts to a person, and no word of theirs. */
function restoredText({ side, name, notAfter, backupFolder }: Restored): string {
  const facts = { side: sideWords[side], time: timeOf(name), day: dayOf(notAfter) };
  return backupFolder === undefined
    ? l10n.t("The {side} certificate that was replaced at {time} is back, valid until {day}.", facts)
    : l10n.t(
        "The {side} certificate that was replaced at {time} is back, valid until {day}. The one that was there is kept in backup/{file}.",
        { ...facts, file: nameOf(backupFolder) },
      );
}

/** The server may have another certificate now: the test tells, and has the cure. */
function testAction(propertiesPath: string): Action {
  return {
    title: l10n.t("Test Connection"),
    command: "thingsboardX509.testConnection",
    args: [propertiesPath],
  };
}

/** When a backup was made, as its folder is named: `client-20261126T122622Z`. */
function timeOf(name: string): string {
  const [found] = /\d{8}T\d{6}Z/.exec(name) ?? [];
  return found?.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3 $4:$5:$6 UTC") ?? name;
}

/** Those of both sides. A side whose keys the file has wrong has none; where both are so, that is the failure. */
async function listAll(app: App, path: string): Promise<Result<readonly Backup[], RestoreFailure>> {
  const { listBackups } = await import("../flows/restoreBackup");
  const sides: readonly Side[] = ["client", "server"];
  const [client, server] = await Promise.all(sides.map((side) => listBackups(path, side, app.world)));
  if (client?.ok !== true && server?.ok !== true) {
    return client ?? fail({ code: "backup-missing", path });
  }
  return ok([...(client?.ok === true ? client.value : []), ...(server?.ok === true ? server.value : [])]);
}

async function pick(backups: readonly Backup[]): Promise<Chosen | undefined> {
  const items = backups.map(({ name, side, time, certificate }) => ({
    label: timeOf(time),
    icon: "history",
    description: sideWords[side],
    detail:
      certificate === undefined
        ? l10n.t("without a certificate that can be read")
        : l10n.t("{subjectText} · valid until {day}", {
            subjectText: certificate.subjectText,
            day: dayOf(certificate.notAfter),
          }),
    name,
    side,
  }));
  return pickOne(items, {
    title: l10n.t("Restore Backup"),
    placeHolder: l10n.t("When it was replaced. The bundle that is there now goes to backup/ itself"),
  });
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const notABackup: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The option backup has to be the name of a folder in backup/ of the device."),
};

function noBackup(path: string): CommandFailure {
  return {
    code: "no-backup",
    message: l10n.t("There is no backup of {file} yet: one is made when its certificate is replaced.", {
      file: nameOf(path),
    }),
    details: { path },
  };
}
