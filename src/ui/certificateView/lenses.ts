import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";

/** Shows the lens Explain above each certificate of a PEM file, whatever its language is. */
export function registerPemLenses(): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(
    { pattern: "**/*.pem", scheme: "file" },
    {
      provideCodeLenses: (document) =>
        beginLines(document.getText()).map(
          (line) =>
            new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
              title: l10n.t("Explain"),
              tooltip: l10n.t("What is in this file, and what another client will dislike"),
              command: "thingsboardX509.explainCertificate",
              arguments: [document.uri],
            }),
        ),
    },
  );
}

/** More lenses than this help nobody. */
const mostLenses = 200;

/** The lines where a certificate begins, from 0. */
function beginLines(text: string): readonly number[] {
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((line, number) =>
      /^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----\s*$/.test(line) ? [number] : [],
    )
    .slice(0, mostLenses);
}
