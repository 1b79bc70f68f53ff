import * as vscode from "vscode";
import type { App } from "../app";
import { withoutIcons } from "../words/withoutIcons";
import type { Completion } from "./completion";
import { completionsAt } from "./completions";
import { rangeOf } from "./documents";
import type { HoverText } from "./hover";
import { hoverAt } from "./hoverText";
import type { ProfileOf } from "./profiles";

/** Tells what stands under the mouse, and proposes what may be typed. */
export function editingFeatures({
  profileOf,
  world,
}: Pick<App, "profileOf" | "world">): vscode.HoverProvider & vscode.CompletionItemProvider {
  return {
    provideHover: (document, position) =>
      hoverOf(document, hoverAt(profileOf(document), document.offsetAt(position), world.machine)),
    provideCompletionItems: (document, position) => itemsOf(document, position, profileOf),
  };
}

function hoverOf(document: vscode.TextDocument, hover: HoverText | undefined): vscode.Hover | undefined {
  return hover === undefined
    ? undefined
    : new vscode.Hover(new vscode.MarkdownString(hover.markdown), rangeOf(document, hover.span));
}

function itemsOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  profileOf: ProfileOf,
): vscode.CompletionItem[] {
  const profile = profileOf(document);
  return completionsAt(profile, document.offsetAt(position)).map((completion, order) =>
    itemOf(completion, order, document),
  );
}

const itemKinds: Readonly<Record<Completion["kind"], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  variable: vscode.CompletionItemKind.Variable,
};

/** The order is the one of the template, not the alphabet's. */
function itemOf(completion: Completion, order: number, document: vscode.TextDocument): vscode.CompletionItem {
  const { description } = completion;
  const label = withoutIcons(completion.label);
  const shown = description === undefined ? label : { label, description };
  const item = new vscode.CompletionItem(shown, itemKinds[completion.kind]);
  item.insertText = completion.insertText;
  item.range = rangeOf(document, completion.span);
  item.sortText = String(order).padStart(3, "0");
  item.filterText = completion.filterText ?? completion.label;
  if (completion.documentation !== undefined) {
    item.documentation = new vscode.MarkdownString(completion.documentation);
  }
  return item;
}
