/** Sees which secrets a run uses, and looks for them in everything that the run leaves behind. */
export interface Witness {
  watch(folder: string): void;
  secret(value: string, what: string): void;
  output(name: string, text: string): void;
  leaks(): readonly string[];
}

export function newWitness(options?: { onlyAtTheEnd?: boolean }): Witness;

export function demandNone(leaks: readonly string[]): void;
