import * as vscode from "vscode";
import { rangeOf } from "./documents";
import { foldsOf, type Fold } from "./folds";
import type { ProfileOf } from "./profiles";
import { symbolsOf, type SymbolGroup } from "./symbols";

/** Offers the outline of a properties file and what may be folded in it. */
export function outlineFeatures(
  profileOf: ProfileOf,
): vscode.DocumentSymbolProvider & vscode.FoldingRangeProvider {
  return {
    provideDocumentSymbols: (document) =>
      symbolsOf(profileOf(document)).map((group) => groupSymbol(group, document)),
    provideFoldingRanges: (document) =>
      foldsOf(profileOf(document)).map(
        ({ startLine, endLine, kind }) => new vscode.FoldingRange(startLine, endLine, foldKinds[kind]),
      ),
  };
}

const foldKinds: Readonly<Record<Fold["kind"], vscode.FoldingRangeKind>> = {
  comment: vscode.FoldingRangeKind.Comment,
  group: vscode.FoldingRangeKind.Region,
};

function groupSymbol(
  { name, span, keys }: SymbolGroup,
  document: vscode.TextDocument,
): vscode.DocumentSymbol {
  const range = rangeOf(document, span);
  const group = new vscode.DocumentSymbol(name, "", vscode.SymbolKind.Namespace, range, range);
  group.children = keys.map(
    (key) =>
      new vscode.DocumentSymbol(
        key.name,
        key.detail,
        vscode.SymbolKind.Property,
        rangeOf(document, key.span),
        rangeOf(document, key.keySpan),
      ),
  );
  return group;
}
