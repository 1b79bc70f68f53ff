import { comparisonOf, type Comparison } from "../core/credential/comparison";
import { fail, ok, type Result } from "../core/result";
import { findServerDevice, likelyNames } from "./findServerDevice";
import { readPublicCert, type PublicCert, type PublicCertFailure } from "./readPublicCert";
import type { ThingsBoard, ThingsBoardFailure } from "./thingsBoard";
import type { World } from "./world";

/** Which device is compared. */
export interface CompareRequest {
  /** Absolute path of the properties file. */
  readonly propertiesPath: string;
  /** What it is called on the server, where that is known. */
  readonly deviceName?: string;
}

/** The certificate on disk, and what the server has. */
export interface Compared {
  readonly certificate: PublicCert;
  readonly comparison: Comparison;
}

/** Why nothing could be compared. */
export type CompareFailure =
  PublicCertFailure | ThingsBoardFailure | { readonly code: "device-name-missing"; readonly path: string };

/** Compares the certificate of a device with what a server has; nothing is changed on either side. */
export async function compareWithServer(
  { propertiesPath, deviceName }: CompareRequest,
  { board, ...world }: Pick<World, "files" | "machine"> & { readonly board: ThingsBoard },
  signal: AbortSignal,
): Promise<Result<Compared, CompareFailure>> {
  const certificate = await readPublicCert(propertiesPath, world);
  if (!certificate.ok) {
    return certificate;
  }
  const likely = likelyNames(propertiesPath, certificate.value);
  const names = deviceName === undefined ? likely : [deviceName];
  if (names.length === 0) {
    return fail({ code: "device-name-missing", path: certificate.value.path });
  }
  const found = await findServerDevice(names, certificate.value.credentialsId, { board, signal });
  return found.ok
    ? ok({ certificate: certificate.value, comparison: comparisonOf(found.value, names) })
    : found;
}
