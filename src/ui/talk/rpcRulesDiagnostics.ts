import * as vscode from "vscode";
import { parseRpcRules, type RpcRulesProblem } from "../../core/talk/rpcRules";
import { rpcRulesWords } from "../words/rpc";

/** Says what is wrong in a document of rules. */
export function rulesDiagnosticsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  return parseRpcRules(document.getText()).problems.map((problem) => diagnosticOf(problem, document));
}

function diagnosticOf(problem: RpcRulesProblem, document: vscode.TextDocument): vscode.Diagnostic {
  const { start, end } = problem.span;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const severity =
    problem.severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(range, rpcRulesWords(problem), severity);
  diagnostic.source = "ThingsBoard";
  diagnostic.code = problem.code;
  return diagnostic;
}
