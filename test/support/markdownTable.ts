/** Writes a table as Prettier does: cells padded to the width of their column. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const lineOf = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [first = [], ...others] = all;
  return [lineOf(first), lineOf(widths.map((width) => "-".repeat(width))), ...others.map(lineOf)].join("\n");
}

/** Text as code in a cell, whatever is in it. */
export function codeCell(text: string): string {
  const fence = text.includes("`") ? "``" : "`";
  const pad = /^`|`$/.test(text) ? " " : "";
  return text === "" ? "" : `${fence}${pad}${text}${pad}${fence}`;
}

/** Links to the entries of codes in the same document. */
export function codeLinks(codes: readonly string[]): string {
  return codes.map((code) => `[${code}](#${code})`).join(", ");
}
