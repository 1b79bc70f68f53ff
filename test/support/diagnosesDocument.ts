import { diagnosisTable, type DiagnosisCode } from "../../src/core/connection/diagnoses";
import { diagnosisEntries } from "../../src/ui/words/diagnoses";

const opening = `# Diagnoses

What a failed test connection means. The code names the cause, not the symptom: what looks alike on the wire is told
apart by what had been proven before. Each heading is a code of \`Report.diagnosis.code\`; the output's \`More:\` lines
lead here. The phase is the one that the cause ends; \`live\` is a connection that was up.
`;

/** The whole text of docs/diagnoses.md, from the same tables that the extension words a diagnosis by. */
export function diagnosesDocument(): string {
  return [opening, ...Object.keys(diagnosisTable).map((code) => entryText(code as DiagnosisCode))].join("\n");
}

function entryText(code: DiagnosisCode): string {
  const { title, meaning, cure } = diagnosisEntries[code];
  return `## ${code}\n\n**${title}** · ${diagnosisTable[code].phase}\n\n${meaning}\n\nWhat to do: ${cure}\n`;
}
