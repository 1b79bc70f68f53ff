import type { Result } from "../result";
import { fail, ok } from "../result";
import type { Json, JsonObject } from "../credential/json";
import { isJsonObject } from "../credential/json";
import { parametersOf } from "./pathPattern";
import type { Delivery, RestFailure, RestRequest } from "./restMessages";
import { errorCodes, tokenExpired } from "./restMessages";

/** What a rule does to the request that it is for. */
export type FaultKind = (typeof faultKinds)[number]["kind"];

/** One row of the table of faults: either a refusal in place of the answer, or a way to spoil the answer. */
interface FaultRow {
  readonly kind: string;
  /** What happens, as the documentation has it. */
  readonly does: string;
  /** Whether the request has its effect nevertheless. */
  readonly hasEffect: boolean;
  readonly refusal?: RestFailure;
  readonly delivery?: (rule: FaultRule) => Delivery;
}

/** Every fault that can be asked for; the codes are ThingsBoard's own (ThingsboardErrorCode). */
export const faultKinds = [
  {
    kind: "expired",
    does: "401 with errorCode 11: the token has expired. A client refreshes it, once.",
    hasEffect: false,
    refusal: tokenExpired,
  },
  {
    kind: "rate-limited",
    does: "429 with errorCode 33 and `Retry-After` (`retryAfterSeconds`, 1 where absent). A client waits.",
    hasEffect: false,
    refusal: { status: 429, errorCode: errorCodes.tooManyRequests, message: "Too many requests" },
  },
  {
    kind: "conflict",
    does: "409 with errorCode 35: someone else changed the entity. A client reads it again.",
    hasEffect: false,
    refusal: {
      status: 409,
      errorCode: errorCodes.versionConflict,
      message: "Entity was already changed by someone else",
    },
  },
  {
    kind: "server-error",
    does: "500 with errorCode 46: the database failed.",
    hasEffect: false,
    refusal: { status: 500, errorCode: errorCodes.database, message: "Database error" },
  },
  {
    kind: "slow",
    does: "The answer comes `delayMs` later (1000 where absent, 600000 at most).",
    hasEffect: true,
    delivery: ({ delayMs }) => ({ kind: "slow", delayMs: delayMs ?? 1_000 }),
  },
  {
    kind: "truncated",
    does: "The answer breaks off in the middle of its body.",
    hasEffect: true,
    delivery: () => ({ kind: "truncated" }),
  },
  {
    kind: "closed-before-answer",
    does: "The connection is closed instead of an answer, and nothing was done.",
    hasEffect: false,
    delivery: () => ({ kind: "closed" }),
  },
  {
    kind: "closed-after-effect",
    does: "The connection is closed instead of an answer, after everything was done.",
    hasEffect: true,
    delivery: () => ({ kind: "closed" }),
  },
] as const satisfies readonly FaultRow[];

/** Which requests are to go wrong, and how. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** Upper case; any where absent. */
  readonly method?: string;
  /** Without the query; a `*` stands for any one part. Any where absent. */
  readonly path?: string;
  /** The first request that goes wrong, of those that match, from 1; 1 where absent. */
  readonly nth?: number;
  /** How many in row go wrong; 1 where absent. */
  readonly times?: number;
  readonly delayMs?: number;
  readonly retryAfterSeconds?: number;
}

/** A rule, and how many requests it was for so far. */
export interface Fault {
  readonly rule: FaultRule;
  readonly seen: number;
}

const mostRules = 100;

const longestDelayMs = 600_000;

/** Reads the rules of a body, an array; the failure says what is wrong with which. */
export function faultsIn(body: Json): Result<readonly Fault[], string> {
  if (!Array.isArray(body) || body.length > mostRules) {
    return fail(`The body has to be an array of at most ${mostRules} rules.`);
  }
  const faults: Fault[] = [];
  for (const [index, entry] of (body as readonly Json[]).entries()) {
    const rule = ruleOf(entry);
    if (!rule.ok) {
      return fail(`Rule ${index + 1}: ${rule.failure}`);
    }
    faults.push({ rule: rule.value, seen: 0 });
  }
  return ok(faults);
}

/** What is to become of a request. */
export interface Verdict {
  readonly faults: readonly Fault[];
  readonly struck?: { readonly rule: FaultRule; readonly row: FaultRow };
}

/** Counts a request, and gives the first rule that it falls to. */
export function verdictOn(faults: readonly Fault[], { method, target }: RestRequest): Verdict {
  const path = target.split("?", 1)[0] ?? "";
  const isFor = ({ rule }: Fault): boolean =>
    [undefined, method].includes(rule.method) &&
    (rule.path === undefined || parametersOf(rule.path, path) !== undefined);
  const counted = faults.map((fault) => (isFor(fault) ? { ...fault, seen: fault.seen + 1 } : fault));
  const struck = counted.find((fault) => isFor(fault) && isDue(fault));
  const row = faultKinds.find(({ kind }) => kind === struck?.rule.kind);
  return struck === undefined || row === undefined
    ? { faults: counted }
    : { faults: counted, struck: { rule: struck.rule, row } };
}

function isDue({ rule: { nth = 1, times = 1 }, seen }: Fault): boolean {
  return seen >= nth && seen < nth + times;
}

function ruleOf(entry: Json): Result<FaultRule, string> {
  if (!isJsonObject(entry)) {
    return fail("it has to be an object.");
  }
  const kind = faultKinds.find((row) => row.kind === entry["kind"])?.kind;
  if (kind === undefined) {
    return fail(`kind has to be one of ${faultKinds.map((row) => row.kind).join(", ")}.`);
  }
  const wrong = Object.entries(entry).find(([name, value]) => name !== "kind" && !isGood(name, value));
  return wrong === undefined
    ? ok({ ...(entry as JsonObject & Partial<FaultRule>), kind })
    : fail(said(wrong[0]));
}

/** What each further member of a rule has to be. */
const members: Readonly<Record<string, (value: Json) => boolean>> = {
  method: (value) => typeof value === "string" && /^[A-Z]+$/.test(value),
  path: (value) => typeof value === "string" && value.startsWith("/"),
  nth: (value) => isCount(value, 1),
  times: (value) => isCount(value, 1),
  delayMs: (value) => isCount(value, 0) && value <= longestDelayMs,
  retryAfterSeconds: (value) => isCount(value, 0),
};

function isGood(name: string, value: Json): boolean {
  return Object.hasOwn(members, name) && members[name]?.(value) === true;
}

function said(name: string): string {
  return Object.hasOwn(members, name) ? `${name} is out of its range.` : `${name} is not known.`;
}

function isCount(value: Json, least: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least;
}
