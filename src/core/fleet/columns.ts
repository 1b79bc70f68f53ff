import type { CsvField, CsvRow } from "../credential/csv";
import { keyRowOf, keyTable } from "../profile/keys";
import { fail, ok, type Result } from "../result";
import { fieldFinding, rowFinding, type FleetFinding } from "./findings";

/**
 * What each column is, by its name in the header: `name`, a key of keygen.properties, or an empty text for one that
 * means nothing here. A column that is not named has the meaning that `meaningOf` gives it.
 */
export type ColumnMapping = Readonly<Partial<Record<string, string>>>;

/** The meaning of the column that names the devices. */
export const nameMeaning = "name";

/** The columns of a fleet's CSV that mean something. */
export interface FleetColumns {
  /** How many fields a row has. */
  readonly count: number;
  readonly nameIndex: number;
  /** Keys that have a column of their own. */
  readonly keys: readonly { readonly key: string; readonly index: number }[];
}

/** Gives the meaning of a column by its name alone: `name`, a key whatever its case, or nothing. */
export function meaningOf(columnName: string): string {
  const plain = columnName
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, "_");
  const key = plainNames[plain] ?? plain;
  return key === "NAME" ? nameMeaning : (keyRowOf(key)?.name ?? "");
}

/** The meaning that a mapping gives a column, which may be called as anything that objects inherit. */
export function meaningIn(mapping: ColumnMapping, columnName: string): string {
  const given = Object.hasOwn(mapping, columnName) ? mapping[columnName] : undefined;
  return given ?? meaningOf(columnName);
}

/** What people call a key in a table. */
const plainNames: Readonly<Partial<Record<string, string>>> = {
  COUNTRY: "TWO_LETTER_COUNTRY_CODE",
  STATE: "STATE_OR_PROVINCE",
  PROVINCE: "STATE_OR_PROVINCE",
};

/** Gives everything that a column may mean, the name first. */
export const columnMeanings: readonly string[] = [nameMeaning, ...keyTable.map(({ name }) => name)];

/** Reads the header of a fleet's CSV. */
export function columnsOf(
  header: CsvRow,
  mapping: ColumnMapping,
): Result<FleetColumns, readonly FleetFinding[]> {
  const columns = header.fields.map((field, index) => ({
    field,
    index,
    meaning: meaningIn(mapping, field.text),
  }));
  const meant = columns.filter(({ meaning }) => meaning !== "");
  const findings = [
    ...repeated(header, columns, ({ field }) => field.text, "fleet-column-duplicate"),
    ...meant
      .filter(({ meaning }) => !columnMeanings.includes(meaning))
      .map(({ field, meaning }) =>
        fieldFinding("fleet-key-unknown", header, field, { column: field.text, key: meaning }),
      ),
    ...repeated(header, meant, ({ meaning }) => meaning, "fleet-key-duplicate"),
  ];
  const nameIndex = meant.find(({ meaning }) => meaning === nameMeaning)?.index;
  if (nameIndex === undefined || findings.length > 0) {
    return fail(findings.length > 0 ? findings : [rowFinding("fleet-name-column-missing", header)]);
  }
  const keys = meant
    .filter(({ meaning }) => meaning !== nameMeaning)
    .map(({ meaning, index }) => ({ key: meaning, index }));
  return ok({ count: columns.length, nameIndex, keys });
}

interface Column {
  readonly field: CsvField;
  readonly meaning: string;
}

/** The later of two columns has the finding. An empty name, as of a surplus delimiter, is none. */
function repeated<T extends Column>(
  header: CsvRow,
  columns: readonly T[],
  textOf: (column: T) => string,
  code: "fleet-column-duplicate" | "fleet-key-duplicate",
): readonly FleetFinding[] {
  const seen = new Set<string>();
  return columns.flatMap((column) => {
    const text = textOf(column);
    const isSeen = text !== "" && seen.has(text);
    seen.add(text);
    return isSeen
      ? [fieldFinding(code, header, column.field, { column: column.field.text, key: column.meaning })]
      : [];
  });
}
