import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { dueOf, expiriesOf, type Expiry } from "../core/devices/expiry";
import type { Side } from "../core/identity/identity";
import type { App } from "./app";
import { booleanOption, optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { pickMany } from "./pick";
import { withProgress } from "./progress";
import { askForKey, renewOne } from "./renew";
import { endText, expiryName, renewedAllWords } from "./words/expiry";
import { countText } from "./words/numbers";

/** What came of renewing all that is due. */
export interface RenewedAll {
  readonly renewed: number;
  readonly failed: readonly NotRenewed[];
  /** Not chosen, or not reached before it was cancelled. */
  readonly skipped: number;
}

/** A certificate that could not be renewed, and is as it was. */
export interface NotRenewed {
  readonly device: string;
  readonly side: Side;
  /** Absolute path of the properties file. */
  readonly properties: string;
  readonly code: string;
  readonly message: string;
}

type Options = Readonly<Partial<Record<string, unknown>>>;

/**
 * Renews the certificates of the workspace that have ended or will soon, one after the other. What is to be renewed is
 * shown first, unless the caller says within how many days a certificate has to end.
 */
export async function renewAllExpiring(app: App, options: unknown): Promise<Outcome<RenewedAll>> {
  const given = optionsArgument(options);
  const { days } = given;
  if (days !== undefined && !isDays(days)) {
    return failed(daysInvalid);
  }
  const due = await dueWithin(app, days);
  const chosen = days === undefined && due.length > 0 ? await choose(due) : due;
  if (chosen === undefined) {
    return undefined;
  }
  const keepKey =
    chosen.length === 0
      ? false
      : (booleanOption(given["keepKey"]) ?? (await askForKey(l10n.t("Renew All Expiring"))));
  if (keepKey === undefined) {
    return undefined;
  }
  const { renewed, notRenewed } = await renewEach(app, serversFirst(chosen), { ...given, keepKey });
  const skipped = due.length - renewed.length - notRenewed.length;
  tell(renewed, notRenewed, skipped);
  return done({ renewed: renewed.length, failed: notRenewed, skipped });
}

function isDays(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

/** What ends within so many days; without a number, within those of the setting. */
async function dueWithin(
  { devices, world, expiry }: App,
  days: number | undefined,
): Promise<readonly Expiry[]> {
  const expiryWarningDaysOf = days === undefined ? expiry.warningDaysOf : () => days;
  return dueOf(expiriesOf(await devices.all(), { now: world.clock(), expiryWarningDaysOf }));
}

async function choose(due: readonly Expiry[]): Promise<readonly Expiry[] | undefined> {
  const rows = due.map((expiry) => ({
    label: expiryName(expiry),
    description: `${endText(expiry)} · ${vscode.workspace.asRelativePath(expiry.certificate.path)}`,
    picked: true,
    expiry,
  }));
  const picked = await pickMany(rows, {
    title: l10n.t("Renew All Expiring"),
    placeHolder: l10n.t("Which certificates? Every old bundle is kept in backup/"),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked?.map(({ expiry }) => expiry);
}

/** The keystore of a client trusts its server's certificate: the new one, where both are renewed. */
function serversFirst(due: readonly Expiry[]): readonly Expiry[] {
  return [...due.filter(({ side }) => side === "server"), ...due.filter(({ side }) => side === "client")];
}

interface Renewed {
  readonly renewed: readonly Expiry[];
  readonly notRenewed: readonly NotRenewed[];
}

function renewEach(
  app: App,
  due: readonly Expiry[],
  { keepKey, passphrase }: Options & { readonly keepKey: boolean },
): Promise<Renewed> {
  const given = passphrase === undefined ? {} : { passphrase };
  return withProgress(l10n.t("Renewing certificates"), async (signal, say) => {
    const renewed: Expiry[] = [];
    const notRenewed: NotRenewed[] = [];
    for (const [index, expiry] of due.entries()) {
      if (signal.aborted) {
        break;
      }
      const { device, side } = expiry;
      const { propertiesPath } = device;
      say(
        l10n.t("{count} of {dueCount}: {expiry}", {
          count: countText(index + 1),
          dueCount: countText(due.length),
          expiry: expiryName(expiry),
        }),
      );
      const wanted = { propertiesPath, side, keepKey, given };
      const result = await renewOne(app, wanted, (work) => work(signal));
      if (result.ok) {
        renewed.push(expiry);
      } else if (result.failure !== "cancelled") {
        const { code, message } = result.failure;
        notRenewed.push({ device: device.name, side, properties: propertiesPath, code, message });
      }
    }
    return { renewed, notRenewed };
  });
}

/** Says what came of it, and what is to be done with it. */
function tell(renewed: readonly Expiry[], notRenewed: readonly NotRenewed[], skipped: number): void {
  const [first] = notRenewed;
  const show = { title: l10n.t("Show Devices"), command: "thingsboardX509.groupByExpiry", args: [] };
  const open = {
    title: l10n.t("Open Properties"),
    command: "thingsboardX509.openProperties",
    args: [first?.properties],
  };
  const devices = renewed.filter(({ side }) => side === "client").map(({ device }) => device.propertiesPath);
  const provision = {
    title: l10n.t("Provision Fleet"),
    command: "thingsboardX509.provisionFleet",
    args: [{ devices }],
  };
  void showWithActions(
    first === undefined ? "information" : "warning",
    renewedAllWords({ renewed: renewed.length, notRenewed, skipped }),
    [...(first === undefined ? [] : [open]), ...(devices.length === 0 ? [] : [provision]), show],
  );
}

const daysInvalid: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The option days has to be a whole number that is not negative."),
};
