import { fixesFor } from "../../src/core/profile/fixes";
import { fixTitle } from "../../src/ui/words/fixes";
import { constructs, type Construct } from "./constructs";
import { inMarkdown } from "./diagnosticsDoc";
import { codeLinks, markdownTable } from "./markdownTable";
import { profileOf, soundTextWith } from "./profiles";

/** Gives the table of constructs of docs/diagnostics.md: what is found and offered is worked out from their examples. */
export function constructsDoc(): string {
  return markdownTable(
    ["Written", "Meaning", "Finding", "Quick fix"],
    constructs.map((row) => [row.written, row.meaning, codeLinks(row.codes), titlesOf(row)]),
  );
}

function titlesOf({ codes, examples }: Construct): string {
  const titles = examples.flatMap(({ lines }) => {
    const profile = profileOf(soundTextWith(lines));
    return profile.problems
      .filter(({ code }) => codes.includes(code))
      .flatMap((problem) => fixesFor(profile, problem).map(fixTitle));
  });
  return [...new Set(titles)].map(inMarkdown).join(" · ");
}
