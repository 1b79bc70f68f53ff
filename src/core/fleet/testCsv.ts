import { csvText, tableField } from "./csvText";
import type { TestedRow } from "./testedRow";

const header = ["device", "properties", "connected", "ms", "diagnosis", "phase", "sentence", "next"];

/** Writes the tests of a fleet as CSV, a device in each row; nothing in it is calculated by a table that opens it. */
export function testCsv(rows: readonly TestedRow[]): string {
  return csvText([header, ...rows.map((row) => fieldsOf(row).map(tableField))]);
}

function fieldsOf({ name, properties, ms, failure }: TestedRow): readonly string[] {
  return [
    name,
    properties,
    failure === undefined ? "yes" : "no",
    String(ms),
    failure?.code ?? "",
    failure?.phase ?? "",
    failure?.sentence ?? "",
    failure?.cure ?? "",
  ];
}
