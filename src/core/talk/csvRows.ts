import { delimiterIn, readCsv, type CsvFailure as CsvUnreadable } from "../credential/csv";
import type { Json } from "../credential/json";
import type { Result } from "../result";
import { fail, ok } from "../result";

/** Why a text is no table of values. */
export interface CsvFailure {
  /** It has no row besides the names of its columns; or its quotes are not in order. */
  readonly code: "csv-empty" | CsvUnreadable["code"];
  /** From 1. */
  readonly line: number;
}

/** How many rows are sent at most before it begins again. */
const mostRows = 100_000;

/**
 * Reads CSV (RFC 4180): the first row names the values. Numbers, `true` and `false` become values of their own, an empty
 * field is left out. The separator is `;` where the first row has one and no comma.
 */
export function csvRows(text: string): Result<readonly Readonly<Record<string, Json>>[], CsvFailure> {
  const read = readCsv(text, { delimiter: delimiterIn(text), quotes: "strict" });
  if (!read.ok) {
    return fail({ code: read.failure.code, line: read.failure.line });
  }
  const [names = [], ...rows] = read.value.map(({ fields }) => fields.map((field) => field.text));
  const values = rows
    .slice(0, mostRows)
    .map((row) => valuesOf(names, row))
    .filter((row) => Object.keys(row).length > 0);
  return values.length === 0 ? fail({ code: "csv-empty", line: 1 }) : ok(values);
}

function valuesOf(names: readonly string[], fields: readonly string[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    names.flatMap((name, index) => {
      const field = fields[index]?.trim() ?? "";
      return field === "" || name.trim() === "" ? [] : [[name.trim(), valueOf(field)]];
    }),
  );
}

function valueOf(field: string): Json {
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(field)) {
    return Number(field);
  }
  return field === "true" || field === "false" ? field === "true" : field;
}
