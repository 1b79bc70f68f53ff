import { isJsonObject, parseJson, stringOf, type Json } from "./json";

/** One call of ThingsBoard's REST API: what goes out, and how the body of an answer of status 2xx is read. */
export interface ApiCall<T> {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the server's address, with its query, such as `/api/device/…`; every variable part is percent-encoded. */
  readonly path: string;
  readonly body?: Json;
  /** True where no one has to be signed in. */
  readonly isOpen?: boolean;
  /** How long it waits before it goes out, milliseconds. */
  readonly delayMs?: number;
  /** True where whoever asks waits by himself when the server says 429. */
  readonly waitsItself?: boolean;
  /** Reads the body, a text; undefined where it is not what ThingsBoard sends. */
  readonly read: (body: string) => T | undefined;
}

/** Why a server refused a call, by the status and the error code of its answer. */
export type ApiRefusal =
  /** `said` is there where the server gave a reason. */
  | { readonly code: "rest-signed-out"; readonly said?: string }
  | { readonly code: "rest-token-expired" }
  | { readonly code: "rest-password-expired" }
  | { readonly code: "rest-forbidden"; readonly said: string }
  | { readonly code: "rest-not-found"; readonly said: string }
  | { readonly code: "rest-refused"; readonly status: number; readonly said: string }
  | { readonly code: "rest-conflict"; readonly said: string }
  | { readonly code: "rest-entity-limit"; readonly said: string }
  | { readonly code: "rest-rate-limited"; readonly retryAfterMs?: number }
  | { readonly code: "rest-server-error"; readonly status: number; readonly said: string };

/** ThingsBoard's own error codes (ThingsboardErrorCode). */
const refusalsByErrorCode: Readonly<Record<number, (said: string, status: number) => ApiRefusal>> = {
  10: (said) => ({ code: "rest-signed-out", ...(said === "" ? {} : { said }) }),
  11: () => ({ code: "rest-token-expired" }),
  15: () => ({ code: "rest-password-expired" }),
  20: (said) => ({ code: "rest-forbidden", said }),
  32: (said) => ({ code: "rest-not-found", said }),
  33: () => ({ code: "rest-rate-limited" }),
  35: (said) => ({ code: "rest-conflict", said }),
  41: (said) => ({ code: "rest-entity-limit", said }),
};

/** The longest text of a server that goes into a sentence, characters. */
const longestSaid = 300;

/**
 * Gives why a call was refused. `status` is the HTTP status, not 2xx; `body` the text that came with it, of whatever
 * kind; `retryAfter` the header of that name. ThingsBoard's error body is `{"status","message","errorCode","timestamp"}`.
 */
export function refusalOf(status: number, body: string, retryAfter: string | undefined): ApiRefusal {
  const parsed = parseJson(body);
  const error = parsed.ok && isJsonObject(parsed.value) ? parsed.value : {};
  const said = (stringOf(error["message"]) ?? "").slice(0, longestSaid);
  const { errorCode } = error;
  const named = typeof errorCode === "number" ? refusalsByErrorCode[errorCode] : undefined;
  const refusal = named?.(said, status) ?? refusalByStatus(status, said);
  return refusal.code === "rest-rate-limited" ? { ...refusal, ...waitOf(retryAfter) } : refusal;
}

function refusalByStatus(status: number, said: string): ApiRefusal {
  switch (status) {
    case 401:
      return { code: "rest-signed-out", ...(said === "" ? {} : { said }) };
    case 403:
      return { code: "rest-forbidden", said };
    case 404:
      return { code: "rest-not-found", said };
    case 409:
      return { code: "rest-conflict", said };
    case 429:
      return { code: "rest-rate-limited" };
    default:
      return status >= 500
        ? { code: "rest-server-error", status, said }
        : { code: "rest-refused", status, said };
  }
}

/** `Retry-After` in seconds (RFC 9110 §10.2.3); a date there is left out: the clocks may differ. */
function waitOf(retryAfter: string | undefined): { readonly retryAfterMs?: number } {
  return retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter)
    ? { retryAfterMs: Number(retryAfter) * 1000 }
    : {};
}
