import type { Json } from "../credential/json";
import { isJsonObject } from "../credential/json";
import type { Problem, Severity, Span } from "../problem";
import type { Utterance } from "../testServer/topics";
import { utteranceOf } from "../testServer/topics";
import type { LocatedJsonFailure } from "./locatedJson";
import { plainJson, readLocatedJson } from "./locatedJson";

/** Every finding about a message that is to be published. Values in brackets. */
export type PayloadProblemCode =
  /** The topic is empty, too long, or has a character that only a filter may have []. */
  | "topic-invalid"
  /** It is no JSON [line, column]. */
  | "payload-not-json"
  /** It is JSON of more than 64 levels [line, column]. */
  | "payload-too-deep"
  /** It is no object, and no array of objects []. */
  | "telemetry-not-object"
  /** `ts` looks like seconds [ts]. */
  | "telemetry-ts-seconds"
  /** It is no object []. */
  | "attributes-not-object"
  /** `clientKeys` or `sharedKeys` is no text []. */
  | "attributes-request-keys"
  /** It has no method, or no params []. */
  | "rpc-call-incomplete"
  /** It is no object []. */
  | "claim-not-object"
  /** ThingsBoard closes the session for a longer one [bytes, most]. */
  | "payload-too-long";

/** A finding about a message; its span is in the payload. */
export type PayloadProblem = Problem<PayloadProblemCode>;

/** ThingsBoard's `NETTY_MAX_PAYLOAD_SIZE`, bytes; source: thingsboard.yml. */
const mostBytes = 65_536;

/** A time in milliseconds before 1973 is likelier one in seconds. */
const leastMs = 1e11;

/**
 * Checks what is to be published. Only ThingsBoard's own topics make an error of what is no JSON: elsewhere a payload may
 * be anything, and one that looks like JSON and is none is a warning.
 */
export function payloadProblems(topic: string, payload: string): readonly PayloadProblem[] {
  if (!isTopicName(topic)) {
    return [problem("topic-invalid", "error", wholeOf(payload))];
  }
  const bytes = new TextEncoder().encode(payload).length;
  const tooLong =
    bytes > mostBytes
      ? [
          problem("payload-too-long", "warning", wholeOf(payload), {
            bytes: String(bytes),
            most: String(mostBytes),
          }),
        ]
      : [];
  return [...contentProblems(utteranceOf(topic), payload), ...tooLong];
}

/** Tells whether a message may be published to that topic (MQTT 3.1.1 §4.7.1, §4.7.3). */
export function isTopicName(topic: string): boolean {
  return topic !== "" && !/[+#\0]/.test(topic) && new TextEncoder().encode(topic).length <= 65_535;
}

function contentProblems({ kind }: Utterance, payload: string): readonly PayloadProblem[] {
  const isFree = freeKinds.includes(kind);
  const mayBeAnything = isFree && !/^\s*[{[]/.test(payload);
  if (mayBeAnything || (kind === "claim" && payload === "")) {
    return [];
  }
  const read = readLocatedJson(payload);
  if (!read.ok) {
    return [notJson(payload, read.failure, isFree ? "warning" : "error")];
  }
  const found = shapes[kind]?.(plainJson(read.value));
  return found === undefined ? [] : [problem(found.code, "warning", read.value.span, found.values)];
}

/** No topic of a device with a payload in JSON. */
const freeKinds: readonly Utterance["kind"][] = ["unknown", "gateway", "package-request"];

function notJson(payload: string, { code, offset }: LocatedJsonFailure, severity: Severity): PayloadProblem {
  const span = { start: offset, end: Math.min(offset + 1, payload.length) };
  const own = code === "json-too-deep" ? "payload-too-deep" : "payload-not-json";
  return problem(own, severity, span, placeOf(payload, offset));
}

interface Misshapen {
  readonly code: PayloadProblemCode;
  readonly values?: Readonly<Record<string, string>>;
}

/** What ThingsBoard would dislike of the shape, for each sort of topic. */
const shapes: Readonly<Partial<Record<Utterance["kind"], (value: Json) => Misshapen | undefined>>> = {
  telemetry: telemetryShape,
  attributes: (value) => (isJsonObject(value) ? undefined : { code: "attributes-not-object" }),
  "attributes-request": (value) => (isKeysRequest(value) ? undefined : { code: "attributes-request-keys" }),
  "rpc-request": (value) => (isCall(value) ? undefined : { code: "rpc-call-incomplete" }),
  claim: (value) => (isJsonObject(value) ? undefined : { code: "claim-not-object" }),
};

function telemetryShape(value: Json): Misshapen | undefined {
  const rows: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (!rows.every(isJsonObject)) {
    return { code: "telemetry-not-object" };
  }
  const times = rows.flatMap(({ ts, values }) =>
    typeof ts === "number" && isJsonObject(values) ? [ts] : [],
  );
  const early = times.find((ts) => ts < leastMs);
  return early === undefined ? undefined : { code: "telemetry-ts-seconds", values: { ts: String(early) } };
}

function isCall(value: Json): boolean {
  return isJsonObject(value) && typeof value["method"] === "string" && value["params"] !== undefined;
}

function isKeysRequest(value: Json): boolean {
  const isText = (keys: Json | undefined): boolean => keys === undefined || typeof keys === "string";
  return isJsonObject(value) && isText(value["clientKeys"]) && isText(value["sharedKeys"]);
}

/** Line and column of an offset, from 1. */
function placeOf(text: string, offset: number): Readonly<Record<string, string>> {
  const before = text.slice(0, offset).split("\n");
  return { line: String(before.length), column: String((before.at(-1)?.length ?? 0) + 1) };
}

function wholeOf(payload: string): Span {
  return { start: 0, end: payload.length };
}

function problem(
  code: PayloadProblemCode,
  severity: Severity,
  span: Span,
  values: Readonly<Record<string, string>> = {},
): PayloadProblem {
  return { code, severity, span, values };
}
