/** What devices have in common; of ThingsBoard's device profile, as much as provisioning looks at. */
export interface DeviceProfile {
  /** A UUID. */
  readonly id: string;
  /** Unique in a tenant; the `type` of the profile's devices. */
  readonly name: string;
  readonly description?: string;
  /** Milliseconds since 1970 UTC. */
  readonly createdMs: number;
  /** The one of devices that name none. */
  readonly isDefault: boolean;
  /** Counts up with each change, from 1. */
  readonly version: number;
  /** Absent where the provision type is `DISABLED`. */
  readonly chain?: ChainProvisioning;
}

/** X.509 certificate chain provisioning: a device that shows a leaf of this CA is known, or made, by its common name. */
export interface ChainProvisioning {
  /** ThingsBoard's id of the CA's certificate, which it calls `provisionDeviceKey`. */
  readonly caId: string;
  /** The CA's certificate as ThingsBoard stores it: BEGIN and END lines, the base64 body in one line between. */
  readonly caPem: string;
  /** Gives the device's name of the leaf's common name, by its first group. */
  readonly certificateRegExPattern: string;
  /** Whether a name that no device has makes one. */
  readonly allowsNewDevices: boolean;
}

/** The provision types that this server keeps; ThingsBoard has two more, for MQTT provisioning requests. */
export const provisionTypes = { disabled: "DISABLED", chain: "X509_CERTIFICATE_CHAIN" } as const;

/** A common name longer than this (RFC 5280 allows 64) is matched by no pattern: it must not take long. */
const longestCommonName = 255;

/**
 * Gives the device's name of a common name; undefined where the pattern does not match, is none, or has no group.
 * ThingsBoard looks for the pattern anywhere in the name and takes its first group; source:
 * DeviceProvisionServiceImpl.extractDeviceNameFromCNByRegEx. Its patterns are Java's, ours JavaScript's.
 */
export function deviceNameOf(pattern: string, commonName: string): string | undefined {
  if (commonName.length > longestCommonName) {
    return undefined;
  }
  try {
    const name = new RegExp(pattern, "u").exec(commonName)?.[1]?.trim();
    return name === "" ? undefined : name;
  } catch {
    // SyntaxError is the only thing that a pattern throws; ThingsBoard takes it for one that does not match.
    return undefined;
  }
}
