import * as l10n from "@vscode/l10n";
import { localTestServerName } from "../app";
import type { CommandFailure } from "../command";
import { plainText } from "./diagnosisCase";

/** It was not said which device of a server is meant. */
export const noServerDevice: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t(
    "It is not clear which device is meant: give a node of the Servers view, or a server's name with deviceId and deviceName.",
  ),
};

/** The Local Test Server has no page to open. */
export const noWebPage: CommandFailure = {
  code: "server-without-page",
  message: l10n.t("The {localTestServerName} has no web page: its devices are in the Servers view.", {
    localTestServerName,
  }),
};

/** The name that was given to confirm is another. */
export function notConfirmed(name: string): CommandFailure {
  return {
    code: "not-confirmed",
    message: l10n.t("Nothing was deleted: confirm has to be the device's name, {name}.", {
      name: plainText(name),
    }),
  };
}

/** Asks for the name of what is to be deleted. */
export function deleteQuestion(
  name: string,
  server: string,
): { readonly title: string; readonly prompt: string; readonly mismatch: string } {
  return {
    title: l10n.t("Delete {name} from {server}", { name: plainText(name), server: plainText(server) }),
    prompt: l10n.t(
      "Its live sessions end, and its telemetry and credentials are gone for good. Local files stay. Type its name, {name}, to delete it",
      { name: plainText(name) },
    ),
    mismatch: l10n.t("That is not {name}.", { name: plainText(name) }),
  };
}

/** What is said when a device was deleted. */
export function deletedWords(name: string, server: string): string {
  return l10n.t("{name} was deleted from {server}. Its files here are as they were.", {
    name: plainText(name),
    server: plainText(server),
  });
}
