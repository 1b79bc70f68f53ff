import * as l10n from "@vscode/l10n";
import type { ProvisionReportRow } from "../../core/fleet/provisionReport";
import type { FleetRow, FleetRowFailure } from "../../flows/provisionFleet";
import { nameOf } from "../../flows/paths";
import type { Action, CommandFailure } from "../command";
import { countedDevices } from "./counts";
import { plainText } from "./diagnosisCase";
import { fleetLine, indent, namesLine, type FleetLineTime } from "./fleetLines";
import { countText, listText } from "./numbers";
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
  const { code, ...details } = failure;
  const message = ownText(failure, plainText(server.name));
  switch (code) {
    case "device-named-twice":
    case "bulk-import-refused":
      return { code, message, details };
    case "client-cert-self-signed":
      return {
        code,
        message,
        details,
        actions: [
          {
            title: l10n.t("Generate Client Cert"),
            command: "thingsboardX509.generateClientCert",
            args: [propertiesPath],
          },
        ],
      };
    case "device-ca-not-on-server":
    case "device-not-created-by-chain":
      return { code, message, details, actions: [provisionCa] };
  }
}

function ownText(failure: Own, where: string): string {
  switch (failure.code) {
    case "device-named-twice":
      return l10n.t(
        "Another device of this fleet, {other}, is {deviceName} on {where}, and one would take the other's place. Give them different common names.",
        { other: plainText(failure.other), deviceName: plainText(failure.deviceName), where },
      );
    case "bulk-import-refused": {
      const facts = { where, deviceName: plainText(failure.deviceName), said: plainText(failure.said) };
      return failure.said === ""
        ? l10n.t(
            "{where} did not import {deviceName}, and gave no reason. Provision it alone to see more.",
            facts,
          )
        : l10n.t(
            "{where} did not import {deviceName}, and said: {said}. Provision it alone to see more.",
            facts,
          );
    }
    case "client-cert-self-signed":
      return l10n.t(
        "{file} is signed by its own key, so no device CA vouches for it. Generate it with a device CA, or provision each device.",
        { file: nameOf(failure.path) },
      );
    case "device-ca-not-on-server":
      return l10n.t(
        "No device profile of {where} takes what {issuer} signed. Provision the device CA, then check again.",
        { where, issuer: plainText(failure.issuer) },
      );
    case "device-not-created-by-chain":
      return l10n.t(
        "The device profile {profile} of {where} takes only devices that are there, and {deviceName} is not. Have the profile create new devices, or provision this one.",
        { profile: plainText(failure.profile), where, deviceName: plainText(failure.deviceName) },
      );
  }
}

/** What cures that a server does not know a device CA. */
export const provisionCa: Action = {
  title: l10n.t("Provision Device CA"),
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
    const facts = { where, unchanged: countText(unchanged), countedDevices: countedDevices(total) };
    return failed === 0
      ? l10n.t(
          "{where} takes {unchanged} of {countedDevices} when they connect, by the device CA that signed them; none has to be provisioned alone.",
          facts,
        )
      : l10n.t(
          "{where} takes {unchanged} of {countedDevices} when they connect, by the device CA that signed them; {failed} it does not.",
          { ...facts, failed: countText(failed) },
        );
  }
  const left = total - provisioned - unchanged - failed;
  const parts = [
    l10n.t("{provisioned} provisioned", { provisioned: countText(provisioned) }),
    ...(unchanged === 0 ? [] : [unchangedText(unchanged)]),
    ...(failed === 0 ? [] : [l10n.t("{failed} failed", { failed: countText(failed) })]),
    ...(left === 0 ? [] : [l10n.t("{left} not reached", { left: countText(left) })]),
  ];
  return l10n.t("{countedDevices} on {where}: {parts}.", {
    countedDevices: countedDevices(total),
    where,
    parts: listText(parts),
  });
}

function unchangedText(unchanged: number): string {
  return unchanged === 1
    ? l10n.t("1 had its certificate already")
    : l10n.t("{unchanged} had their certificates already", { unchanged: countText(unchanged) });
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
    message: l10n.t("{message} {text} Run Provision Fleet again to go on where it ended.", {
      message: stopped.message,
      text,
    }),
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
      `${indent}${countText(failed.length)} × ${code}: ${failed[0]?.message ?? ""}`,
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
