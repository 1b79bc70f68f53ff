/** The parts of a path that stand where the pattern has `*`, each one part; undefined where it does not match. */
export function parametersOf(pattern: string, path: string): readonly string[] | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  const matches =
    wanted.length === given.length && wanted.every((part, index) => part === "*" || part === given[index]);
  return matches ? given.filter((_, index) => wanted[index] === "*") : undefined;
}
