/** Actions as a notification has room for them. */
export interface Folded<Action> {
  /** Each a button of its own. */
  readonly shown: readonly Action[];
  /** Behind one button together; empty, or two and more. */
  readonly rest: readonly Action[];
}

/** More buttons than that are cut to a few letters each, and nobody reads them. */
const mostButtons = 3;

/** Divides actions among the buttons of a notification; the likeliest cures come first and stay in sight. */
export function foldedActions<Action>(actions: readonly Action[]): Folded<Action> {
  return actions.length <= mostButtons
    ? { shown: actions, rest: [] }
    : { shown: actions.slice(0, mostButtons - 1), rest: actions.slice(mostButtons - 1) };
}
