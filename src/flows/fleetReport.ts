import { reportHeader, reportText, type ReportRow } from "../core/fleet/report";
import type { Result } from "../core/result";
import { folderOf, join, nameOf } from "./paths";
import type { FileFailure, World } from "./world";

/** More than any report has. */
const mostBytes = 16 * 1_048_576;

/** Gives the path of the report about a fleet: `fleet.errors.csv` beside `fleet.csv`. */
export function reportPathOf(csvPath: string): string {
  return join(folderOf(csvPath), `${nameOf(csvPath).replace(/\.csv$/i, "")}.errors.csv`);
}

/** Writes the report about a fleet; an earlier one is replaced, another file of that name is not: `file-exists`. */
export async function writeFleetReport(
  path: string,
  rows: readonly ReportRow[],
  { files }: Pick<World, "files">,
): Promise<Result<void, FileFailure>> {
  const bytes = new TextEncoder().encode(reportText(rows));
  const created = await files.create(path, bytes, 0o644);
  if (created.ok || created.failure.code !== "file-exists") {
    return created;
  }
  const there = await files.read(path, mostBytes);
  const isReport = there.ok && new TextDecoder().decode(there.value).startsWith(reportHeader);
  return isReport ? files.replace(path, bytes, 0o644) : created;
}
