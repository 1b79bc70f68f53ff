import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { rowTextsOf, type TreeNode } from "./treeNode";

/** Makes the host's row of a node; the tooltip of one whose children are made later waits too: see `addTooltip`. */
export function treeItemOf(node: TreeNode): vscode.TreeItem {
  const { tooltip, ...row } = node;
  const { label, description, spoken } = rowTextsOf(row);
  const item = new vscode.TreeItem(label, collapsibleStateOf(node));
  item.id = node.id;
  assignIcon(item, node);
  if (description !== undefined) {
    item.description = description;
  }
  if (node.childrenLater === undefined && tooltip !== undefined) {
    addTooltip(item, node);
  }
  if (node.contextValue !== undefined) {
    item.contextValue = node.contextValue;
  }
  if (spoken !== undefined) {
    item.accessibilityInformation = { label: spoken };
  }
  const command = commandOf(node);
  if (command !== undefined) {
    item.command = command;
  }
  return item;
}

/** Gives the host's row its tooltip, where the node has one. */
export function addTooltip(item: vscode.TreeItem, node: TreeNode): void {
  const { label, tooltip } = rowTextsOf(node);
  if (tooltip !== undefined) {
    item.tooltip = tooltipOf(label, tooltip);
  }
}

function collapsibleStateOf({
  children = [],
  childrenLater,
  isExpanded = false,
}: TreeNode): vscode.TreeItemCollapsibleState {
  if (children.length === 0 && childrenLater === undefined) {
    return vscode.TreeItemCollapsibleState.None;
  }
  return isExpanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

/** A file has the icon of the person's icon theme, and what Git says of it: a private key should not be tracked. */
function assignIcon(item: vscode.TreeItem, { icon, file }: TreeNode): void {
  if (icon !== undefined) {
    const color = icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color);
    item.iconPath = new vscode.ThemeIcon(icon.codicon, color);
  } else if (file !== undefined) {
    item.iconPath = vscode.ThemeIcon.File;
    item.resourceUri = vscode.Uri.file(file.path);
  }
}

function tooltipOf(label: string, rows: NonNullable<TreeNode["tooltip"]>): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown("**").appendText(label).appendMarkdown("**\n\n");
  for (const [name, value] of rows) {
    text.appendText(name).appendMarkdown(": ").appendText(value).appendMarkdown("  \n");
  }
  return text;
}

function commandOf({ file, click }: TreeNode): vscode.Command | undefined {
  if (file !== undefined) {
    return { command: "vscode.open", title: l10n.t("Open"), arguments: [vscode.Uri.file(file.path)] };
  }
  return click && { command: click.command, title: click.title, arguments: [...click.args] };
}
