import type { Json } from "../credential/json";
import type { Span } from "../problem";
import type { Result } from "../result";
import { fail, ok } from "../result";

/** A JSON value with the place of everything in it. */
export type LocatedJson =
  | { readonly kind: "object"; readonly span: Span; readonly members: readonly LocatedMember[] }
  | { readonly kind: "array"; readonly span: Span; readonly elements: readonly LocatedJson[] }
  | { readonly kind: "scalar"; readonly span: Span; readonly value: null | boolean | number | string };

/** A member of a JSON object. */
export interface LocatedMember {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: LocatedJson;
}

/** Where a text stops being JSON (RFC 8259); `offset` counts UTF-16 units. */
export interface LocatedJsonFailure {
  readonly code: "json-invalid" | "json-too-deep";
  readonly offset: number;
}

/** Reading is recursive: deeper values could exhaust the stack. */
const mostNesting = 64;

const stringPattern = /"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const wordPattern = /(?:true|false|null)(?![A-Za-z0-9_])/y;
const spacePattern = /[ \t\n\r]*/y;

/** Reads a JSON text strictly. A byte order mark is no JSON. */
export function readLocatedJson(text: string): Result<LocatedJson, LocatedJsonFailure> {
  const reader: Reader = { text, at: 0, failure: undefined };
  const value = valueAt(reader, 0);
  skipSpace(reader);
  if (value !== undefined && reader.at < text.length) {
    refuse(reader);
  }
  return value === undefined || reader.failure !== undefined
    ? fail(reader.failure ?? { code: "json-invalid", offset: reader.at })
    : ok(value);
}

/** The value without its places; a member that is there twice counts by its last. */
export function plainJson(located: LocatedJson): Json {
  switch (located.kind) {
    case "object":
      return Object.fromEntries(located.members.map(({ name, value }) => [name, plainJson(value)]));
    case "array":
      return located.elements.map(plainJson);
    case "scalar":
      return located.value;
  }
}

/** The member of a name; the last one, where there are several. */
export function memberOf(located: LocatedJson, name: string): LocatedMember | undefined {
  return located.kind === "object" ? located.members.findLast((member) => member.name === name) : undefined;
}

interface Reader {
  readonly text: string;
  at: number;
  failure: LocatedJsonFailure | undefined;
}

function valueAt(reader: Reader, depth: number): LocatedJson | undefined {
  skipSpace(reader);
  const first = reader.text.charAt(reader.at);
  if (first !== "{" && first !== "[") {
    return scalarAt(reader);
  }
  if (depth >= mostNesting) {
    refuse(reader, "json-too-deep");
    return undefined;
  }
  return first === "{" ? objectAt(reader, depth) : arrayAt(reader, depth);
}

function objectAt(reader: Reader, depth: number): LocatedJson | undefined {
  const start = reader.at;
  const members = listAt(reader, "}", () => memberAt(reader, depth));
  return members && { kind: "object", span: { start, end: reader.at }, members };
}

function arrayAt(reader: Reader, depth: number): LocatedJson | undefined {
  const start = reader.at;
  const elements = listAt(reader, "]", () => valueAt(reader, depth + 1));
  return elements && { kind: "array", span: { start, end: reader.at }, elements };
}

/** Reads what stands between an opening bracket, which the reader is at, and its closing one. */
function listAt<T>(reader: Reader, closing: "}" | "]", next: () => T | undefined): readonly T[] | undefined {
  const found: T[] = [];
  reader.at += 1;
  if (takes(reader, closing)) {
    return found;
  }
  for (;;) {
    const one = next();
    if (one === undefined) {
      return undefined;
    }
    found.push(one);
    if (takes(reader, closing)) {
      return found;
    }
    if (!takes(reader, ",")) {
      refuse(reader);
      return undefined;
    }
  }
}

function memberAt(reader: Reader, depth: number): LocatedMember | undefined {
  skipSpace(reader);
  const start = reader.at;
  const name = matched(reader, stringPattern);
  if (name === undefined) {
    refuse(reader);
    return undefined;
  }
  const nameSpan = { start, end: reader.at };
  if (!takes(reader, ":")) {
    refuse(reader);
    return undefined;
  }
  const value = valueAt(reader, depth + 1);
  return value && { name: JSON.parse(name) as string, nameSpan, value };
}

function scalarAt(reader: Reader): LocatedJson | undefined {
  const start = reader.at;
  const source =
    matched(reader, stringPattern) ?? matched(reader, numberPattern) ?? matched(reader, wordPattern);
  if (source === undefined) {
    refuse(reader);
    return undefined;
  }
  const value = JSON.parse(source) as null | boolean | number | string;
  return { kind: "scalar", span: { start, end: reader.at }, value };
}

/** The patterns are sticky: each begins where the reader is. */
function matched(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const [source] = pattern.exec(reader.text) ?? [];
  reader.at += source?.length ?? 0;
  return source;
}

function skipSpace(reader: Reader): void {
  matched(reader, spacePattern);
}

/** Goes behind a character, where it comes next. */
function takes(reader: Reader, character: string): boolean {
  skipSpace(reader);
  const isNext = reader.text.charAt(reader.at) === character;
  reader.at += isNext ? 1 : 0;
  return isNext;
}

/** The first refusal counts. */
function refuse(reader: Reader, code: LocatedJsonFailure["code"] = "json-invalid"): void {
  reader.failure ??= { code, offset: reader.at };
}
