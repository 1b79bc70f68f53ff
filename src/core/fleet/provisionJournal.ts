import { createHash } from "node:crypto";
import { parseJson, type Json } from "../credential/json";

/** A device that a server has as it should be, as it was seen the last time. No secret is in it. */
export interface DoneDevice {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly credentialsId: string;
}

/** Those that are done, by the absolute path of their properties file. */
export type DoneDevices = ReadonlyMap<string, DoneDevice>;

/** Names the journal of a server, by the address of its REST API: its name may be given to another. */
export function fleetJournalNameOf(restUrl: string): string {
  return `${createHash("sha256").update(restUrl, "utf8").digest("hex").slice(0, 32)}.ndjson`;
}

/** Writes the journal of a fleet that is provisioned. */
export function fleetJournalText(done: DoneDevices): string {
  const rows = [...done].map(([path, { deviceId, deviceName, credentialsId }]) =>
    JSON.stringify([path, deviceId, deviceName, credentialsId]),
  );
  return `${["[1]", ...rows].join("\n")}\n`;
}

/** Reads a journal, a line for each device; what is not understood is not done. */
export function doneDevicesIn(text: string): DoneDevices {
  const [head, ...lines] = text.split("\n");
  const rows = head === "[1]" ? lines.map(rowIn) : [];
  return new Map(rows.filter((row) => row !== undefined));
}

function rowIn(line: string): readonly [string, DoneDevice] | undefined {
  const parsed = parseJson(line);
  const cells = parsed.ok && Array.isArray(parsed.value) ? (parsed.value as readonly Json[]) : [];
  const [path, deviceId, deviceName, credentialsId] = cells.filter((cell) => typeof cell === "string");
  return path === undefined ||
    deviceId === undefined ||
    deviceName === undefined ||
    credentialsId === undefined
    ? undefined
    : [path, { deviceId, deviceName, credentialsId }];
}

/**
 * Tells whether the journal is to be written again: not for each device, or the work would grow with the square of their
 * number. What a crash loses is found out again at the server.
 */
export function isJournalDue(done: number, notWritten: number): boolean {
  return notWritten >= Math.max(8, done / 16);
}
