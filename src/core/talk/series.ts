import type { SessionEvent } from "../connection/events";
import { isJsonObject, parseJson, type Json } from "../credential/json";
import { telemetryOf } from "../testServer/payloads";
import { utteranceOf } from "../testServer/topics";

/** Whether a value was sent by the device or came from the server. */
export type Direction = "sent" | "received";

/** A number at a time, milliseconds since 1970 UTC. */
export interface ChartPoint {
  readonly atMs: number;
  readonly value: number;
}

/** The course of one value of a device. */
export interface Series {
  readonly propertiesPath: string;
  readonly key: string;
  readonly direction: Direction;
  /** By their times. */
  readonly points: readonly ChartPoint[];
}

/** What is drawn: the series in the order in which they came, and how many more there would be. */
export interface ChartState {
  readonly series: ReadonlyMap<string, Series>;
  /** Values of further series, which are not kept. */
  readonly leftOut: number;
}

/** A chart without values. */
export const emptyChart: ChartState = { series: new Map(), leftOut: 0 };

/** The most points of a series, and the most series. */
const mostPoints = 500;
const mostSeries = 24;

/** A longer payload is no telemetry that anybody looks at, bytes. */
const mostBytes = 65_536;

interface Found extends ChartPoint {
  readonly key: string;
}

/** The chart after what happened on a device's connection; the same one where no number was in it. */
export function charted(chart: ChartState, propertiesPath: string, event: SessionEvent): ChartState {
  if ((event.kind !== "published" && event.kind !== "received") || event.payload.length > mostBytes) {
    return chart;
  }
  const direction = event.kind === "published" ? "sent" : "received";
  return numbersIn(event.topic, event.payload, event.atMs).reduce(
    (before, found) => withPoint(before, { propertiesPath, direction }, found),
    chart,
  );
}

/** Telemetry and attributes alone hold values; what is asked and answered is none. */
function numbersIn(topic: string, payload: Uint8Array, atMs: number): readonly Found[] {
  const { kind } = utteranceOf(topic);
  if (kind !== "telemetry" && kind !== "attributes") {
    return [];
  }
  const parsed = parseJson(new TextDecoder().decode(payload));
  if (!parsed.ok) {
    return [];
  }
  const points = kind === "telemetry" ? telemetryOf(parsed.value, atMs) : attributePoints(parsed.value, atMs);
  return (points ?? []).flatMap(({ key, atMs: at, value }) =>
    typeof value === "number" && Number.isFinite(value) && Number.isFinite(at)
      ? [{ key, atMs: at, value }]
      : [],
  );
}

function attributePoints(
  value: Json,
  atMs: number,
): readonly { readonly key: string; readonly atMs: number; readonly value: Json }[] {
  return isJsonObject(value) ? Object.entries(value).map(([key, one]) => ({ key, atMs, value: one })) : [];
}

function withPoint(
  { series, leftOut }: ChartState,
  { propertiesPath, direction }: Pick<Series, "propertiesPath" | "direction">,
  { key, atMs, value }: Found,
): ChartState {
  const id = JSON.stringify([propertiesPath, direction, key]);
  const before = series.get(id);
  if (before === undefined && series.size >= mostSeries) {
    return { series, leftOut: leftOut + 1 };
  }
  const points = inserted(before?.points ?? [], { atMs, value });
  return { series: new Map(series).set(id, { propertiesPath, key, direction, points }), leftOut };
}

/** Telemetry may come with times of its own, in any order. */
function inserted(points: readonly ChartPoint[], point: ChartPoint): readonly ChartPoint[] {
  const behind = points.findLastIndex(({ atMs }) => atMs <= point.atMs) + 1;
  return [...points.slice(0, behind), point, ...points.slice(behind)].slice(-mostPoints);
}
