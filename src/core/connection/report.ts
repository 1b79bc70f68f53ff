import type { Arrival } from "./arrival";
import { diagnose } from "./diagnose";
import { diagnosisTable, type DiagnosisFacts } from "./diagnoses";
import type { Warning } from "./events";
import type { PhaseReport, SessionState } from "./session";

/** The outcome of a test connection as data; the UI adds titles, sentences and commands. */
export interface ReportFacts {
  /** True when every phase passed. */
  readonly ok: boolean;
  readonly server: { readonly name: string; readonly mqttUrl: string };
  /** Absolute path of the properties file. */
  readonly properties: string;
  /** In the order that they ran; the last one is the one that failed, if any. */
  readonly phases: readonly PhaseReport[];
  /** There when `ok` is false. */
  readonly diagnosis?: DiagnosisFacts;
  readonly warnings: readonly Warning[];
  /** What the server had of what the device published last, in the session that the test left open. */
  readonly arrival?: Arrival;
}

/** What a report is about. */
export type ReportSubject = Pick<ReportFacts, "server" | "properties">;

/**
 * Makes the report of a session. A phase that is still open failed; a TLS phase that seemed to pass failed after all
 * where the server refused our certificate once the handshake was complete (TLS 1.3).
 */
export function reportOf(state: SessionState, subject: ReportSubject): ReportFacts {
  const diagnosis = diagnose(state);
  const phases = failedPhases(state, diagnosis);
  return {
    ok: diagnosis === undefined && state.open === undefined,
    server: subject.server,
    properties: subject.properties,
    phases,
    ...(diagnosis === undefined ? {} : { diagnosis }),
    warnings: state.warnings,
  };
}

function failedPhases(state: SessionState, diagnosis: DiagnosisFacts | undefined): readonly PhaseReport[] {
  const { open, phases } = state;
  if (open === undefined) {
    return phases;
  }
  if (diagnosis !== undefined && diagnosisTable[diagnosis.code].phase === "tls" && open.phase === "mqtt") {
    return phases.map((one) =>
      one.phase === "tls" ? { ...one, ok: false, facts: { ...one.facts, ...open.facts } } : one,
    );
  }
  const ms = state.lastAtMs - open.startedAtMs;
  return [...phases, { phase: open.phase, ok: false, ms, facts: open.facts }];
}
