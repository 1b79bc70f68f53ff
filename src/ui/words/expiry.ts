import type { Expiry, ExpiryGroup, Urgency } from "../../core/devices/expiry";

import { nameOf } from "../../flows/paths";
import type { CommandFailure } from "../command";

/** What a group's row says: what its devices have in common, and how many they are. */
export interface ExpiryGroupWords {
  readonly label: string;
  readonly description: string;
  readonly spoken: string;
}

const groupLabels: Readonly<Record<ExpiryGroup["urgency"], string>> = {
  expired: "Expired",
  soon: "Expires soon",
  fine: "Fine",
  none: "Without a certificate",
  unread: "Not read yet",
};

/** Words a group of devices by what is most urgent of each. */
export function expiryGroupWords(urgency: ExpiryGroup["urgency"], count: number): ExpiryGroupWords {
  const label = groupLabels[urgency];
  const description = count === 1 ? "1 device" : `${count} devices`;
  return { label, description, spoken: `${label}, ${description}` };
}

/** Says when a server's certificate ends, beside the state of the client's. */
export function serverExpiryText(expiry: Pick<Expiry, "days">): string {
  return `server certificate ${endText(expiry)}`;
}

/** Says when a certificate ends: `expired`, `expires today`, `expires in 12 d`. */
export function endText({ days }: Pick<Expiry, "days">): string {
  if (days < 0) {
    return "expired";
  }
  return days === 0 ? "expires today" : `expires in ${days} d`;
}

/** What the status bar shows of certificates that have ended or will soon. */
export interface ExpiryStatus {
  readonly text: string;
  readonly tooltip: string;
}

/** So many certificates are named where the mouse rests. */
const mostNamed = 10;

/** Words what is due, the first to end first; undefined where nothing is. */
export function expiryStatusOf(
  due: readonly Pick<Expiry, "device" | "side" | "days">[],
  { expired, soon }: Readonly<Record<Exclude<Urgency, "fine">, number>>,
): ExpiryStatus | undefined {
  if (due.length === 0) {
    return undefined;
  }
  const parts = [
    ...(expired > 0 ? [`${certificates(expired)} expired`] : []),
    ...(soon > 0
      ? [`${expired > 0 ? soon : certificates(soon)} ${soon === 1 ? "expires" : "expire"} soon`]
      : []),
  ];
  const lines = due.slice(0, mostNamed).map((expiry) => `${expiryName(expiry)} ${endText(expiry)}`);
  const rest = due.length > mostNamed ? [`and ${due.length - mostNamed} more`] : [];
  return {
    text: `$(warning) ${parts.join(", ")}`,
    tooltip: [...lines, ...rest, "Click to show them in Devices"].join("\n"),
  };
}

/** Names a certificate: the client's has its device's name. */
export function expiryName({ device, side }: Pick<Expiry, "device" | "side">): string {
  return side === "client" ? device.name : `${device.name} · server`;
}

function certificates(count: number): string {
  return count === 1 ? "1 certificate" : `${count} certificates`;
}

/** Words the day on which a certificate ends for a calendar; `file` as the person knows it. */
export function calendarEventWords(
  { device, side, certificate }: Pick<Expiry, "device" | "side" | "certificate">,
  file: string,
): { readonly summary: string; readonly description: string } {
  return {
    summary: `${device.name}: ${side} certificate expires`,
    description: [
      `The certificate in ${file} ends on ${new Date(certificate.notAfterMs).toISOString()}.`,
      `Subject: ${certificate.subjectText}`,
      `SHA-256: ${certificate.fingerprint256}`,
      "Renew it before, and give the new one to who knows the old one.",
    ].join("\n"),
  };
}

/** Says what a calendar that was written holds. */
export function calendarWords(path: string, events: number): string {
  return `${nameOf(path)} has ${events === 1 ? "1 event" : `${events} events`}. Import it into your calendar; importing it again later updates it.`;
}

/** Why no calendar was written. */
export const noCertificate: CommandFailure = {
  code: "no-certificate",
  message:
    "No device of this workspace has a certificate that can be read, so there is nothing to put into a calendar.",
  actions: [{ title: "Generate Client Cert", command: "thingsboardX509.generateClientCert", args: [] }],
};

/** What came of renewing many certificates. */
export interface RenewedAllFacts {
  readonly renewed: number;
  readonly notRenewed: readonly { readonly device: string; readonly message: string }[];
  readonly skipped: number;
}

/** Says what came of renewing many certificates, and what is to be done. */
export function renewedAllWords({ renewed, notRenewed, skipped }: RenewedAllFacts): string {
  const [first] = notRenewed;
  if (renewed + notRenewed.length + skipped === 0) {
    return "No certificate of this workspace expires so soon: there is nothing to renew.";
  }
  return [
    `${certificates(renewed)} ${renewed === 1 ? "is" : "are"} renewed${renewed === 0 ? "." : "; the old files are kept in backup/. Whoever knows an old certificate has to be given the new one."}`,
    ...(skipped === 0
      ? []
      : [
          `${certificates(skipped)} ${skipped === 1 ? "was" : "were"} left as ${skipped === 1 ? "it was" : "they were"}.`,
        ]),
    ...(first === undefined
      ? []
      : [`${notRenewed.length} could not be renewed, the first ${first.device}: ${first.message}`]),
  ].join(" ");
}
