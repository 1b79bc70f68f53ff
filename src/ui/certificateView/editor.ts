import * as vscode from "vscode";
import type { App } from "../app";
import { registerPemLenses } from "./lenses";

/** The custom editor's type in package.json. */
export const viewType = "thingsboardX509.certificateView";

/** Registers what explains files in editors: the read-only one of keystores and certificates, and lenses in PEM texts. */
export function registerCertificateEditor(app: () => Promise<App>): vscode.Disposable {
  return vscode.Disposable.from(registerEditor(app), registerPemLenses());
}

/** It only reads, so it works without trust too. */
function registerEditor(app: () => Promise<App>): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(
    viewType,
    {
      openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
      resolveCustomEditor: async ({ uri }, panel) => {
        const { showCertificate } = await import("./view");
        showCertificate(uri, panel, await app());
      },
    },
    { supportsMultipleEditorsPerDocument: true, webviewOptions: { enableFindWidget: true } },
  );
}
