/** How much a value may rise over the second half of a run before it counts: the larger of the two. */
export interface Allowance {
  readonly least: number;
  /** Of the median, such as 0.05. */
  readonly share: number;
}

/**
 * Tells how much a value rose over the second half of a run: the median of the slopes between any two samples, times their
 * number. A few samples that stand out do not bend it. Source: Theil 1950, Sen 1968.
 */
export function riseOf(values: readonly number[]): number {
  const half = values.slice(Math.floor(values.length / 2));
  const slopes = half.flatMap((first, at) =>
    half.slice(at + 1).map((second, further) => (second - first) / (further + 1)),
  );
  return medianOf(slopes) * Math.max(half.length - 1, 0);
}

/** Tells whether a value rises steadily. */
export function isRising(values: readonly number[], { least, share }: Allowance): boolean {
  return riseOf(values) > Math.max(least, share * medianOf(values));
}

/** 0 where there is none. */
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
