import type { StatusBarItem } from "vscode";

/** Shows a text with its tooltip in an item of the status bar, or hides it where there is nothing to say. */
export function showStatus(
  item: StatusBarItem,
  status: { readonly text: string; readonly tooltip: string } | undefined,
): void {
  if (status === undefined) {
    item.hide();
    return;
  }
  item.text = status.text;
  item.tooltip = status.tooltip;
  // An icon has no sound: what the tooltip says is said.
  item.accessibilityInformation = { label: status.tooltip.replaceAll("\n", ". "), role: "button" };
  item.show();
}
