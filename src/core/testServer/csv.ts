import { readCsv } from "../credential/csv";

/** Reads CSV into rows of cells as ThingsBoard's bulk import does: a quote that is not closed goes to the end. */
export function csvRows(text: string, delimiter: string): readonly (readonly string[])[] {
  const read = readCsv(text, { delimiter, quotes: "lenient" });
  return read.ok ? read.value.map(({ fields }) => fields.map((field) => field.text)) : [];
}
