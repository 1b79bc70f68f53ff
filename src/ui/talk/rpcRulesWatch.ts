import * as vscode from "vscode";
import type { App } from "../app";
import { bugText } from "../bug";

const isRulesFile = /[\\/]\.thingsboard[\\/]rpc\.json$/;

/** Checks `.thingsboard/rpc.json` while it is open in an editor. */
export function registerRpcRulesWatch({ log }: Pick<App, "log">): vscode.Disposable {
  const found = vscode.languages.createDiagnosticCollection("thingsboardX509.rpcRules");
  const check = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document;
    const { rulesDiagnosticsOf } = await import("./rpcRulesDiagnostics");
    if (document.version === version && !document.isClosed) {
      found.set(document.uri, rulesDiagnosticsOf(document));
    }
  };
  const see = (document: vscode.TextDocument): void => {
    if (isRulesFile.test(document.uri.path)) {
      check(document).catch((error: unknown) => {
        log.error("RPC rules:", bugText(error));
      });
    }
  };
  vscode.workspace.textDocuments.forEach(see);
  return vscode.Disposable.from(
    found,
    vscode.workspace.onDidOpenTextDocument(see),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      see(document);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      found.delete(uri);
    }),
  );
}
