import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { deviceProfiles } from "../flows/deviceProfiles";
import type { ProvisionPlan } from "../flows/provisionDevice";
import type { ServerChoice } from "../flows/testConnection";
import type { ThingsBoard } from "../flows/thingsBoard";
import { pickOne } from "./pick";
import { withProgress } from "./progress";
import { plainText } from "./words/diagnosisCase";
import { profilePlaceHolder, replaceQuestion } from "./words/provisioning";
import { withoutIcons } from "./words/withoutIcons";

/** The longest name that ThingsBoard takes (Device.name, 4.4). */
const longestName = 255;

/** Asks what a device is to be called on a server; undefined: the person cancelled. */
export async function askForDeviceName(server: ServerChoice, value: string): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: l10n.t("Provision Device"),
    prompt: withoutIcons(l10n.t("Name of the device on {server}", { server: plainText(server.name) })),
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (text.trim() === "") {
        return l10n.t("A device needs a name.");
      }
      return text.trim().length > longestName
        ? l10n.t("At most {longestName} characters.", { longestName })
        : undefined;
    },
  });
  return name?.trim();
}

type Creating = Extract<ProvisionPlan, { readonly kind: "create" }>;

/** Has the person choose the profile of a new device, where there are several; undefined: they cancelled. */
export async function askForProfile(plan: Creating, board: ThingsBoard): Promise<Creating | undefined> {
  const found = await withProgress(l10n.t("Reading the device profiles"), (signal) =>
    deviceProfiles("", { board, signal }),
  );
  if (!found.ok || found.value.profiles.length < 2) {
    // Without a choice the server takes its default.
    return !found.ok && found.failure.code === "cancelled" ? undefined : plan;
  }
  const { profiles, isCut } = found.value;
  const sorted = [...profiles].sort((left, right) => Number(right.isDefault) - Number(left.isDefault));
  const items = sorted.map(({ id, name, isDefault }) => ({
    label: plainText(name),
    ...(isDefault ? { description: l10n.t("default") } : {}),
    id,
  }));
  const picked = await pickOne(items, {
    title: l10n.t("Device profile of {deviceName}", { deviceName: plainText(plan.deviceName) }),
    placeHolder: profilePlaceHolder(profiles.length, isCut),
  });
  return picked && { ...plan, profileId: picked.id };
}

/** Asks whether credentials are to be replaced; undefined: the person cancelled. */
export async function askToReplace(
  plan: Extract<ProvisionPlan, { readonly kind: "replace" }>,
  server: ServerChoice,
): Promise<"replace" | "other-name" | undefined> {
  const { message, detail } = replaceQuestion(plan, server);
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, replace, otherName);
  switch (answer) {
    case replace:
      return "replace";
    case otherName:
      return "other-name";
    default:
      return undefined;
  }
}

const replace = l10n.t("Replace");
const otherName = l10n.t("Use Another Name…");
