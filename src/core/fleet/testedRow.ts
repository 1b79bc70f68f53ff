import type { DiagnosisCode, DiagnosisRow } from "../connection/diagnoses";

/** One device in an export of a fleet's tests, with the words that the person read. */
export interface TestedRow {
  readonly name: string;
  /** The properties file, as the person knows it. */
  readonly properties: string;
  /** All phases together, whole milliseconds. */
  readonly ms: number;
  /** Absent where the device connected. */
  readonly failure?: TestedFailure;
}

/** Why a device did not connect. */
export interface TestedFailure {
  readonly code: DiagnosisCode;
  readonly phase: DiagnosisRow["phase"];
  readonly sentence: string;
  readonly cure: string;
  readonly facts: Readonly<Record<string, string>>;
}
