import * as vscode from "vscode";
import type { App } from "../app";
import { onFirstUse } from "../onFirstUse";
import { fixAllKind, upgradeKind } from "./codeActionKinds";
import { languageId } from "./documents";
import type { ProfileFeatures } from "./features";

const anywhere = { language: languageId };
const onDisk = { language: languageId, scheme: "file" };

/** Registers what an editor of a properties file offers; it is loaded when it is first asked for. */
export function registerProfileLanguage(app: () => Promise<App>): vscode.Disposable {
  const lenses = new vscode.EventEmitter<void>();
  const links = registerAgain(() =>
    vscode.languages.registerDocumentLinkProvider(onDisk, {
      provideDocumentLinks: async (...asked) => (await features()).links.provideDocumentLinks(...asked),
    }),
  );
  const changed = {
    lenses: () => {
      lenses.fire();
    },
    links: links.again,
  };
  const features = onFirstUse(async () => {
    const [{ newProfileFeatures }, parts] = await Promise.all([import("./features"), app()]);
    return newProfileFeatures(parts, changed);
  });
  return vscode.Disposable.from(
    features,
    lenses,
    links,
    ...registerEditing(features),
    ...registerReading(features),
    vscode.languages.registerCodeLensProvider(onDisk, {
      onDidChangeCodeLenses: lenses.event,
      provideCodeLenses: async (...asked) => (await features()).lenses.provideCodeLenses(...asked),
    }),
  );
}

type Features = () => Promise<ProfileFeatures>;

function registerEditing(features: Features): readonly vscode.Disposable[] {
  const { languages, CodeActionKind } = vscode;
  return [
    languages.registerHoverProvider(anywhere, {
      provideHover: async (...asked) => (await features()).editing.provideHover(...asked),
    }),
    languages.registerCompletionItemProvider(
      anywhere,
      {
        provideCompletionItems: async (...asked) =>
          (await features()).editing.provideCompletionItems(...asked),
      },
      ...["=", '"', "'", ",", "$", "{"],
    ),
    languages.registerCodeActionsProvider(
      anywhere,
      { provideCodeActions: async (...asked) => (await features()).actions.provideCodeActions(...asked) },
      { providedCodeActionKinds: [CodeActionKind.QuickFix, fixAllKind, upgradeKind] },
    ),
  ];
}

function registerReading(features: Features): readonly vscode.Disposable[] {
  const { languages } = vscode;
  return [
    languages.registerDocumentHighlightProvider(anywhere, {
      provideDocumentHighlights: async (...asked) =>
        (await features()).occurrences.provideDocumentHighlights(...asked),
    }),
    languages.registerDefinitionProvider(anywhere, {
      provideDefinition: async (...asked) => (await features()).occurrences.provideDefinition(...asked),
    }),
    languages.registerDocumentSymbolProvider(anywhere, {
      provideDocumentSymbols: async (...asked) => (await features()).outline.provideDocumentSymbols(...asked),
    }),
    languages.registerFoldingRangeProvider(anywhere, {
      provideFoldingRanges: async (...asked) => (await features()).outline.provideFoldingRanges(...asked),
    }),
  ];
}

/** VS Code keeps links until the text changes or a provider comes, so a new one comes whenever they may have become others. */
function registerAgain(
  register: () => vscode.Disposable,
): vscode.Disposable & { readonly again: () => void } {
  let registered = register();
  return Object.assign(
    new vscode.Disposable(() => {
      registered.dispose();
    }),
    {
      again: () => {
        registered.dispose();
        registered = register();
      },
    },
  );
}
