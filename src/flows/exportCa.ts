import { canonicalPemOf, credentialIdOf } from "../core/credential/credentialId";
import { ok, type Result } from "../core/result";
import { readCa, type CaFailure } from "./deviceCa";
import type { FileFailure, World } from "./world";

/** A device CA as a device profile of ThingsBoard takes it, of provision type X.509 certificate chain. */
export interface ExportedCa {
  /** The CA's certificate alone: LF, 64 columns, one trailing newline. */
  readonly pem: string;
  /** Gives the device's name of a leaf's common name. */
  readonly certificateRegExPattern: string;
  /** ThingsBoard's id of the CA's certificate, lower-case hex. */
  readonly credentialsId: string;
  readonly subjectText: string;
  readonly notAfter: Date;
}

/**
 * The common name as a whole is the device's name. ThingsBoard looks for the pattern anywhere in it and takes its first
 * group (DeviceProvisionServiceImpl.extractDeviceNameFromCNByRegEx, 4.4), so there has to be one.
 */
const wholeCommonName = "^(.+)$";

/** Reads what ThingsBoard has to know of a device CA; its key is not touched. */
export async function exportCa(
  certificatePath: string,
  world: Pick<World, "files">,
): Promise<Result<ExportedCa, CaFailure | FileFailure>> {
  const ca = await readCa(certificatePath, world);
  if (!ca.ok) {
    return ca;
  }
  const { facts, chainDer } = ca.value;
  const der = chainDer[0] ?? new Uint8Array(0);
  return ok({
    pem: canonicalPemOf(der),
    certificateRegExPattern: wholeCommonName,
    credentialsId: credentialIdOf(der),
    subjectText: facts.subjectText,
    notAfter: facts.notAfter,
  });
}
