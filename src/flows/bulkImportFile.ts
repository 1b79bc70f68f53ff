import { bulkImportText, type ImportedDevice } from "../core/fleet/bulkImport";
import { likelyNames } from "./findServerDevice";
import { readPublicCert, type PublicCertFailure } from "./readPublicCert";
import type { World } from "./world";

/** The CSV of ThingsBoard's bulk import, and the devices that are not in it. */
export interface BulkImportFile {
  readonly text: string;
  readonly count: number;
  readonly failed: readonly {
    readonly propertiesPath: string;
    readonly failure: PublicCertFailure | { readonly code: "device-name-missing"; readonly path: string };
  }[];
}

/** Writes the devices of some properties files as ThingsBoard's bulk import takes them, by their common names. */
export async function bulkImportFile(
  devices: readonly string[],
  deviceProfile: string | undefined,
  world: Pick<World, "files" | "machine">,
): Promise<BulkImportFile> {
  const rows: ImportedDevice[] = [];
  const failed: BulkImportFile["failed"][number][] = [];
  for (const propertiesPath of devices) {
    const certificate = await readPublicCert(propertiesPath, world);
    if (!certificate.ok) {
      failed.push({ propertiesPath, failure: certificate.failure });
      continue;
    }
    const { path, pem } = certificate.value;
    const [name] = likelyNames(propertiesPath, certificate.value);
    if (name === undefined) {
      failed.push({ propertiesPath, failure: { code: "device-name-missing", path } });
    } else {
      rows.push({ name, pem, ...(deviceProfile === undefined ? {} : { deviceProfile }) });
    }
  }
  return { text: bulkImportText(rows), count: rows.length, failed };
}
