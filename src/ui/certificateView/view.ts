import * as vscode from "vscode";
import { nameOf } from "../../flows/paths";
import type { App } from "../app";
import { bugText } from "../bug";
import { textLanguage } from "../textLanguage";
import { optionsArgument } from "../callArguments";
import { settingsFor } from "../settings";
import type { Page } from "./page";
import { askPassword } from "./passwords";

type ViewApp = Pick<App, "world" | "devices" | "log" | "extensionFolder" | "passwords">;

/** Draws a file in a panel, and again whenever the file or its passwords change. */
export function showCertificate(uri: vscode.Uri, panel: vscode.WebviewPanel, app: ViewApp): void {
  const { passwords } = app;
  const media = vscode.Uri.joinPath(vscode.Uri.file(app.extensionFolder), "media");
  panel.webview.options = { enableScripts: true, localResourceRoots: [media] };
  let page: Page = { html: "", copies: [] };
  let looking = new AbortController();
  const draw = (): void => {
    looking.abort();
    looking = new AbortController();
    const { signal } = looking;
    drawn(uri, panel.webview, { ...app, signal }).then(
      (fresh) => {
        if (!signal.aborted) {
          page = fresh;
          panel.webview.html = fresh.html;
        }
      },
      (error: unknown) => {
        app.log.error("certificate view:", bugText(error));
      },
    );
  };
  const folder = vscode.Uri.joinPath(uri, "..");
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, globOf(nameOf(uri.path))),
  );
  const parts = vscode.Disposable.from(
    watcher,
    watcher.onDidChange(draw),
    watcher.onDidCreate(draw),
    watcher.onDidDelete(draw),
    passwords.onDidChange((path) => {
      if (path === uri.fsPath) {
        draw();
      }
    }),
    panel.webview.onDidReceiveMessage((message: unknown) => {
      answer(message, { uri, panel, page, passwords }).catch((error: unknown) => {
        app.log.error("certificate view:", bugText(error));
      });
    }),
  );
  panel.onDidDispose(() => {
    looking.abort();
    parts.dispose();
  });
  draw();
}

async function drawn(
  uri: vscode.Uri,
  webview: vscode.Webview,
  app: ViewApp & { readonly signal: AbortSignal },
): Promise<Page> {
  const { passwords, signal } = app;
  const room = await import("./room");
  const media = vscode.Uri.joinPath(vscode.Uri.file(app.extensionFolder), "media");
  const fileOf = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString();
  const frame = {
    cspSource: webview.cspSource,
    language: textLanguage(),
    styleUri: fileOf("certificateView.css"),
    scriptUri: fileOf("certificateView.js"),
    nonce: Buffer.from(app.world.entropy.bytes(16)).toString("hex"),
  };
  if (uri.scheme !== "file") {
    return room.notOnDiskPage(nameOf(uri.path), frame);
  }
  const look = await room.lookAt(app, uri.fsPath, {
    signal,
    passwords: passwords.of(uri.fsPath),
    expiryWarningDays: settingsFor(uri).expiryWarningDays,
  });
  return room.pageFor(look, app.world.clock(), frame);
}

interface Shown extends Pick<App, "passwords"> {
  readonly uri: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  readonly page: Page;
}

/** Does what a button of the page asks for; the page names things by number and code alone. */
async function answer(message: unknown, { uri, panel, page, passwords }: Shown): Promise<void> {
  const { kind, index, code } = optionsArgument(message);
  if (kind === "copy" && typeof index === "number") {
    const value = page.copies[index];
    if (value !== undefined) {
      await vscode.env.clipboard.writeText(value);
      await panel.webview.postMessage({ kind: "copied", index });
    }
  } else if (kind === "unlock") {
    const password = await askPassword(nameOf(uri.path));
    if (password !== undefined) {
      passwords.add(uri.fsPath, password);
    }
  } else if (kind === "docs" && typeof code === "string") {
    await vscode.commands.executeCommand("thingsboardX509.openDocs", "findings.md", code);
  }
}

/** A name as a glob that matches it alone. */
function globOf(name: string): string {
  return name.replace(/[[\]{}*?]/g, "[$&]");
}
