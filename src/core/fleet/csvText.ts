/** Writes rows as CSV (RFC 4180): each ends with CRLF, and a field is quoted where it has to be. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((fields) => `${fields.map(quoted).join(",")}\r\n`).join("");
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/**
 * Makes a field fit for a table that a person opens: what would be calculated there gets an apostrophe in front, which
 * makes it a text. A program that reads the field takes that away again where a text begins with an apostrophe and one of
 * these. Source: OWASP, CSV Injection.
 */
export function tableField(text: string): string {
  return /^'*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
