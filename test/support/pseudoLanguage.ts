// Imported before any sentence: each is looked up in a language that marks it, `⟦English⟧`.
import { readFileSync } from "node:fs";
import * as l10n from "@vscode/l10n";

const keys = Object.keys(JSON.parse(readFileSync("l10n/bundle.l10n.json", "utf8")) as object);
l10n.config({ contents: Object.fromEntries(keys.map((key) => [key, `⟦${key}⟧`])) });

/** Whether a text was looked up, whole: nothing but what the code put together stands outside the marks. */
export function isTranslated(text: string): boolean {
  let depth = 0;
  const outside = Array.from(text).filter((character) => {
    depth += character === "⟦" ? 1 : 0;
    const isOutside = depth === 0;
    depth -= character === "⟧" ? 1 : 0;
    return isOutside;
  });
  return !/\p{L}/u.test(outside.join(""));
}
