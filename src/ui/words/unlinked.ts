/**
 * Takes from a text what VS Code would make a link of. It reads `[label](command:…)` in each notification, progress and
 * message of an input box, whoever wrote it, and such a link runs its command.
 */
export function unlinked(text: string): string {
  return text.replaceAll("](", "] (");
}
