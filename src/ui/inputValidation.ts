import * as vscode from "vscode";
import type { InputFinding } from "./valueFinding";
import { unlinked } from "./words/unlinked";
import { withoutIcons } from "./words/withoutIcons";

const severities = {
  error: vscode.InputBoxValidationSeverity.Error,
  warning: vscode.InputBoxValidationSeverity.Warning,
  info: vscode.InputBoxValidationSeverity.Info,
};

/** Gives what an input box shows of a finding about what is typed; undefined where there is none. */
export function inputValidation(
  finding: InputFinding | undefined,
): vscode.InputBoxValidationMessage | undefined {
  return (
    finding && { message: withoutIcons(unlinked(finding.message)), severity: severities[finding.severity] }
  );
}
