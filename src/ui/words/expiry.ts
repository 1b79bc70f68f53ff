import * as l10n from "@vscode/l10n";
import type { Expiry, ExpiryGroup, Urgency } from "../../core/devices/expiry";

import { nameOf } from "../../flows/paths";
import type { CommandFailure } from "../command";
import { countedDevices } from "./counts";
import { countText, listText } from "./numbers";
import { sideWords } from "./sides";

/** What a group's row says: what its devices have in common, and how many they are. */
export interface ExpiryGroupWords {
  readonly label: string;
  readonly description: string;
  readonly spoken: string;
}

const groupLabels: Readonly<Record<ExpiryGroup["urgency"], string>> = {
  expired: l10n.t("Expired"),
  soon: l10n.t("Expires soon"),
  fine: l10n.t("Fine"),
  none: l10n.t("Without a certificate"),
  unread: l10n.t("Not read yet"),
};

/** Words a group of devices by what is most urgent of each. */
export function expiryGroupWords(urgency: ExpiryGroup["urgency"], count: number): ExpiryGroupWords {
  const label = groupLabels[urgency];
  const description = countedDevices(count);
  return { label, description, spoken: `${label}, ${description}` };
}

/** Says when a server's certificate ends, beside the state of the client's. */
export function serverExpiryText(expiry: Pick<Expiry, "days">): string {
  const { days } = expiry;
  if (days < 0) {
    return l10n.t("server certificate expired");
  }
  return days === 0
    ? l10n.t("server certificate expires today")
    : l10n.t("server certificate expires in {days} d", { days: countText(days) });
}

/** Says when a certificate ends: `expired`, `expires today`, `expires in 12 d`. */
export function endText({ days }: Pick<Expiry, "days">): string {
  if (days < 0) {
    return l10n.t("expired");
  }
  return days === 0 ? l10n.t("expires today") : l10n.t("expires in {days} d", { days: countText(days) });
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
    ...(expired > 0
      ? [
          expired === 1
            ? l10n.t("1 certificate expired")
            : l10n.t("{expired} certificates expired", { expired: countText(expired) }),
        ]
      : []),
    ...(soon > 0
      ? [
          expired > 0
            ? soon === 1
              ? l10n.t("1 expires soon")
              : l10n.t("{soon} expire soon", { soon: countText(soon) })
            : soon === 1
              ? l10n.t("1 certificate expires soon")
              : l10n.t("{soon} certificates expire soon", { soon: countText(soon) }),
        ]
      : []),
  ];
  const lines = due.slice(0, mostNamed).map((expiry) => `${expiryName(expiry)} ${endText(expiry)}`);
  const rest =
    due.length > mostNamed ? [l10n.t("and {count} more", { count: countText(due.length - mostNamed) })] : [];
  return {
    text: `$(warning) ${listText(parts)}`,
    tooltip: [...lines, ...rest, l10n.t("Click to show them in Devices")].join("\n"),
  };
}

/** Names a certificate: the client's has its device's name. */
export function expiryName({ device, side }: Pick<Expiry, "device" | "side">): string {
  return side === "client" ? device.name : l10n.t("{device} · server", { device: device.name });
}

/** Words the day on which a certificate ends for a calendar; `file` as the person knows it. */
export function calendarEventWords(
  { device, side, certificate }: Pick<Expiry, "device" | "side" | "certificate">,
  file: string,
): { readonly summary: string; readonly description: string } {
  return {
    summary: l10n.t("{device}: {side} certificate expires", { device: device.name, side: sideWords[side] }),
    description: [
      l10n.t("The certificate in {file} ends on {text}.", {
        file,
        text: new Date(certificate.notAfterMs).toISOString(),
      }),
      l10n.t("Subject: {subjectText}", { subjectText: certificate.subjectText }),
      `SHA-256: ${certificate.fingerprint256}`,
      l10n.t("Renew it before, and give the new one to whoever knows the old one."),
    ].join("\n"),
  };
}

/** Says what a calendar that was written holds. */
export function calendarWords(path: string, events: number): string {
  const file = nameOf(path);
  return events === 1
    ? l10n.t("{file} has 1 event. Import it into your calendar; importing it again later updates it.", {
        file,
      })
    : l10n.t(
        "{file} has {count} events. Import it into your calendar; importing it again later updates it.",
        { file, count: countText(events) },
      );
}

/** Why no calendar was written. */
export const noCertificate: CommandFailure = {
  code: "no-certificate",
  message: l10n.t(
    "No device of this workspace has a certificate that can be read, so there is nothing to put into a calendar.",
  ),
  actions: [
    { title: l10n.t("Generate Client Cert"), command: "thingsboardX509.generateClientCert", args: [] },
  ],
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
    return l10n.t("No certificate of this workspace has expired or will soon: there is nothing to renew.");
  }
  return [
    renewedText(renewed),
    ...(skipped === 0
      ? []
      : [
          skipped === 1
            ? l10n.t("1 certificate was left as it was.")
            : l10n.t("{skipped} certificates were left as they were.", { skipped: countText(skipped) }),
        ]),
    ...(first === undefined
      ? []
      : [
          l10n.t("{notRenewedCount} could not be renewed, the first {device}: {message}", {
            notRenewedCount: countText(notRenewed.length),
            device: first.device,
            message: first.message,
          }),
        ]),
  ].join(" ");
}

function renewedText(renewed: number): string {
  switch (renewed) {
    case 0:
      return l10n.t("No certificate is renewed.");
    case 1:
      return l10n.t(
        "1 certificate is renewed; the old files are kept in backup/. Whoever knows an old certificate has to be given the new one.",
      );
    default:
      return l10n.t(
        "{renewed} certificates are renewed; the old files are kept in backup/. Whoever knows an old certificate has to be given the new one.",
        { renewed: countText(renewed) },
      );
  }
}
