/** The outcome of something that may be refused: a value, or the failure that says why not. */
export type Result<T, F> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: F };

/** Wraps a value as a success. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** Wraps a failure, which is data with a stable `code`, never an exception. */
export function fail<F>(failure: F): Result<never, F> {
  return { ok: false, failure };
}
