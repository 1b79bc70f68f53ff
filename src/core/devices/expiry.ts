import type { Side } from "../identity/identity";
import { certificateStateOf, type CertificateOnDisk, type Device } from "./device";
import { byNaturalOrder } from "./naturalOrder";

/** How urgent a certificate's end is. */
export type Urgency = "expired" | "soon" | "fine";

/** What the devices are put together by where they are shown. */
export type Grouping = "folder" | "expiry";

/** When one certificate of a device ends. */
export interface Expiry {
  /** The device, or the first in the order of paths where several have the very same file. */
  readonly device: Device;
  readonly side: Side;
  readonly certificate: CertificateOnDisk;
  readonly urgency: Urgency;
  /** Whole days until its end, rounded down: negative once that is past. */
  readonly days: number;
}

/** The time of asking, and how many days before its end a certificate of a properties file's device is due. */
export interface ExpiryTerms {
  readonly now: Date;
  readonly expiryWarningDaysOf: (propertiesPath: string) => number;
}

/** Devices of one urgency; `none` have no certificate that can be read, `unread` were not looked at yet. */
export interface ExpiryGroup {
  readonly urgency: Urgency | "none" | "unread";
  /** What ends first of each device comes with it. Sorted by that date; devices without one by their paths. */
  readonly rows: readonly { readonly device: Device; readonly expiry?: Expiry }[];
}

const dayMs = 86_400_000;

/** Gives when the certificates of some devices end, the first to end first; a file that several devices share once. */
export function expiriesOf(devices: readonly Device[], terms: ExpiryTerms): readonly Expiry[] {
  const byPath = new Map<string, Expiry>();
  for (const expiry of devices.flatMap((device) => expiriesOfDevice(device, terms))) {
    if (!byPath.has(expiry.certificate.path)) {
      byPath.set(expiry.certificate.path, expiry);
    }
  }
  return [...byPath.values()].sort(byEnd);
}

/** Gives those that have ended or will within the days of the setting. */
export function dueOf(expiries: readonly Expiry[]): readonly Expiry[] {
  return expiries.filter(({ urgency }) => urgency !== "fine");
}

/** Counts certificates by how urgent they are. */
export function expiryCounts(expiries: readonly Expiry[]): Readonly<Record<Urgency, number>> {
  const counts = { expired: 0, soon: 0, fine: 0 };
  for (const { urgency } of expiries) {
    counts[urgency] += 1;
  }
  return counts;
}

/** Gives the devices by what is most urgent of each, most urgent first; a group without devices is not there. */
export function expiryGroups(devices: readonly Device[], terms: ExpiryTerms): readonly ExpiryGroup[] {
  const rows = devices.map((device) => {
    const [expiry] = [...expiriesOfDevice(device, terms)].sort(byEnd);
    return expiry === undefined ? { device } : { device, expiry };
  });
  return urgencies
    .map((urgency) => ({ urgency, rows: rows.filter((row) => urgencyOf(row) === urgency).sort(byFirstEnd) }))
    .filter((group) => group.rows.length > 0);
}

const urgencies = ["expired", "soon", "fine", "none", "unread"] as const;

function urgencyOf({ device, expiry }: ExpiryGroup["rows"][number]): ExpiryGroup["urgency"] {
  return device.isUnread === true ? "unread" : (expiry?.urgency ?? "none");
}

/** The client's, then the server's. */
function expiriesOfDevice(device: Device, terms: ExpiryTerms): readonly Expiry[] {
  const warningDays = terms.expiryWarningDaysOf(device.propertiesPath);
  return [device.client, device.server].flatMap(({ side, certificate }) => {
    if (certificate === undefined || "unreadable" in certificate) {
      return [];
    }
    const { kind } = certificateStateOf(certificate, terms.now, warningDays);
    const urgency = kind === "expired" ? "expired" : kind === "expiring" ? "soon" : "fine";
    const days = Math.floor((certificate.notAfterMs - terms.now.getTime()) / dayMs);
    return [{ device, side, certificate, urgency, days }];
  });
}

/** What ends on the same day is told in the natural order of its paths. */
function byEnd(a: Expiry, b: Expiry): number {
  return a.days - b.days || byNaturalOrder(a.certificate.path, b.certificate.path);
}

function byFirstEnd(a: ExpiryGroup["rows"][number], b: ExpiryGroup["rows"][number]): number {
  const byDay = (a.expiry?.days ?? 0) - (b.expiry?.days ?? 0);
  return byDay || byNaturalOrder(a.device.propertiesPath, b.device.propertiesPath);
}
