import * as l10n from "@vscode/l10n";
import { safeText } from "../../core/stream/safeText";

/** Text as Markdown code, whatever is in it; nothing for an empty one. Source: CommonMark 0.31 §6.1. */
export function codeSpan(text: string): string {
  if (text === "") {
    return "";
  }
  const safe = safeText(text);
  const longestRun = Math.max(0, ...[...safe.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longestRun + 1);
  const pad = safe.startsWith("`") || safe.endsWith("`") || /^ .* $/.test(safe) ? " " : "";
  return `${fence}${pad}${safe}${pad}${fence}`;
}

/** Tells a value as bash sees it. */
export function valueSentence(value: string): string {
  return value === "" ? l10n.t("Empty.") : l10n.t("Value: {codeSpan}.", { codeSpan: codeSpan(value) });
}
