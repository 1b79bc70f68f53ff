import { isJsonObject, type Json } from "../credential/json";
import type { KeptValue } from "../credential/valueCalls";

/** What became of one value that was sent: a later one took its place, or the server has none or an older one. */
export type ArrivalState = "arrived" | "overtaken" | "missing";

/** The two sorts of values that a server keeps. */
export type ValueKind = "telemetry" | "attribute";

/** One value that a device sent, and what the server has in its place. */
export interface ArrivedValue {
  readonly kind: ValueKind;
  /** Foreign text, cut. */
  readonly key: string;
  readonly state: ArrivalState;
  /** What the server has, as text, cut; absent where it has nothing. */
  readonly value?: string;
  /** The server's time of it, milliseconds since 1970 UTC. */
  readonly atMs?: number;
}

/** What a server had of what a device had just published. */
export interface Arrival {
  /** What the device is called on the server. */
  readonly deviceName: string;
  /** When it was sent, milliseconds since 1970 UTC, by this machine's clock. */
  readonly sentAtMs: number;
  /** How long after that it was looked for, milliseconds, by this machine's clock: all that arrived was there by then. */
  readonly afterMs: number;
  readonly values: readonly ArrivedValue[];
  /** How many more arrived, and how many more did not; they are not listed. */
  readonly more: { readonly arrived: number; readonly missing: number };
}

/** A value as a device sent it. */
export interface SentValue {
  readonly key: string;
  readonly value: Json;
  /** The time that the server keeps it under, or the earliest that this can be; milliseconds since 1970 UTC. */
  readonly atMs: number;
}

/** What was sent, and what the server has now. */
export interface Sending {
  readonly kind: ValueKind;
  readonly deviceName: string;
  readonly sentAtMs: number;
  readonly askedAtMs: number;
  readonly sent: readonly SentValue[];
  /** Of that kind; attributes of several scopes may have the same key. */
  readonly kept: readonly KeptValue[];
}

/** A report stays small: of more values only the number is kept, and of longer texts the beginning. */
const mostValues = 20;
const longestKey = 60;
const longestValue = 120;

/** Compares what a device sent with what the server has. */
export function arrivalOf({ kind, deviceName, sentAtMs, askedAtMs, sent, kept }: Sending): Arrival {
  const all = latestOf(sent).map((value) => arrivedValue(kind, value, kept));
  // What did not arrive is what somebody looks for.
  const sorted = [...all.filter(isMissing), ...all.filter((value) => !isMissing(value))];
  const left = sorted.slice(mostValues);
  const missing = left.filter(isMissing).length;
  return {
    deviceName: cut(deviceName, longestValue),
    sentAtMs,
    afterMs: Math.max(0, askedAtMs - sentAtMs),
    values: sorted.slice(0, mostValues),
    more: { arrived: left.length - missing, missing },
  };
}

/** Whether the server has all that was sent, or something later. */
export function isThere({ values, more }: Arrival): boolean {
  return more.missing === 0 && !values.some(isMissing);
}

function isMissing({ state }: ArrivedValue): boolean {
  return state === "missing";
}

/** A message may hold several values of a key: the server's latest is the one with the latest time. */
function latestOf(sent: readonly SentValue[]): readonly SentValue[] {
  const latest = new Map<string, SentValue>();
  for (const value of sent) {
    const known = latest.get(value.key);
    if (known === undefined || known.atMs <= value.atMs) {
      latest.set(value.key, value);
    }
  }
  return [...latest.values()];
}

function arrivedValue(kind: ValueKind, sent: SentValue, kept: readonly KeptValue[]): ArrivedValue {
  const found = kept
    .filter(({ key }) => key === sent.key)
    .sort((left, right) => rank(stateOf(sent, left)) - rank(stateOf(sent, right)))[0];
  const shown = { kind, key: cut(sent.key, longestKey) };
  return found === undefined
    ? { ...shown, state: "missing" }
    : {
        ...shown,
        state: stateOf(sent, found),
        value: cut(textOf(found.value), longestValue),
        atMs: found.atMs,
      };
}

function rank(state: ArrivalState): number {
  return ["arrived", "overtaken", "missing"].indexOf(state);
}

function stateOf(sent: SentValue, kept: KeptValue): ArrivalState {
  if (kept.atMs < sent.atMs) {
    return "missing";
  }
  return isSame(sent.value, kept.value) ? "arrived" : "overtaken";
}

/** ThingsBoard may make a number of a text that looks like one (`JSON_TYPE_CAST_ENABLED`), and a text of JSON. */
function isSame(sent: Json, kept: Json): boolean {
  const [one, other] = [textOf(sent), textOf(kept)];
  return one === other || (one.trim() !== "" && other.trim() !== "" && Number(one) === Number(other));
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** No character is cut in two. */
function cut(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Reads an arrival that was stored, here or in another version; undefined where it is not understood. */
export function arrivalFrom(stored: Json | undefined): Arrival | undefined {
  if (!isJsonObject(stored) || !isJsonObject(stored["more"])) {
    return undefined;
  }
  const { deviceName, sentAtMs, afterMs, more } = stored;
  const { arrived, missing } = more;
  const rows = Array.isArray(stored["values"]) ? (stored["values"] as readonly Json[]) : [undefined];
  const values = rows.map(valueFrom).filter((value) => value !== undefined);
  return typeof deviceName === "string" &&
    isTime(sentAtMs) &&
    isTime(afterMs) &&
    isTime(arrived) &&
    isTime(missing) &&
    values.length === rows.length
    ? { deviceName, sentAtMs, afterMs, values, more: { arrived, missing } }
    : undefined;
}

function valueFrom(row: Json | undefined): ArrivedValue | undefined {
  if (!isJsonObject(row)) {
    return undefined;
  }
  const { kind, key, state, value, atMs } = row;
  if ((kind !== "telemetry" && kind !== "attribute") || typeof key !== "string" || !isState(state)) {
    return undefined;
  }
  return {
    ...{ kind, key, state },
    ...(typeof value === "string" ? { value } : {}),
    ...(isTime(atMs) ? { atMs } : {}),
  };
}

function isState(value: Json | undefined): value is ArrivalState {
  return value === "arrived" || value === "overtaken" || value === "missing";
}

/** Whatever a `Date` takes (ECMA-262 §21.4.1.1). */
function isTime(value: Json | undefined): value is number {
  return typeof value === "number" && Math.abs(value) < 8e15;
}
