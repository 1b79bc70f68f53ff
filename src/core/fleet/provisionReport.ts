import { csvText, tableField } from "./csvText";

/** What became of one device of a fleet that was brought to a server, with the words that the person read. */
export interface ProvisionReportRow {
  readonly name: string;
  /** The properties file, as the person knows it. */
  readonly properties: string;
  readonly outcome: "provisioned" | "unchanged" | "failed" | "not-reached";
  /** Of a failure. */
  readonly code?: string;
  /** Of a failure. */
  readonly message?: string;
}

const header = ["device", "properties", "outcome", "code", "message"];

/** Writes the report as CSV, a device in each row; nothing in it is calculated by a table that opens it. */
export function provisionReportText(rows: readonly ProvisionReportRow[]): string {
  const lines = rows.map(({ name, properties, outcome, code = "", message = "" }) =>
    [name, properties, outcome, code, message].map(tableField),
  );
  return csvText([header, ...lines]);
}
