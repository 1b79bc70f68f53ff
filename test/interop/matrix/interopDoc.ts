import { markdownTable } from "../../support/markdownTable";
import { issuances, matrixKeys, type Issuance, type MatrixKey } from "./bundles";

/** A column of a table of `docs/interop.md`. */
export interface Column {
  readonly name: string;
  readonly proves: string;
  readonly lacks?: Issuance;
}

/** A table with a row for each key and issuance, ticked where the cell was run and held, then what each column proves. */
export function interopTable(columns: readonly Column[], held: ReadonlySet<string>): string {
  const rows = matrixKeys.flatMap((key) =>
    issuances.map((issuance) => [
      key.name,
      issuance,
      ...columns.map((column) => cellOf(column, { key, issuance }, held)),
    ]),
  );
  const table = markdownTable(["key", "signed", ...columns.map(({ name }) => name)], rows);
  return `${table}\n\n${columns.map(({ name, proves }) => `- **${name}**: ${proves}.`).join("\n")}`;
}

/** Names a cell. */
export function cellName(column: Column, key: MatrixKey, issuance: Issuance): string {
  return `${column.name}: ${key.name}, ${issuance}`;
}

function cellOf(
  column: Column,
  row: { key: MatrixKey; issuance: Issuance },
  held: ReadonlySet<string>,
): string {
  if (column.lacks === row.issuance) {
    return "–";
  }
  return held.has(cellName(column, row.key, row.issuance)) ? "✓" : "failed";
}
