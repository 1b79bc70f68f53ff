import { objectIn } from "../credential/accountCalls";
import type { ApiCall } from "../credential/apiCall";
import type { Json } from "../credential/json";
import { csvText } from "./csvText";

/** One device as ThingsBoard's bulk import takes it. */
export interface ImportedDevice {
  readonly name: string;
  /** Name of its device profile, which the server makes where it has none of it; its default where absent. */
  readonly deviceProfile?: string;
  /** The canonical PEM of the leaf. */
  readonly pem: string;
}

/** What a bulk import came to. */
export interface BulkImported {
  readonly created: number;
  readonly updated: number;
  /** Why a row was not taken, as the server said it, by its place in what was sent, from 0. */
  readonly refused: ReadonlyMap<number, string>;
}

/**
 * Writes the CSV of ThingsBoard's own bulk import, with the columns name, type (the device profile) and x509. Every field is
 * as it is: an apostrophe in front would become part of a device's name, and a PEM begins with `-`.
 */
export function bulkImportText(devices: readonly ImportedDevice[]): string {
  const rows = devices.map(({ name, deviceProfile = "", pem }) => [name, deviceProfile, pem]);
  return csvText([["name", "type", "x509"], ...rows]);
}

/**
 * Makes all devices in one call. A device of that name that is there already gets the certificate in place of what it has:
 * `update` keeps no more than its attributes (AbstractBulkImportService, 4.x). So whoever sends it has looked before.
 */
export function bulkImportCall(devices: readonly ImportedDevice[]): ApiCall<BulkImported> {
  return {
    method: "POST",
    path: "/api/device/bulk_import",
    body: {
      file: bulkImportText(devices),
      mapping: {
        columns: ["NAME", "TYPE", "X509"].map((type) => ({ type })),
        delimiter: ",",
        header: true,
        update: true,
      },
    },
    read: importedIn,
  };
}

function importedIn(body: string): BulkImported | undefined {
  const { created, updated, errorsList } = objectIn(body) ?? {};
  if (typeof created !== "number" || typeof updated !== "number") {
    return undefined;
  }
  const lines = Array.isArray(errorsList) ? (errorsList as readonly Json[]) : [];
  return { created, updated, refused: new Map(lines.flatMap(refusalIn)) };
}

/** `Line 2: …` is the first behind the header: rows are counted, not lines of text. */
function refusalIn(line: Json): readonly (readonly [number, string])[] {
  const [, number, said] = /^Line (\d+): ([^]*)$/.exec(typeof line === "string" ? line : "") ?? [];
  return number === undefined || said === undefined ? [] : [[Number(number) - 2, said]];
}
