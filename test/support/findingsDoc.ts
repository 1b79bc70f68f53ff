import { lintTable } from "../../src/core/certificate/lint";
import { fileFindingTable } from "../../src/core/keystore/fileFindings";
import { explainFindingEntries, type ExplainCode } from "../../src/ui/words/explainFindings";

/** The severity and the source of each finding, from the tables that the extension judges by. */
const table = { ...lintTable, ...fileFindingTable };

/** The entries of docs/findings.md. */
export function findingsDoc(): string {
  return (Object.keys(table) as ExplainCode[]).map(entryOf).join("\n\n");
}

function entryOf(code: ExplainCode): string {
  const { severity, clause } = table[code];
  const { title, meaning, cure } = explainFindingEntries[code];
  return `## ${code}\n\n**${title}** · ${severity} · ${clause}\n\n${meaning}\n\nWhat to do: ${cure}`;
}
