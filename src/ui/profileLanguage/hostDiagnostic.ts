import * as vscode from "vscode";
import type { Severity } from "../../core/problem";
import type { CodeLinks } from "./codeLinks";
import { hostRange } from "./documents";
import type { Finding } from "./findings";

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** Makes VS Code's diagnostic of a finding about a file. */
export function diagnosticOf(finding: Finding, uri: vscode.Uri, { linkOf }: CodeLinks): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    hostRange(finding.range),
    finding.message,
    severities[finding.severity],
  );
  diagnostic.source = "ThingsBoard X.509";
  diagnostic.code = { value: finding.code, target: linkOf(finding.code) };
  diagnostic.relatedInformation = finding.related.map(({ message, range, file }) => {
    const location = new vscode.Location(file === undefined ? uri : vscode.Uri.file(file), hostRange(range));
    return new vscode.DiagnosticRelatedInformation(location, message);
  });
  return diagnostic;
}
