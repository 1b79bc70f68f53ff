import type { Json } from "../credential/json";
import { isJsonObject } from "../credential/json";
import type { Problem, Span } from "../problem";
import { memberOf, plainJson, readLocatedJson, type LocatedJson, type LocatedMember } from "./locatedJson";
import type { RpcRequest } from "./rpcRequest";

/** How requests of a method are answered without a person. */
export interface RpcRule {
  /** A method's name; `*` stands for any characters. */
  readonly method: string;
  /** The names of the devices that it is for, in the same way; absent: all. */
  readonly device?: string;
  /** What is answered; texts in it may hold `${params.name}`, `${method}` and `${requestId}`. */
  readonly response: Json;
  /** How long the device takes. */
  readonly delayMs: number;
}

/** Every finding about `.thingsboard/rpc.json`. Values in brackets. */
export type RpcRulesProblemCode =
  /** It is no JSON from there on []. */
  | "rules-not-json"
  /** It has no array `rules` []. */
  | "rules-missing"
  /** A rule is no object, or has no method []. */
  | "rule-without-method"
  /** A rule has neither a response nor an error, or both []. */
  | "rule-without-response"
  /** A member has a value of another type than it takes [name, wanted]. */
  | "rule-value-invalid"
  /** A rule has a member that means nothing [name]. */
  | "rule-member-unknown"
  /** An earlier rule answers all that this one would [method]. */
  | "rule-never-used";

/** A finding about the rules. */
export type RpcRulesProblem = Problem<RpcRulesProblemCode>;

/** What a text of rules says, whatever is wrong with it. */
export interface RpcRulesDocument {
  /** Those that are sound, in their order. */
  readonly rules: readonly RpcRule[];
  readonly problems: readonly RpcRulesProblem[];
}

/** The longest that an answer is put off, milliseconds. */
const longestDelayMs = 60_000;

/** Reads the rules of `.thingsboard/rpc.json`; what is wrong costs its own rule alone. */
export function parseRpcRules(text: string): RpcRulesDocument {
  const read = readLocatedJson(text);
  if (!read.ok) {
    const { offset } = read.failure;
    return { rules: [], problems: [problem("rules-not-json", { start: offset, end: offset + 1 })] };
  }
  const list = memberOf(read.value, "rules")?.value;
  if (list?.kind !== "array") {
    return { rules: [], problems: [problem("rules-missing", (list ?? read.value).span)] };
  }
  const rows = list.elements.map((row) => ({ row, ...ruleOf(row) }));
  const sound = rows.flatMap(({ row, rule }) => (rule === undefined ? [] : [{ rule, span: row.span }]));
  return {
    rules: sound.map(({ rule }) => rule),
    problems: [...rows.flatMap(({ problems }) => problems), ...unusedIn(sound)],
  };
}

/** What answers a request: the payload, and how long the device takes for it. */
export interface RpcReply {
  readonly payload: string;
  readonly delayMs: number;
}

/** Gives the answer of the first rule that is for a request of that device; undefined where a person has to answer. */
export function replyTo(
  rules: readonly RpcRule[],
  request: RpcRequest,
  deviceName: string,
): RpcReply | undefined {
  const rule = rules.find(
    ({ method, device = "*" }) => matches(method, request.method) && matches(device, deviceName),
  );
  return rule && { payload: JSON.stringify(filledIn(rule.response, request)), delayMs: rule.delayMs };
}

/** `*` stands for any characters, also none. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) {
    return name === first;
  }
  let from = first.length;
  const isFound = rest.every((part) => {
    const at = name.indexOf(part, from);
    from = at + part.length;
    return at >= 0;
  });
  return isFound && name.startsWith(first) && name.endsWith(last) && from + last.length <= name.length;
}

const placePattern = /\$\{(method|requestId|params(?:\.[^${}.]+)*)\}/g;
const wholePlacePattern = /^\$\{(method|requestId|params(?:\.[^${}.]+)*)\}$/;

/** Puts what came into the places of a response. A text that is one place whole becomes the value itself. */
function filledIn(response: Json, request: RpcRequest): Json {
  if (typeof response === "string") {
    const [, whole] = wholePlacePattern.exec(response) ?? [];
    return whole === undefined
      ? response.replace(placePattern, (_, place: string) => textOf(valueAt(place, request)))
      : valueAt(whole, request);
  }
  if (Array.isArray(response)) {
    return (response as readonly Json[]).map((one) => filledIn(one, request));
  }
  return isJsonObject(response)
    ? Object.fromEntries(Object.entries(response).map(([name, one]) => [name, filledIn(one, request)]))
    : response;
}

