import type { Side } from "../identity/identity";
import type { Severity } from "../problem";

/**
 * Every finding about a properties file together with what is around it: other properties files, its bundles on disk,
 * what git tracks of them, and the calendar. Codes are stable: docs/diagnostics.md has an entry for each.
 */
export type DeviceProblemCode =
  | "prefix-shared"
  | "server-identity-differs"
  | "common-name-shared"
  | "bundle-subject-differs"
  | "bundle-key-differs"
  | "bundle-names-differ"
  | "bundle-alias-differs"
  | "bundle-password-differs"
  | "private-key-tracked"
  | "certificate-expired"
  | "certificate-expires-soon";

/** A finding about a device. */
export interface DeviceProblem {
  readonly code: DeviceProblemCode;
  /** The key whose value the finding is about; a file may lack it. */
  readonly key: string;
  /** Whose bundle it is about. */
  readonly side: Side;
  /** The facts that the sentence needs, by name. No secret is among them. */
  readonly values: Readonly<Record<string, string>>;
  /** Values in other properties files that belong to the finding: the first few of them. */
  readonly others: readonly OtherValue[];
  /** How many other files there are in all. */
  readonly otherCount: number;
}

/** The value of a key in another properties file. */
export interface OtherValue {
  /** Absolute path. */
  readonly propertiesPath: string;
  readonly key: string;
}

/** How much each finding matters. None stands in the way of generating. */
export const deviceProblemTable: Readonly<Record<DeviceProblemCode, { readonly severity: Severity }>> = {
  "prefix-shared": { severity: "error" },
  "server-identity-differs": { severity: "warning" },
  "common-name-shared": { severity: "info" },
  "bundle-subject-differs": { severity: "warning" },
  "bundle-key-differs": { severity: "warning" },
  "bundle-names-differ": { severity: "warning" },
  "bundle-alias-differs": { severity: "warning" },
  "bundle-password-differs": { severity: "warning" },
  "private-key-tracked": { severity: "error" },
  "certificate-expired": { severity: "error" },
  "certificate-expires-soon": { severity: "warning" },
};
