import type { Result } from "../result";
import { fail, ok } from "../result";

/** A JSON value (RFC 8259). */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** The text is no JSON, or its brackets are nested deeper than 64. */
export interface JsonFailure {
  readonly code: "json-invalid" | "json-too-deep";
}

/** Serialising is recursive: deeper values could exhaust the stack. */
const mostNesting = 64;

/** Parses JSON strictly. ThingsBoard's own reader also takes unquoted names and single quotes; this one does not. */
export function parseJson(text: string): Result<Json, JsonFailure> {
  if (isTooDeep(text)) {
    return fail({ code: "json-too-deep" });
  }
  try {
    return ok(JSON.parse(text) as Json);
  } catch {
    // SyntaxError is the only thing that JSON.parse throws.
    return fail({ code: "json-invalid" });
  }
}

/** Tells a JSON object from an array, a scalar and null. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Gives a member that is a string, or undefined. */
export function stringOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isTooDeep(text: string): boolean {
  const brackets = text.replace(/"(?:[^"\\]|\\.)*"?/gs, "").match(/[[\]{}]/g) ?? [];
  let depth = 0;
  for (const bracket of brackets) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    if (depth > mostNesting) {
      return true;
    }
  }
  return false;
}
