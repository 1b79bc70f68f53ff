import * as l10n from "@vscode/l10n";

/** Writes what something is called before what it says: `Client certificate: expired`. */
export function labelled(label: string, text: string): string {
  return l10n.t("{label}: {text}", { label, text });
}
