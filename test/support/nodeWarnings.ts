/**
 * Notes what Node warns of from now on, such as an eleventh listener of one signal; what it gives ends that, and tells each
 * warning by its name and text.
 */
export function noteWarnings(): () => Promise<readonly string[]> {
  const warnings: string[] = [];
  const note = ({ name, message }: Error): void => {
    warnings.push(`${name}: ${message}`);
  };
  process.on("warning", note);
  return async () => {
    // A warning is told on the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", note);
    return warnings;
  };
}
