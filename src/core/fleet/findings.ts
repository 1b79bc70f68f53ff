import type { CsvFailure, CsvField, CsvPlace, CsvRow } from "../credential/csv";
import type { ProfileProblemCode } from "../profile/profile";

/** What can be wrong with a fleet's CSV besides how it is written and what its values are. */
export type FleetProblemCode =
  /** Two columns have the same name. */
  | "fleet-column-duplicate"
  /** Two columns mean the same key. */
  | "fleet-key-duplicate"
  /** A column is to mean a key that is none. */
  | "fleet-key-unknown"
  /** No column names the devices. */
  | "fleet-name-column-missing"
  /** A row has more or fewer fields than the header. */
  | "fleet-row-length"
  | "fleet-name-empty"
  | "fleet-name-unsafe"
  | "fleet-name-reserved"
  | "fleet-name-too-long"
  | "fleet-name-duplicate"
  /** Two names are one where a file system ignores case, or how a letter with an accent is encoded. */
  | "fleet-name-collision"
  /** No shell variable can hold the value. */
  | "fleet-value-unwritable";

/** Something that is wrong in a fleet's CSV, as data. Places are of the file, from 1. */
export interface FleetFinding {
  readonly code: FleetProblemCode | ProfileProblemCode | CsvFailure["code"] | "csv-not-utf8";
  /** The header is 1. */
  readonly row: number;
  readonly place: CsvPlace;
  readonly end: CsvPlace;
  /** The facts that the sentence needs, by name; no secret among them. */
  readonly values: Readonly<Record<string, string>>;
}

/** Makes the finding about a field. */
export function fieldFinding(
  code: FleetFinding["code"],
  row: CsvRow,
  field: CsvField | undefined,
  values: FleetFinding["values"] = {},
): FleetFinding {
  const { line, column, end } = field ?? wholeOf(row);
  return { code, row: row.number, place: { line, column }, end, values };
}

/** Makes the finding about a row. */
export function rowFinding(
  code: FleetFinding["code"],
  row: CsvRow,
  values: FleetFinding["values"] = {},
): FleetFinding {
  return fieldFinding(code, row, undefined, values);
}

/** Makes the finding about a text that is no CSV. */
export function unreadableFinding({ code, row, line, column }: CsvFailure): FleetFinding {
  return { code, row, place: { line, column }, end: { line, column: column + 1 }, values: {} };
}

function wholeOf({ fields }: CsvRow): Pick<CsvField, "line" | "column" | "end"> {
  const { line, column } = fields[0] ?? { line: 1, column: 1 };
  return { line, column, end: fields.at(-1)?.end ?? { line, column } };
}
