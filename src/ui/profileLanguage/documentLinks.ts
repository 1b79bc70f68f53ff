import * as vscode from "vscode";
import type { App } from "../app";
import { rangeOf } from "./documents";
import { linksOf, type ProfileLink } from "./links";
import type { ProfileOf } from "./profiles";

/** Leads from a value to the folder or the certificate that it names, where that exists; tells when they may be others. */
export function linkFeatures(
  devices: App["devices"],
  profileOf: ProfileOf,
  changed: () => void,
): vscode.DocumentLinkProvider & vscode.Disposable {
  const subscriptions = vscode.Disposable.from(
    devices.onDidChange(changed),
    // A folder is made outside of this window mostly.
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) {
        changed();
      }
    }),
  );
  return Object.assign(subscriptions, {
    provideDocumentLinks: (document: vscode.TextDocument) => documentLinksOf(document, devices, profileOf),
  });
}

async function documentLinksOf(
  document: vscode.TextDocument,
  devices: App["devices"],
  profileOf: ProfileOf,
): Promise<vscode.DocumentLink[]> {
  const propertiesPath = document.uri.fsPath;
  const device = await devices.at(propertiesPath);
  const files = device === undefined ? [] : [...device.client.files, ...device.server.files];
  const { version } = document;
  const found = linksOf(profileOf(document), { propertiesPath, files });
  const links = await Promise.all(found.map((link) => documentLinkOf(link, document)));
  // The places are those of the text that was read.
  return document.version === version ? links.filter((link) => link !== undefined) : [];
}

async function documentLinkOf(
  { kind, target, span }: ProfileLink,
  document: vscode.TextDocument,
): Promise<vscode.DocumentLink | undefined> {
  const range = rangeOf(document, span);
  const uri = vscode.Uri.file(target);
  if (kind === "file") {
    return new vscode.DocumentLink(range, uri);
  }
  const reveal = revealing(uri);
  return reveal !== undefined && (await isFolder(uri)) ? new vscode.DocumentLink(range, reveal) : undefined;
}

/** An editor cannot show a folder: the Explorer does, or the system where the folder is in no workspace. */
function revealing(folder: vscode.Uri): vscode.Uri | undefined {
  const isInWorkspace = vscode.workspace.getWorkspaceFolder(folder) !== undefined;
  const isOnThisDesktop = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  if (!isInWorkspace && !isOnThisDesktop) {
    return undefined;
  }
  const command = isInWorkspace ? "revealInExplorer" : "revealFileInOS";
  return vscode.Uri.parse(`command:${command}?${encodeURIComponent(JSON.stringify([folder]))}`);
}

function isFolder(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.Directory) !== 0,
    // It is not there, or may not be looked at: no link either way.
    () => false,
  );
}
