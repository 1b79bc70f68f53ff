/** One line of the report about a fleet. */
export interface ReportRow {
  /** The header of the CSV is 1. */
  readonly row: number;
  readonly code: string;
  readonly message: string;
}

/** The first line of a report; it tells one from any other file. */
export const reportHeader = "row,code,message";

/** Gives the report of the rows of which nothing was made, as CSV (RFC 4180). */
export function reportText(rows: readonly ReportRow[]): string {
  const lines = rows.map(({ row, code, message }) => [String(row), code, message].map(quoted).join(","));
  return [reportHeader, ...lines, ""].join("\r\n");
}

/** A table calculates what begins so: a quote in front makes it a text. */
function quoted(field: string): string {
  const text = /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
