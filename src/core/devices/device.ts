import type { Side } from "../identity/identity";
import type { Claims } from "./claims";

/** A certificate on disk, as far as the tree shows it. */
export interface CertificateOnDisk {
  /** Absolute path of `P.pub.pem` or `S.pub.pem`. */
  readonly path: string;
  readonly subjectText: string;
  readonly keyText: string;
  /** Milliseconds since 1970 UTC. */
  readonly notBeforeMs: number;
  /** Milliseconds since 1970 UTC. */
  readonly notAfterMs: number;
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint256: string;
  /** ThingsBoard's id of the certificate. */
  readonly credentialsId: string;
}

/** One side's bundle on disk. */
export interface BundleOnDisk {
  readonly side: Side;
  /** Absolute paths of the bundle's files that are there, in the bundle's order. */
  readonly files: readonly string[];
  /** Absent where there is no certificate; `unreadable` where its file is none. */
  readonly certificate?: CertificateOnDisk | { readonly path: string; readonly unreadable: true };
}

/** A device: what its properties file and the files beside it say. No secret is in it. */
export interface Device {
  /** Absolute path; the device's identity in the inventory. */
  readonly propertiesPath: string;
  /** What it is called: see `deviceNameOf`. */
  readonly name: string;
  /** How many errors stand in the way of generating the client's bundle; a file that cannot be read has one. */
  readonly blockingProblems: number;
  /** `CLIENT_FILE_PREFIX`; absent where the file says none, or one that leads out of its folder. */
  readonly filePrefix?: string;
  /** `SERVER_FILE_PREFIX`, under the same terms. */
  readonly serverFilePrefix?: string;
  /** What other files may claim too; absent where the file cannot be read. */
  readonly claims?: Claims;
  readonly client: BundleOnDisk;
  readonly server: BundleOnDisk;
  /** Whether it was found and not looked at yet: then its path alone is known. */
  readonly isUnread?: true;
}

/** What the live connection of a device is doing. */
export type Liveness = "connecting" | "connected" | "reconnecting" | "none";

/** The state of a device as icon and description show it; `days` are whole days until the certificate ends. */
export type DeviceState =
  | { readonly kind: "connecting" }
  | { readonly kind: "connected" }
  | { readonly kind: "reconnecting" }
  | { readonly kind: "unread" }
  | { readonly kind: "no-certificate" }
  | { readonly kind: "unreadable" }
  | { readonly kind: "not-yet-valid" }
  | { readonly kind: "valid"; readonly days: number }
  | { readonly kind: "expiring"; readonly days: number }
  | { readonly kind: "expired" };

const dayMs = 86_400_000;

/** Gives the state of a bundle's certificate at a time; sooner than `expiryWarningDays` before its end it is expiring. */
export function certificateStateOf(
  certificate: BundleOnDisk["certificate"],
  now: Date,
  expiryWarningDays: number,
): DeviceState {
  if (certificate === undefined) {
    return { kind: "no-certificate" };
  }
  if ("unreadable" in certificate) {
    return { kind: "unreadable" };
  }
  const leftMs = certificate.notAfterMs - now.getTime();
  if (leftMs < 0) {
    return { kind: "expired" };
  }
  if (now.getTime() < certificate.notBeforeMs) {
    return { kind: "not-yet-valid" };
  }
  const days = Math.floor(leftMs / dayMs);
  return { kind: days < expiryWarningDays ? "expiring" : "valid", days };
}

/** Gives the state of a device: a live connection says more than a date. */
export function deviceStateOf(
  device: Device,
  liveness: Liveness,
  { now, expiryWarningDays }: { readonly now: Date; readonly expiryWarningDays: number },
): DeviceState {
  if (liveness !== "none") {
    return { kind: liveness };
  }
  return device.isUnread === true
    ? { kind: "unread" }
    : certificateStateOf(device.client.certificate, now, expiryWarningDays);
}
