/** Tells a bug as the log wants it: with its stack, where it has one. */
export function bugText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
