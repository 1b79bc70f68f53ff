import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { optionsArgument } from "./callArguments";
import { done, failed, type Outcome } from "./command";

/** Puts the value of a row that states a fact on the clipboard; a text is taken as it is. */
export async function copyValue(row: unknown): Promise<Outcome<undefined>> {
  const text = typeof row === "string" ? row : optionsArgument(row)["copyText"];
  if (typeof text !== "string") {
    return failed({
      code: "argument-invalid",
      message: l10n.t("The first argument has to be a text, or a row of Devices that states a fact."),
    });
  }
  await vscode.env.clipboard.writeText(text);
  return done(undefined);
}
