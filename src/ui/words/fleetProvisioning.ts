import * as l10n from "@vscode/l10n";
import type { ProvisionReportRow } from "../../core/fleet/provisionReport";
import type { FleetRow, FleetRowFailure } from "../../flows/provisionFleet";
import { nameOf } from "../../flows/paths";
import type { Action, CommandFailure } from "../command";
import { plainText } from "./diagnosisCase";
import { countedDevices, fleetLine, indent, namesLine, type FleetLineTime } from "./fleetLines";
import { notReplaced, provisionFailureWords, type ProvisionSubject } from "./provisioning";

type Own = Extract<
  FleetRowFailure,
  {
    readonly code:
      | "device-named-twice"
      | "bulk-import-refused"
      | "client-cert-self-signed"
      | "device-ca-not-on-server"
      | "device-not-created-by-chain";
  }
>;

/** Tells why a device of a fleet is not on the server as it should be. */
export function fleetRowWords(failure: FleetRowFailure, subject: ProvisionSubject): CommandFailure {
  if (failure.code === "device-credentials-differ") {
    return notReplaced(failure.plan, subject);
  }
  return isOwn(failure) ? ownWords(failure, subject) : provisionFailureWords(failure, subject);
}

function isOwn(failure: FleetRowFailure): failure is Own {
  return ownCodes.has(failure.code);
}

const ownCodes: ReadonlySet<string> = new Set<Own["code"]>([
  "device-named-twice",
  "bulk-import-refused",
  "client-cert-self-signed",
  "device-ca-not-on-server",
  "device-not-created-by-chain",
]);

function ownWords(failure: Own, { server, propertiesPath }: ProvisionSubject): CommandFailure {
  const where = plainText(server.name);
  const { code, ...details } = failure;
  switch (failure.code) {
    case "device-named-twice":
      return {
        code,
        message: `Another device of this fleet, ${plainText(failure.other)}, is ${plainText(failure.deviceName)} on ${where}, and one would take the other's place. Give them different common names.`,
        details,
      };
    case "bulk-import-refused": {
      const said = failure.said === "" ? "and gave no reason" : `and said: ${plainText(failure.said)}`;
      return {
        code,
        message: `${where} did not import ${plainText(failure.deviceName)}, ${said}. Provision it alone to see more.`,
        details,
      };
    }
    case "client-cert-self-signed":
      return {
        code,
        message: `${nameOf(failure.path)} is signed by its own key, so no device CA vouches for it. Generate it with a device CA, or provision each device.`,
        details,
        actions: [
          {
            title: "Generate Client Cert",
            command: "thingsboardX509.generateClientCert",
            args: [propertiesPath],
          },
        ],
      };
    case "device-ca-not-on-server":
      return {
        code,
        message: `No device profile of ${where} takes what ${plainText(failure.issuer)} signed. Provision the device CA, then check again.`,
        details,
        actions: [provisionCa],
      };
    case "device-not-created-by-chain":
      return {
        code,
        message: `The device profile ${plainText(failure.profile)} of ${where} takes only devices that are there, and ${plainText(failure.deviceName)} is not. Have the profile create new devices, or provision this one.`,
        details,
        actions: [provisionCa],
      };
  }
}

/** What cures that a server does not know a device CA. */
export const provisionCa: Action = {
  title: "Provision Device CA",
  command: "thingsboardX509.provisionDeviceCa",
  args: [],
};

/** How many of a fleet are as they should be. */
export interface FleetCounts {
  readonly total: number;
  readonly provisioned: number;
  readonly unchanged: number;
  readonly failed: number;
}

/** Counts what became of a fleet. */
export function fleetCountsOf(rows: readonly FleetRow[], total: number): FleetCounts {
  const count = (kind: FleetRow["kind"]): number => rows.filter((row) => row.kind === kind).length;
  return {
    total,
    provisioned: count("provisioned"),
    unchanged: count("unchanged"),
    failed: count("failed"),
  };
}

/** How a fleet is provisioned. */
export type FleetMode = "each" | "bulk-import" | "chain";

/** Says what became of a fleet. */
export function fleetProvisionedText(counts: FleetCounts, mode: FleetMode, server: string): string {
  const { total, provisioned, unchanged, failed } = counts;
  const where = plainText(server);
  if (mode === "chain") {
    const taken = `${where} takes ${unchanged} of ${countedDevices(total)} when they connect, by the device CA that signed them`;
    return `${taken}${failed === 0 ? "; none has to be provisioned alone" : `; ${failed} it does not`}.`;
  }
  const left = total - provisioned - unchanged - failed;
  const parts = [
    `${provisioned} provisioned`,
    `${unchanged} had their certificates already`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(left === 0 ? [] : [`${left} not come to`]),
  ];
  return `${countedDevices(total)} on ${where}: ${parts.join(", ")}.`;
}

/** Says why the rest of a fleet was not tried, and how to go on. */
export function fleetStoppedWords(
  stopped: CommandFailure,
  counts: FleetCounts,
  server: string,
): CommandFailure {
  const text = fleetProvisionedText(counts, "each", server);
  return {
    ...stopped,
    message: `${stopped.message} ${text} Run Provision Fleet again to go on where it ended.`,
    details: { ...counts, cause: stopped.details },
  };
}

/** The line that opens the provisioning of a fleet. */
export function fleetProvisionOpeningLine(total: number, server: string, time: FleetLineTime): string {
  const facts = { server: plainText(server), devices: countedDevices(total) };
  return fleetLine("▶", l10n.t("Provision Fleet on {server}: {devices}", facts), time);
}

/** The lines that sum up the provisioning of a fleet: `text`, then each failure with its devices, the most frequent first. */
export function fleetProvisionSummaryLines(
  text: string,
  rows: readonly ProvisionReportRow[],
  time: FleetLineTime,
): readonly string[] {
  const isWhole = rows.every(({ outcome }) => outcome === "provisioned" || outcome === "unchanged");
  return [
    fleetLine(isWhole ? "✓" : "✗", text, time),
    ...failuresByCode(rows).flatMap(([code, failed]) => [
      `${indent}${failed.length} × ${code}: ${failed[0]?.message ?? ""}`,
      namesLine(failed.map(({ name }) => name)),
    ]),
  ];
}

function failuresByCode(
  rows: readonly ProvisionReportRow[],
): readonly (readonly [string, readonly ProvisionReportRow[]])[] {
  const codes = new Set(rows.flatMap(({ code }) => code ?? []));
  const groups = [...codes].map((code) => [code, rows.filter((row) => row.code === code)] as const);
  return groups.sort(([, one], [, other]) => other.length - one.length);
}
