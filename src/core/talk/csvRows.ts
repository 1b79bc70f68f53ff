import type { Json } from "../credential/json";
import type { Result } from "../result";
import { fail, ok } from "../result";

/** Why a text is no table of values. */
export interface CsvFailure {
  /** It has no row besides the names of its columns; or a quote in it has no end. */
  readonly code: "csv-empty" | "csv-unclosed-quote";
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
  const read = fieldsOf(text.replace(/^\uFEFF/, ""));
  if (!read.ok) {
    return read;
  }
  const [names = [], ...rows] = read.value;
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
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(field)) {
    return Number(field);
  }
  return field === "true" || field === "false" ? field === "true" : field;
}

function fieldsOf(text: string): Result<readonly (readonly string[])[], CsvFailure> {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  const separator = head.includes(";") && !head.includes(",") ? ";" : ",";
  const plain = `[^"${separator}\\r\\n][^${separator}\\r\\n]*`;
  const field = new RegExp(`(?:[ \\t]*"((?:[^"]|"")*)"[ \\t]*|(${plain})?)(${separator}|\\r?\\n|\\r|$)`, "y");
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    field.lastIndex = at;
    const found = field.exec(text);
    if (found === null) {
      return fail({ code: "csv-unclosed-quote", line: text.slice(0, at).split("\n").length });
    }
    const [whole, quoted, bare = "", end] = found;
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end !== separator) {
      rows.push([]);
    }
    at += whole.length;
  }
  return ok(rows.filter((row) => row.length > 0));
}
