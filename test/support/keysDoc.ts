import { fixesFor } from "../../src/core/profile/fixes";
import { keyTable, type KeyRow } from "../../src/core/profile/keys";
import { fixTitle } from "../../src/ui/words/fixes";
import { filePrefixOf } from "../../src/ui/profileLanguage/hoverText";
import { meaningWords } from "../../src/ui/words/keys";
import { inMarkdown } from "./diagnosticsDoc";
import { codesOf, keyExample } from "./keyExamples";
import { codeCell, codeLinks, markdownTable } from "./markdownTable";
import { profileOf, soundTextWith } from "./profiles";

/** Gives the table of keys of docs/diagnostics.md, from the key table and the checks themselves. */
export function keysDoc(): string {
  return markdownTable(
    ["Key", "Meaning", "Default", "Finding", "Quick fix"],
    keyTable.map((row) => [
      codeCell(row.name),
      meaningWords(row, filePrefixOf(row, profileOf(soundTextWith("")))),
      codeCell(row.defaultText),
      codeLinks(codesOf(row)),
      titlesOf(row),
    ]),
  );
}

function titlesOf(row: KeyRow): string {
  const titles = codesOf(row).flatMap((code) => {
    const profile = profileOf(keyExample(row.name, code) ?? "");
    return profile.problems
      .filter((problem) => problem.code === code)
      .flatMap((problem) => fixesFor(profile, problem).map(fixTitle));
  });
  return [...new Set(titles)].map(inMarkdown).join(" · ");
}
