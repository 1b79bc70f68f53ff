import { diagnosisTable, type DiagnosisCode } from "../../src/core/connection/diagnoses";
import { diagnosisEntries } from "../../src/ui/words/diagnoses";

/** The entries of docs/diagnoses.md, from the same tables that the extension words a diagnosis by. */
export function diagnosesDoc(): string {
  return Object.keys(diagnosisTable)
    .map((code) => entryText(code as DiagnosisCode))
    .join("\n\n");
}

function entryText(code: DiagnosisCode): string {
  const { title, meaning, cure } = diagnosisEntries[code];
  return `## ${code}\n\n**${title}** · ${diagnosisTable[code].phase}\n\n${meaning}\n\nWhat to do: ${cure}`;
}
