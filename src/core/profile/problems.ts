import type { Severity } from "../problem";
import type { ProfileProblemCode } from "./profile";

/** What is always true of a finding, by its code. */
export interface ProblemRow {
  readonly severity: Severity;
  /** Whether the file has no safe reading until this is gone. False where the meaning is evident. */
  readonly blocksGeneration: boolean;
  /** Whether `fixesFor` may have something to offer. */
  readonly fixable: boolean;
}

/** The findings about a properties file, one row for each code. */
export const problemTable: Readonly<Record<ProfileProblemCode, ProblemRow>> = {
  "duplicate-key": { severity: "warning", blocksGeneration: false, fixable: true },
  "unterminated-quote": { severity: "error", blocksGeneration: true, fixable: true },
  "undefined-variable": { severity: "error", blocksGeneration: true, fixable: true },
  "reserved-variable": { severity: "error", blocksGeneration: true, fixable: true },
  "command-not-run": { severity: "error", blocksGeneration: true, fixable: true },
  "unsupported-expansion": { severity: "error", blocksGeneration: true, fixable: true },
  "unquoted-space": { severity: "error", blocksGeneration: false, fixable: true },
  "space-around-equals": { severity: "error", blocksGeneration: true, fixable: true },
  "shell-syntax": { severity: "error", blocksGeneration: true, fixable: true },
  "home-folder": { severity: "info", blocksGeneration: false, fixable: false },
  "carriage-return": { severity: "error", blocksGeneration: false, fixable: true },
  "byte-order-mark": { severity: "error", blocksGeneration: false, fixable: true },
  "nul-character": { severity: "error", blocksGeneration: true, fixable: false },
  "unknown-key": { severity: "warning", blocksGeneration: false, fixable: true },
  "missing-key": { severity: "error", blocksGeneration: true, fixable: true },
  "value-empty": { severity: "error", blocksGeneration: true, fixable: true },
  "value-too-long": { severity: "error", blocksGeneration: true, fixable: false },
  "country-not-two-letters": { severity: "error", blocksGeneration: true, fixable: false },
  "country-not-assigned": { severity: "warning", blocksGeneration: false, fixable: false },
  "country-not-upper-case": { severity: "warning", blocksGeneration: false, fixable: true },
  "password-too-short": { severity: "error", blocksGeneration: true, fixable: false },
  "well-known-password": { severity: "warning", blocksGeneration: false, fixable: false },
  "passwords-differ": { severity: "warning", blocksGeneration: false, fixable: true },
  "password-not-ascii": { severity: "warning", blocksGeneration: false, fixable: false },
  "alias-not-lower-case": { severity: "info", blocksGeneration: false, fixable: true },
  "alias-collision": { severity: "error", blocksGeneration: true, fixable: true },
  "prefix-unsafe": { severity: "error", blocksGeneration: true, fixable: true },
  "prefix-reserved": { severity: "error", blocksGeneration: true, fixable: true },
  "prefix-collision": { severity: "error", blocksGeneration: true, fixable: true },
  "algorithm-unknown": { severity: "error", blocksGeneration: true, fixable: true },
  "curve-unknown": { severity: "error", blocksGeneration: true, fixable: true },
  "curve-with-rsa": { severity: "info", blocksGeneration: false, fixable: true },
  "key-size-unknown": { severity: "error", blocksGeneration: true, fixable: true },
  "subject-alternative-name-invalid": { severity: "error", blocksGeneration: true, fixable: false },
  "keytool-dname": { severity: "info", blocksGeneration: false, fixable: false },
};