function valueAt(path: string, request: RpcRequest): Json {
  const [root, ...names] = path.split(".");
  if (root !== "params") {
    return root === "method" ? request.method : request.requestId;
  }
  return names.reduce<Json>((value, name) => memberIn(value, name) ?? null, request.params);
}

function memberIn(value: Json, name: string): Json | undefined {
  if (Array.isArray(value)) {
    return (value as readonly Json[])[Number(name)];
  }
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

interface ReadRule {
  readonly rule?: RpcRule;
  readonly problems: readonly RpcRulesProblem[];
}

const memberNames = ["method", "device", "response", "error", "delayMs"];

function ruleOf(row: LocatedJson): ReadRule {
  const method = memberOf(row, "method");
  if (row.kind !== "object" || method === undefined) {
    return { problems: [problem("rule-without-method", row.span)] };
  }
  const [response, error] = [memberOf(row, "response"), memberOf(row, "error")];
  const [device, delay] = [memberOf(row, "device"), memberOf(row, "delayMs")];
  const problems = [
    ...unknownIn(row.members),
    ...textProblems([method, device, error]),
    ...delayProblems(delay),
    ...((response === undefined) === (error === undefined)
      ? [problem("rule-without-response", row.span)]
      : []),
  ];
  if (problems.some(({ severity }) => severity === "error")) {
    return { problems };
  }
  const answer = response === undefined ? { error: plainOf(error) } : plainOf(response);
  const rule: RpcRule = {
    method: textIn(method),
    ...(device === undefined ? {} : { device: textIn(device) }),
    response: answer,
    delayMs: Number(plainOf(delay)),
  };
  return { rule, problems };
}

/** Null for what is not there. */
function plainOf(member: LocatedMember | undefined): Json {
  return member === undefined ? null : plainJson(member.value);
}

/** Empty for what is no text. */
function textIn(member: LocatedMember): string {
  const value = plainOf(member);
  return typeof value === "string" ? value : "";
}

function unknownIn(members: readonly LocatedMember[]): readonly RpcRulesProblem[] {
  return members
    .filter(({ name }) => !memberNames.includes(name))
    .map(({ name, nameSpan }) => problem("rule-member-unknown", nameSpan, { name }));
}

function textProblems(members: readonly (LocatedMember | undefined)[]): readonly RpcRulesProblem[] {
  return members.flatMap((member) => {
    const value = plainOf(member);
    return member === undefined || (typeof value === "string" && value !== "")
      ? []
      : [problem("rule-value-invalid", member.value.span, { name: member.name, wanted: "a text" })];
  });
}

function delayProblems(delay: LocatedMember | undefined): readonly RpcRulesProblem[] {
  const value = plainOf(delay);
  if (delay === undefined || (typeof value === "number" && value >= 0 && value <= longestDelayMs)) {
    return [];
  }
  const wanted = `a number from 0 to ${longestDelayMs}`;
  return [problem("rule-value-invalid", delay.value.span, { name: "delayMs", wanted })];
}

/** Patterns as names: `get*` answers `getA` and `get*`. */
function unusedIn(
  rows: readonly { readonly rule: RpcRule; readonly span: Span }[],
): readonly RpcRulesProblem[] {
  return rows.flatMap(({ rule, span }, index) => {
    const isHidden = rows
      .slice(0, index)
      .some(
        ({ rule: { method, device = "*" } }) =>
          matches(method, rule.method) && matches(device, rule.device ?? "*"),
      );
    return isHidden ? [problem("rule-never-used", span, { method: rule.method })] : [];
  });
}

const warnings: readonly RpcRulesProblemCode[] = ["rule-member-unknown", "rule-never-used"];

function problem(
  code: RpcRulesProblemCode,
  span: Span,
  values: Readonly<Record<string, string>> = {},
): RpcRulesProblem {
  return { code, severity: warnings.includes(code) ? "warning" : "error", span, values };
}
