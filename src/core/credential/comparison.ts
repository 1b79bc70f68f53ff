import type { ServerCredentials, ServerDevice } from "./deviceCalls";

/** What a server has of a device, beside the certificate on disk. */
export type Comparison =
  /** The device has this very certificate. */
  | { readonly state: "in-sync"; readonly device: ServerDevice }
  /** It has other credentials. */
  | { readonly state: "differs"; readonly device: ServerDevice; readonly has: ShownCredentials }
  /** No device of that name, and none was found that has the certificate. */
  | { readonly state: "not-provisioned"; readonly deviceName: string }
  /** Another device has the certificate. */
  | { readonly state: "other-device"; readonly device: ServerDevice; readonly deviceName: string };

/** Credentials as they may be shown; no secret. */
export interface ShownCredentials {
  readonly type: string;
  /** Of a certificate alone: any other kind's id is, or may be, a secret. */
  readonly credentialsId?: string;
}

/** What was found on a server. */
export interface FoundDevices {
  /** Its name is the one that is looked for. */
  readonly named?: { readonly device: ServerDevice; readonly credentials: ServerCredentials };
  /** It has the certificate. */
  readonly holder?: ServerDevice;
}

/**
 * Says how a device stands on a server. `names` are what it may be called there, the likeliest first, at least one; whoever
 * holds the certificate under one of them, or where none of them exists, is the device.
 */
export function comparisonOf({ named, holder }: FoundDevices, names: readonly string[]): Comparison {
  const [deviceName = ""] = names;
  if (holder !== undefined) {
    const isIt = named === undefined || named.device.id === holder.id || names.includes(holder.name);
    return isIt
      ? { state: "in-sync", device: holder }
      : { state: "other-device", device: holder, deviceName: named.device.name };
  }
  return named === undefined
    ? { state: "not-provisioned", deviceName }
    : { state: "differs", device: named.device, has: shownCredentials(named.credentials) };
}

/** Leaves out what may be a secret. */
export function shownCredentials({ type, credentialsId }: ServerCredentials): ShownCredentials {
  return type === "X509_CERTIFICATE" ? { type, credentialsId } : { type };
}

/** Tells whether credentials are a certificate. */
export function isCertificate({ type, credentialsId }: ServerCredentials, ours: string): boolean {
  return type === "X509_CERTIFICATE" && credentialsId === ours;
}
