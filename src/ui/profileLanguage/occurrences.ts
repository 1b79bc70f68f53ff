import * as vscode from "vscode";
import { definitionAt, occurrencesAt, type Occurrence } from "../../core/profile/occurrences";
import { rangeOf } from "./documents";
import type { ProfileOf } from "./profiles";

/** Marks the other places of the key at the cursor, and leads from a `$NAME` to the line that bash takes it from. */
export function occurrenceFeatures(
  profileOf: ProfileOf,
): vscode.DocumentHighlightProvider & vscode.DefinitionProvider {
  return {
    provideDocumentHighlights: (document, position) => highlightsOf(document, position, profileOf),
    provideDefinition: (document, position) => definitionOf(document, position, profileOf),
  };
}

const highlightKinds: Readonly<Record<Occurrence["kind"], vscode.DocumentHighlightKind>> = {
  write: vscode.DocumentHighlightKind.Write,
  read: vscode.DocumentHighlightKind.Read,
};

function highlightsOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  profileOf: ProfileOf,
): vscode.DocumentHighlight[] {
  const profile = profileOf(document);
  return occurrencesAt(profile, document.offsetAt(position)).map(
    ({ kind, span }) => new vscode.DocumentHighlight(rangeOf(document, span), highlightKinds[kind]),
  );
}

function definitionOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  profileOf: ProfileOf,
): vscode.LocationLink[] {
  const profile = profileOf(document);
  const definition = definitionAt(profile, document.offsetAt(position));
  return definition === undefined
    ? []
    : [
        {
          originSelectionRange: rangeOf(document, definition.span),
          targetUri: document.uri,
          targetRange: rangeOf(document, definition.entry.span),
          targetSelectionRange: rangeOf(document, definition.entry.keySpan),
        },
      ];
}
