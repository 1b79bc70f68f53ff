import { createHash } from "node:crypto";
import { isJsonObject, parseJson, stringOf, type Json, type JsonObject } from "../credential/json";
import type { ColumnMapping } from "./columns";

/** A run that generates a fleet, as it is noted in case that it is killed. No secret is in it. All paths are absolute. */
export interface FleetRunNote {
  readonly csvPath: string;
  readonly templatePath: string;
  readonly folder: string;
  readonly mapping: ColumnMapping;
  readonly overwrite: boolean;
  readonly concurrency: number;
  /** The certificate of the device CA that signs; without one each certificate is signed by its own key. */
  readonly caPath?: string;
  /** At least so many rows are done. */
  readonly done: number;
  /** Rows of the CSV; 0 before they were counted. */
  readonly total: number;
}

/** Names the note of the runs of a CSV. */
export function runNoteNameOf(csvPath: string): string {
  return `${createHash("sha256").update(csvPath, "utf8").digest("hex").slice(0, 32)}.json`;
}

/** What takes a note's place when its run has ended. */
export const endedRunNote = '{"version":1}\n';

/** Writes a note. */
export function runNoteText(run: FleetRunNote): string {
  return `${JSON.stringify({ version: 1, run })}\n`;
}

/** Reads a note; undefined where its run has ended, or it is not understood. */
export function runNoteIn(text: string): FleetRunNote | undefined {
  const parsed = parseJson(text);
  const run = parsed.ok && isJsonObject(parsed.value) ? parsed.value["run"] : undefined;
  if (!isJsonObject(run)) {
    return undefined;
  }
  const { csvPath, templatePath, folder, caPath } = run;
  const [csv, template, place] = [csvPath, templatePath, folder].map(stringOf);
  const mapping = mappingIn(run["mapping"]);
  const counts = countsIn(run);
  if (
    csv === undefined ||
    template === undefined ||
    place === undefined ||
    mapping === undefined ||
    !counts
  ) {
    return undefined;
  }
  return {
    ...{ csvPath: csv, templatePath: template, folder: place, mapping, ...counts },
    overwrite: run["overwrite"] === true,
    ...(typeof caPath === "string" ? { caPath } : {}),
  };
}

function mappingIn(value: Json | undefined): ColumnMapping | undefined {
  return isJsonObject(value) && Object.values(value).every((meaning) => typeof meaning === "string")
    ? (value as ColumnMapping)
    : undefined;
}

function countsIn({
  concurrency,
  done,
  total,
}: JsonObject): Pick<FleetRunNote, "concurrency" | "done" | "total"> | undefined {
  const isWhole = isCount(concurrency) && isCount(done) && isCount(total) && concurrency > 0;
  return isWhole ? { concurrency, done, total } : undefined;
}

function isCount(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Tells whether a note is to say more: not for each device, and often enough that a person sees where it was. */
export function isRunNoteDue(noted: Pick<FleetRunNote, "done" | "total">, done: number): boolean {
  return noted.total === 0 || done - noted.done >= Math.max(1, noted.total / 50);
}
