import type { Comparison } from "../credential/comparison";
import type { DiagnosisCode, DiagnosisFacts } from "./diagnoses";
import type { Warning } from "./events";
import type { ReportFacts } from "./report";

/** What is known of a server from elsewhere than the connection. */
export interface ServerKnowledge {
  readonly comparison?: Comparison;
  /** The server's clock minus ours, milliseconds. */
  readonly clockAheadMs?: number;
}

/** Causes that look alike on the wire: the server did not take the device. */
const refusals: ReadonlySet<DiagnosisCode> = new Set([
  "mqtt-not-authorized",
  "mqtt-bad-credentials",
  "mqtt-client-id-refused",
]);

/** Tells whether what a server has of a device would say more about a report. */
export function isRefinable({ diagnosis }: Pick<ReportFacts, "diagnosis">): boolean {
  return diagnosis !== undefined && refusals.has(diagnosis.code);
}

/** Tells whether a clock that is off would say more about a report. */
export function isAboutClocks({ ok, diagnosis }: Pick<ReportFacts, "ok" | "diagnosis">): boolean {
  return ok || /-(?:expired|not-yet-valid)$/.test(diagnosis?.code ?? "");
}

/** Says more precisely why a device was refused, and warns of clocks that differ; what is not known changes nothing. */
export function refined(report: ReportFacts, { comparison, clockAheadMs }: ServerKnowledge): ReportFacts {
  const { diagnosis } = report;
  const isSplit = comparison !== undefined && diagnosis !== undefined && isRefinable(report);
  return {
    ...report,
    ...(isSplit ? { diagnosis: splitBy(diagnosis, comparison) } : {}),
    warnings: [...report.warnings, ...clockWarnings(report, clockAheadMs)],
  };
}

function splitBy({ code, facts }: DiagnosisFacts, comparison: Comparison): DiagnosisFacts {
  switch (comparison.state) {
    case "not-provisioned":
      return { code: "device-not-provisioned", facts: { ...facts, deviceName: comparison.deviceName } };
    case "differs": {
      const { type, credentialsId } = comparison.has;
      return {
        code: "device-credentials-differ",
        facts: {
          ...facts,
          deviceName: comparison.device.name,
          serverCredentialsType: type,
          ...(credentialsId === undefined ? {} : { serverCredentialsId: credentialsId }),
        },
      };
    }
    case "other-device":
      return {
        code: "device-belongs-to-other",
        facts: { ...facts, deviceName: comparison.deviceName, otherDeviceName: comparison.device.name },
      };
    case "in-sync":
      return { code, facts: { ...facts, inSyncDevice: comparison.device.name } };
  }
}

/** HTTP's `Date` is to the second, and an answer takes a moment. */
const mostSkewMs = 60_000;

function clockWarnings(
  { diagnosis, server }: ReportFacts,
  clockAheadMs: number | undefined,
): readonly Warning[] {
  if (clockAheadMs !== undefined) {
    const aheadSeconds = String(Math.round(clockAheadMs / 1000));
    return Math.abs(clockAheadMs) > mostSkewMs
      ? [{ code: "clock-skew", facts: { by: "rest", aheadSeconds, server: server.name } }]
      : [];
  }
  const notBefore = diagnosis?.facts["notBefore"];
  return diagnosis?.code === "server-cert-not-yet-valid" && notBefore !== undefined
    ? [{ code: "clock-skew", facts: { by: "certificate", notBefore } }]
    : [];
}
