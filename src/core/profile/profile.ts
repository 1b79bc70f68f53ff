import type { Problem, Span } from "../problem";

/**
 * Every finding about a properties file. Codes are stable: docs/diagnostics.md has an entry for each.
 * A line that bash would run as a command (`echo hi`) is `command-not-run`, like `$(…)`.
 * An assignment to a variable that bash gives a meaning of its own (`UID=5`, `PATH=x`) is `reserved-variable`.
 */
export type ProfileProblemCode =
  | "duplicate-key"
  | "unterminated-quote"
  | "undefined-variable"
  | "reserved-variable"
  | "command-not-run"
  | "unsupported-expansion"
  | "unquoted-space"
  | "space-around-equals"
  | "shell-syntax"
  | "home-folder"
  | "carriage-return"
  | "byte-order-mark"
  | "nul-character"
  | "unknown-key"
  | "missing-key"
  | "value-empty"
  | "value-too-long"
  | "country-not-two-letters"
  | "country-not-assigned"
  | "country-not-upper-case"
  | "password-too-short"
  | "well-known-password"
  | "passwords-differ"
  | "password-not-ascii"
  | "alias-not-lower-case"
  | "alias-collision"
  | "prefix-unsafe"
  | "prefix-reserved"
  | "prefix-collision"
  | "algorithm-unknown"
  | "curve-unknown"
  | "curve-with-rsa"
  | "key-size-unknown"
  | "subject-alternative-name-invalid"
  | "keytool-dname";

/** A finding about a properties file. */
export type ProfileProblem = Problem<ProfileProblemCode>;

/** One `KEY=value` of the file. */
export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  /** The value as written, quotes included; empty span behind the `=` where nothing is written. */
  readonly valueSpan: Span;
  /** The value as bash sees it, or as evidently meant where the problem says so (`unquoted-space`). */
  readonly value: string;
  /** The whole assignment, from `export` or the key to the end of the value. */
  readonly span: Span;
}

/** What the values `$(hostname)` and `~` stand for on this machine. */
export interface MachineNames {
  readonly hostName: string;
  readonly homeFolder: string;
}

/**
 * The parsed and validated content of a properties file. There is one for every text.
 * Later assignments win, as in bash.
 */
export interface Profile {
  readonly text: string;
  readonly entries: readonly Entry[];
  /** The winning entry of each key, in the order of first appearance. */
  readonly values: ReadonlyMap<string, Entry>;
  /** `first`: the how-to's 14 keys, which mean RSA 2048; `current`: the 20 keys with algorithm and curve. */
  readonly generation: "first" | "current";
  /** Syntax and meaning together, in text order. */
  readonly problems: readonly ProfileProblem[];
}

/** A replacement in the text of a properties file. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}
