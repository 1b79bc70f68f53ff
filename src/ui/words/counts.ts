import * as l10n from "@vscode/l10n";
import { countText } from "./numbers";

// One of a thing and many of it, each as its language has it.

/** Counts devices: `1 device`, `14 devices`. */
export function countedDevices(count: number): string {
  return count === 1 ? l10n.t("1 device") : l10n.t("{count} devices", { count: countText(count) });
}

/** Counts days: `1 day`, `3,650 days`. */
export function countedDays(count: number): string {
  return count === 1 ? l10n.t("1 day") : l10n.t("{count} days", { count: countText(count) });
}

/** Counts files: `1 file`, `5 files`. */
export function countedFiles(count: number): string {
  return count === 1 ? l10n.t("1 file") : l10n.t("{count} files", { count: countText(count) });
}

/** Counts problems: `1 problem`, `2 problems`. */
export function countedProblems(count: number): string {
  return count === 1 ? l10n.t("1 problem") : l10n.t("{count} problems", { count: countText(count) });
}
