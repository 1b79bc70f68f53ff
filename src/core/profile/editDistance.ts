/** What may be a slip of the keyboard: a missing, extra, wrong or swapped pair of characters, twice. */
const largestDistance = 2;

/** Gives the candidate nearest to a word, undefined where none is within two edits. Case does not count. */
export function nearestOf(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toUpperCase();
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const isFar = Math.abs(candidate.length - wanted.length) > largestDistance;
    const distance = isFar ? Number.POSITIVE_INFINITY : editDistance(wanted, candidate);
    if (distance <= largestDistance && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
      best = { candidate, distance };
    }
  }
  return best?.candidate;
}

/** Counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = cell(rows, row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = isSwap(a, b, { row, column })
        ? cell(rows, row - 2, column - 2) + 1
        : Number.POSITIVE_INFINITY;
      const deleted = cell(rows, row - 1, column) + 1;
      current.push(Math.min(deleted, (current[column - 1] ?? 0) + 1, replaced, swapped));
    }
    rows.push(current);
  }
  return cell(rows, a.length, b.length);
}

function isSwap(a: string, b: string, at: { readonly row: number; readonly column: number }): boolean {
  const [i, j] = [at.row - 1, at.column - 1];
  return i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
}

function cell(rows: readonly (readonly number[])[], row: number, column: number): number {
  return rows[row]?.[column] ?? 0;
}
