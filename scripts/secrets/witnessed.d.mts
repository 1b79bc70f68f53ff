/** Runs a suite of Node programs, and looks for each of its secrets in what it printed and left. */
export function witnessed<T extends { readonly output: string }>(
  work: (env: Readonly<Record<string, string>>) => Promise<T>,
  parent?: string,
): Promise<T & { readonly leaks: readonly string[] }>;
