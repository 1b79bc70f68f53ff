/** Gives the quote that is open at the end of what is written of a value: `"`, `'` or nothing. */
export function openQuoteOf(written: string): string {
  let open = "";
  for (let index = 0; index < written.length; index += 1) {
    const character = written[index] ?? "";
    if (character === "\\" && open !== "'") {
      index += 1;
    } else if (character === open) {
      open = "";
    } else if (open === "" && (character === '"' || character === "'")) {
      open = character;
    }
  }
  return open;
}
