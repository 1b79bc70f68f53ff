import { isJsonObject, stringOf, type Json, type JsonObject } from "../credential/json";
import { arrivalFrom, type Arrival } from "./arrival";
import { diagnosisTable, type DiagnosisCode, type DiagnosisFacts } from "./diagnoses";
import type { Warning } from "./events";
import { isPhase } from "./phaseOrder";
import type { ReportFacts } from "./report";
import type { PhaseReport } from "./session";
import { isWarningCode } from "./warningCodes";

/** A report and when its test ended, milliseconds since 1970 UTC. */
export interface TestedReport {
  readonly report: ReportFacts;
  readonly atMs: number;
}

/** The last test of a device with a server, and the one before that. */
export interface ReportHistory {
  readonly last: TestedReport;
  readonly before?: TestedReport;
}

/** By the device's properties file, then by the server's name; the one that was tested last stands last in both. */
export type ReportHistories = ReadonlyMap<string, ReadonlyMap<string, ReportHistory>>;

/** Nothing was tested yet. */
export const noHistories: ReportHistories = new Map();

/** Adds what a test gave; the one before the one before is forgotten. */
export function withReport(histories: ReportHistories, tested: TestedReport): ReportHistories {
  const { properties, server } = tested.report;
  const before = lastReportWith(histories, properties, server.name);
  const history = { last: tested, ...(before === undefined ? {} : { before }) };
  return lastInPlace(histories, properties, (servers = new Map<string, ReportHistory>()) =>
    lastInPlace(servers, server.name, () => history),
  );
}

/** Adds to the last test of a device what the server had of a message; a test that is no longer the last stays as it is. */
export function withArrival(
  histories: ReportHistories,
  { report: { properties, server }, atMs }: TestedReport,
  arrival: Arrival,
): ReportHistories {
  const history = histories.get(properties)?.get(server.name);
  if (history?.last.atMs !== atMs || (history.last.report.arrival?.sentAtMs ?? 0) > arrival.sentAtMs) {
    return histories;
  }
  const last = { atMs, report: { ...history.last.report, arrival } };
  const servers = new Map(histories.get(properties)).set(server.name, { ...history, last });
  return new Map(histories).set(properties, servers);
}

/** Gives the history with the server that a device was tested with last. */
export function historyOf(histories: ReportHistories, properties: string): ReportHistory | undefined {
  return [...(histories.get(properties)?.values() ?? [])].at(-1);
}

/** Gives the last test of a device with a server. */
export function lastReportWith(
  histories: ReportHistories,
  properties: string,
  serverName: string,
): TestedReport | undefined {
  return histories.get(properties)?.get(serverName)?.last;
}

/** What is stored stays small: VS Code complains of a state above 512 KiB. */
const mostDevices = 200;
const mostCharacters = 400_000;

/**
 * Writes what outlives a window: the history of each device with the server that it was tested with last, of at most
 * 200 devices and 400,000 characters; the oldest are left out first. No fact of a report is a
 * secret; the values of an arrival are what the person published.
 */
export function storedHistories(histories: ReportHistories): Json {
  const newestFirst = [...histories.keys()].reverse().slice(0, mostDevices);
  const stored: Json[] = [];
  let characters = 0;
  for (const properties of newestFirst) {
    const history = historyOf(histories, properties) as Json | undefined;
    characters += JSON.stringify(history ?? null).length;
    if (history === undefined || characters > mostCharacters) {
      break;
    }
    stored.unshift(history);
  }
  return stored;
}

/** Reads what `storedHistories` wrote, here or in another version; what is not understood is left out. */
export function historiesFrom(stored: Json | undefined): ReportHistories {
  const rows = Array.isArray(stored) ? (stored as readonly Json[]) : [];
  return rows.reduce<ReportHistories>((histories, row) => {
    const last = isJsonObject(row) ? testedFrom(row["last"]) : undefined;
    const before = isJsonObject(row) ? testedFrom(row["before"]) : undefined;
    if (last === undefined) {
      return histories;
    }
    return withReport(before === undefined ? histories : withReport(histories, before), last);
  }, noHistories);
}

function lastInPlace<Value>(
  map: ReadonlyMap<string, Value>,
  key: string,
  valueOf: (old: Value | undefined) => Value,
): ReadonlyMap<string, Value> {
  const others = [...map].filter(([other]) => other !== key);
  return new Map([...others, [key, valueOf(map.get(key))]]);
}

function testedFrom(value: Json | undefined): TestedReport | undefined {
  if (!isJsonObject(value) || !isTime(value["atMs"]) || !isJsonObject(value["report"])) {
    return undefined;
  }
  const report = reportFrom(value["report"]);
  return report && { report, atMs: value["atMs"] };
}

/** A date reaches 8.64e15 ms from 1970 (ECMA-262 §21.4.1.1), and an offset from UTC is added to it. */
function isTime(value: Json | undefined): value is number {
  return typeof value === "number" && Math.abs(value) < 8e15;
}

function reportFrom(value: JsonObject): ReportFacts | undefined {
  const { ok, server, properties } = value;
  const phases = eachOf(value["phases"], phaseFrom);
  const warnings = eachOf(value["warnings"], warningFrom);
  const diagnosis = diagnosisFrom(value["diagnosis"]);
  if (typeof ok !== "boolean" || typeof properties !== "string" || !isJsonObject(server)) {
    return undefined;
  }
  const name = stringOf(server["name"]);
  const mqttUrl = stringOf(server["mqttUrl"]);
  if (name === undefined || mqttUrl === undefined || phases === undefined || warnings === undefined) {
    return undefined;
  }
  const arrival = arrivalFrom(value["arrival"]);
  return {
    ...{ ok, server: { name, mqttUrl }, properties, phases, warnings },
    ...(diagnosis === undefined ? {} : { diagnosis }),
    ...(arrival === undefined ? {} : { arrival }),
  };
}

/** Undefined where it is no list, or one of them is not understood. */
function eachOf<Value>(
  value: Json | undefined,
  read: (row: JsonObject) => Value | undefined,
): readonly Value[] | undefined {
  const rows = Array.isArray(value) ? (value as readonly Json[]) : undefined;
  const values = rows?.map((row) => (isJsonObject(row) ? read(row) : undefined));
  const known = values?.filter((one) => one !== undefined);
  return known?.length === values?.length ? known : undefined;
}

function phaseFrom({ phase, ok, ms, facts }: JsonObject): PhaseReport | undefined {
  const texts = factsFrom(facts);
  return typeof phase === "string" &&
    isPhase(phase) &&
    typeof ok === "boolean" &&
    typeof ms === "number" &&
    texts !== undefined
    ? { phase, ok, ms, facts: texts }
    : undefined;
}

function warningFrom({ code, facts }: JsonObject): Warning | undefined {
  const texts = factsFrom(facts);
  return typeof code === "string" && isWarningCode(code) && texts !== undefined
    ? { code, facts: texts }
    : undefined;
}

function diagnosisFrom(value: Json | undefined): DiagnosisFacts | undefined {
  const code = isJsonObject(value) ? stringOf(value["code"]) : undefined;
  const facts = isJsonObject(value) ? factsFrom(value["facts"]) : undefined;
  return code !== undefined && Object.hasOwn(diagnosisTable, code) && facts !== undefined
    ? { code: code as DiagnosisCode, facts }
    : undefined;
}

function factsFrom(value: Json | undefined): Readonly<Record<string, string>> | undefined {
  return isJsonObject(value) && Object.values(value).every((fact) => typeof fact === "string")
    ? (value as Readonly<Record<string, string>>)
    : undefined;
}
