import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { withoutIcons } from "../words/withoutIcons";

/** A message that is written in an editor before it is published. */
export interface PayloadDraft {
  readonly propertiesPath: string;
  readonly device: string;
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1 | 2;
}

/** Editors in which payloads are written, each with a lens that publishes what is in it. */
export interface PayloadDrafts {
  open(draft: PayloadDraft): Promise<void>;
}

/** Makes a keeper of drafts, which registers its lenses with the first one. */
export function newPayloadDrafts(): PayloadDrafts & vscode.Disposable {
  const drafts = new Map<string, PayloadDraft>();
  let lenses: vscode.Disposable | undefined;
  const registered = (): vscode.Disposable =>
    vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider(
        { scheme: "untitled" },
        { provideCodeLenses: ({ uri }) => lensesOf(uri, drafts.get(uri.toString())) },
      ),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => drafts.delete(uri.toString())),
    );
  const open = async (draft: PayloadDraft): Promise<void> => {
    const document = await vscode.workspace.openTextDocument({ language: "json", content: draft.payload });
    drafts.set(document.uri.toString(), draft);
    lenses ??= registered();
    await vscode.window.showTextDocument(document);
  };
  return Object.assign(new vscode.Disposable(() => void lenses?.dispose()), { open });
}

function lensesOf(uri: vscode.Uri, draft: PayloadDraft | undefined): vscode.CodeLens[] {
  if (draft === undefined) {
    return [];
  }
  const { topic, qos, device, propertiesPath } = draft;
  const command: vscode.Command = {
    title: `$(send) ${withoutIcons(l10n.t("Publish to {topic} as {device}", { topic, device }))}`,
    command: "thingsboardX509.publish",
    arguments: [propertiesPath, { topic, qos, document: uri }],
  };
  return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
}
