import { chainProvisioningOf, type ChainProvisioning } from "../core/credential/profileCalls";
import { ok, type Result } from "../core/result";
import { nameByChain } from "./chainProvisioned";
import { deviceProfiles } from "./deviceProfiles";
import { deviceNamed } from "./findServerDevice";
import { patientBoard } from "./patientBoard";
import type {
  FleetProvisioned,
  FleetProvisionRequest,
  FleetProvisionWorld,
  FleetRow,
  FleetRowFailure,
} from "./provisionFleet";
import { readPublicCert, type PublicCert } from "./readPublicCert";
import type { ThingsBoardFailure } from "./thingsBoard";

interface ChainProfile extends ChainProvisioning {
  readonly name: string;
}

/**
 * Tells which devices a server takes when they connect, since a device profile has the CA that signed them. Nothing is
 * written, and nothing asked for a device, except where a profile takes only those that are there. Of the profiles the
 * first 2,000 are looked at.
 */
export async function chainFleet(
  { devices }: Pick<FleetProvisionRequest, "devices">,
  world: FleetProvisionWorld,
  signal: AbortSignal,
): Promise<Result<FleetProvisioned, ThingsBoardFailure>> {
  const board = patientBoard(world.board, world);
  const profiles = await deviceProfiles("", { board, signal });
  if (!profiles.ok) {
    return profiles;
  }
  const chains = profiles.value.profiles.flatMap((profile) => {
    const chain = chainProvisioningOf(profile);
    return chain === undefined ? [] : [{ ...chain, name: profile.name }];
  });
  const rows: FleetRow[] = [];
  for (const { propertiesPath } of devices) {
    const failure = await chainFailure(propertiesPath, chains, { world: { ...world, board }, signal });
    if (signal.aborted || failure?.code === "cancelled") {
      break;
    }
    const row: FleetRow =
      failure === undefined
        ? { propertiesPath, kind: "unchanged" }
        : { propertiesPath, kind: "failed", failure };
    rows.push(row);
    world.ended?.(row);
  }
  return ok({ rows });
}

interface Looking {
  readonly world: FleetProvisionWorld;
  readonly signal: AbortSignal;
}

/** Why a server will not take a device when it connects; undefined where it will. */
async function chainFailure(
  propertiesPath: string,
  chains: readonly ChainProfile[],
  { world, signal }: Looking,
): Promise<FleetRowFailure | { readonly code: "cancelled" } | undefined> {
  const certificate = await readPublicCert(propertiesPath, world);
  if (!certificate.ok) {
    return certificate.failure;
  }
  const { issuerText, isSelfIssued } = certificate.value.certificate;
  if (isSelfIssued) {
    return { code: "client-cert-self-signed", path: certificate.value.path };
  }
  const taking = takingProfile(certificate.value, chains);
  if (taking === undefined) {
    return { code: "device-ca-not-on-server", issuer: issuerText };
  }
  if (taking.profile.allowCreateNewDevices) {
    return undefined;
  }
  const there = await deviceNamed(taking.deviceName, { board: world.board, signal });
  if (!there.ok) {
    return there.failure;
  }
  return there.value === undefined
    ? { code: "device-not-created-by-chain", deviceName: taking.deviceName, profile: taking.profile.name }
    : undefined;
}

function takingProfile(
  certificate: PublicCert,
  chains: readonly ChainProfile[],
): { readonly profile: ChainProfile; readonly deviceName: string } | undefined {
  for (const profile of chains) {
    const deviceName = nameByChain(certificate, profile);
    if (deviceName !== undefined) {
      return { profile, deviceName };
    }
  }
  return undefined;
}
