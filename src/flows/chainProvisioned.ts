import { deviceProfileIdCall } from "../core/credential/deviceCalls";
import { chainProvisioningOf, profileCall, type ChainProvisioning } from "../core/credential/profileCalls";
import { chainOf, poolCertificateOf } from "../core/keystore/chain";
import { leafIn } from "../core/keystore/leaf";
import { deviceNameOf } from "../core/testServer/deviceProfile";
import type { Asking } from "./findServerDevice";
import type { PublicCert } from "./readPublicCert";

/**
 * Tells whether a server takes a certificate for a device when it connects, with no call for it: the device's profile has the
 * CA that signed it, and its expression finds the device's name in the common name. Whatever cannot be asked is a no.
 */
export async function isTakenByChain(
  { id, name }: { readonly id: string; readonly name: string },
  certificate: PublicCert,
  { board, signal }: Asking,
): Promise<boolean> {
  if (certificate.certificate.isSelfIssued) {
    return false;
  }
  const profileId = await board.ask(deviceProfileIdCall(id), signal);
  const profile = profileId.ok ? await board.ask(profileCall(profileId.value), signal) : profileId;
  const chain = profile.ok ? chainProvisioningOf(profile.value) : undefined;
  return chain !== undefined && nameByChain(certificate, chain) === name;
}

/** Gives the name of the device that a profile takes a certificate for; undefined where it does not take it. */
export function nameByChain(
  { pem, certificate }: Pick<PublicCert, "pem" | "certificate">,
  { caPem, certificateRegExPattern }: ChainProvisioning,
): string | undefined {
  return isSignedBy(pem, caPem)
    ? deviceNameOf(certificateRegExPattern, certificate.subject.commonName)
    : undefined;
}

function isSignedBy(leafPem: string, caPem: string): boolean {
  const [leaf, ca] = [leafIn(leafPem), leafIn(caPem)];
  return (
    leaf !== undefined &&
    ca !== undefined &&
    chainOf(poolCertificateOf(leaf.der), [poolCertificateOf(ca.der)]).length > 1
  );
}
