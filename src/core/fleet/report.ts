import { csvText, tableField } from "./csvText";

/** One line of the report about a fleet. */
export interface ReportRow {
  /** The header of the CSV is 1. */
  readonly row: number;
  readonly code: string;
  readonly message: string;
}

/** The first line of a report; it tells one from any other file. */
export const reportHeader = "row,code,message";

/** Gives the report of the rows of which nothing was made, as CSV for a table that a person opens. */
export function reportText(rows: readonly ReportRow[]): string {
  const lines = rows.map(({ row, code, message }) => [String(row), code, message].map(tableField));
  return csvText([reportHeader.split(","), ...lines]);
}
