import { warningEntries } from "../../src/ui/words/warnings";

/** The entries of docs/warnings.md, from the table that the extension words a warning by. */
export function warningsDoc(): string {
  return Object.entries(warningEntries)
    .map(
      ([code, { title, meaning, cure }]) => `## ${code}\n\n**${title}**\n\n${meaning}\n\nWhat to do: ${cure}`,
    )
    .join("\n\n");
}
