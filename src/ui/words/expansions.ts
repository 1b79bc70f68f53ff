import * as l10n from "@vscode/l10n";

/** Where the value of a reference comes from. */
export type ReferenceSource =
  /** `line` counts from 1. */
  | { readonly kind: "set"; readonly line: number }
  | { readonly kind: "not-set" }
  /** bash, or whoever runs it, gives the variable a value of its own. */
  | { readonly kind: "elsewhere" };

/** Tells where the value of `$NAME` comes from. */
export function referenceWords(source: ReferenceSource): string {
  switch (source.kind) {
    case "set":
      return l10n.t("Set in line {line}.", { line: source.line });
    case "not-set":
      return l10n.t("Not set above this line, and so without a value.");
    case "elsewhere":
      return l10n.t("Not set in this file: bash has a value of its own for it, another one on each machine.");
  }
}

/** Tells that the word of `${NAME:-word}` counts. */
export const fallbackWords = l10n.t("The word behind `:-` is used instead.");

/** Tells what `$(hostname)` is. */
export const hostNameWords = l10n.t(
  "The name of the machine that the script runs on. It is read here without running anything.",
);

/** Tells that a value is a password, or made of one. */
export const secretWords = l10n.t("The value is a password, or made of one, and is not shown.");

/** Tells that another line counts. */
export const overriddenWords = l10n.t("A later line overrides it.");
