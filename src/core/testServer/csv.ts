/** Reads CSV (RFC 4180) into rows of cells; LF and CRLF end a row, and a quote that is not closed goes to the end. */
export function csvRows(text: string, delimiter: string): readonly (readonly string[])[] {
  const mark = delimiter.replace(/[^a-z0-9]/gi, "\\$&");
  const cells = new RegExp(`("(?:[^"]|"")*(?:"|$)|[^${mark}\\n]*)(${mark}|\\r?\\n|$)`, "g");
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, cell = "", end] of text.matchAll(cells)) {
    row.push(plain(cell));
    if (end !== delimiter) {
      rows.push(row);
      row = [];
    }
  }
  // After the last line's end comes nothing.
  return rows.at(-1)?.join("|") === "" ? rows.slice(0, -1) : rows;
}

function plain(cell: string): string {
  return cell.startsWith('"')
    ? cell.slice(1).replace(/"$/, "").replaceAll('""', '"')
    : cell.replace(/\r$/, "");
}
