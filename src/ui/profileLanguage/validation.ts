import * as l10n from "@vscode/l10n";
import type { Finding } from "./findings";
import { countedFiles, countedProblems } from "../words/counts";

/** One finding as the command Validate gives it; lines and characters count from 0. */
export type ValidationRow = Pick<Finding, "code" | "severity" | "message" | "range"> & {
  /** Absolute path, or the whole URI of a file that is on no disk. */
  readonly file: string;
};

/** Gives the rows of one file. */
export function rowsOf(file: string, findings: readonly Finding[]): readonly ValidationRow[] {
  return findings.map(({ code, severity, message, range }) => ({ file, code, severity, message, range }));
}

/** Sums up what a validation of `fileCount` files found, in one line. */
export function summaryWords(rows: readonly ValidationRow[], fileCount: number): string {
  if (fileCount === 0) {
    return l10n.t("There is no keygen.properties file in this workspace.");
  }
  const concerned = new Set(rows.map((row) => row.file)).size;
  return rows.length === 0
    ? l10n.t("No problem in {files}.", { files: countedFiles(fileCount) })
    : l10n.t("{problems} in {files}.", {
        problems: countedProblems(rows.length),
        files: countedFiles(concerned),
      });
}
