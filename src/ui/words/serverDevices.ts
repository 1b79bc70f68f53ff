import { localTestServerName } from "../app";
import type { CommandFailure } from "../command";
import { plainText } from "./diagnosisCase";

/** It was not said which device of a server is meant. */
export const noServerDevice: CommandFailure = {
  code: "argument-invalid",
  message:
    "It is not clear which device is meant: give a node of the Servers view, or a server's name with deviceId and deviceName.",
};

/** The Local Test Server has no page to open. */
export const noWebPage: CommandFailure = {
  code: "server-without-page",
  message: `The ${localTestServerName} has no web page: its devices are in the Servers view.`,
};

/** The name that was given to confirm is another. */
export function notConfirmed(name: string): CommandFailure {
  return {
    code: "not-confirmed",
    message: `Nothing was deleted: confirm has to be the device's name, ${plainText(name)}.`,
  };
}

/** Asks for the name of what is to be deleted. */
export function deleteQuestion(
  name: string,
  server: string,
): { readonly title: string; readonly prompt: string; readonly mismatch: string } {
  return {
    title: `Delete ${plainText(name)} from ${plainText(server)}`,
    prompt: `Its live sessions end, and its telemetry and credentials are gone for good. Local files stay. Type its name, ${plainText(name)}, to delete it`,
    mismatch: `That is not ${plainText(name)}.`,
  };
}

/** What is said when a device was deleted. */
export function deletedWords(name: string, server: string): string {
  return `${plainText(name)} was deleted from ${plainText(server)}. Its files here are as they were.`;
}
