import * as vscode from "vscode";
import type { InputFinding } from "./valueFinding";

const severities = {
  error: vscode.InputBoxValidationSeverity.Error,
  warning: vscode.InputBoxValidationSeverity.Warning,
  info: vscode.InputBoxValidationSeverity.Info,
};

/** Gives what an input box shows of a finding about what is typed; undefined where there is none. */
export function inputValidation(
  finding: InputFinding | undefined,
): vscode.InputBoxValidationMessage | undefined {
  return finding && { message: finding.message, severity: severities[finding.severity] };
}
