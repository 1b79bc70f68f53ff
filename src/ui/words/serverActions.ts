import * as l10n from "@vscode/l10n";
import type { ServerChoice } from "../../flows/testConnection";
import type { Action } from "../command";

/** A button that provisions a device. */
export function provisionAction(propertiesPath: string, { name }: Pick<ServerChoice, "name">): Action {
  return {
    title: l10n.t("Provision Device"),
    command: "thingsboardX509.provisionDevice",
    args: [propertiesPath, { server: name }],
  };
}
