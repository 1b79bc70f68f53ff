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
  return (await isFleetReport(path, { files })) ? files.replace(path, bytes, 0o644) : created;
}

/** Tells whether a report about a fleet lies at a path, and not another file. */
export async function isFleetReport(path: string, { files }: Pick<World, "files">): Promise<boolean> {
  const there = await files.read(path, mostBytes);
  return there.ok && new TextDecoder().decode(there.value).startsWith(reportHeader);
}
