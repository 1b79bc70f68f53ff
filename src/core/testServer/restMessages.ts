import type { Json } from "../credential/json";

/** An HTTP request, as the rules look at it. */
export interface RestRequest {
  /** Upper case. */
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** The `X-Authorization` header, or `Authorization` where that one is absent. */
  readonly authorization?: string;
  readonly body: string;
}

/** An HTTP response. */
export interface RestResponse {
  readonly status: number;
  /** Absent where the body is empty. */
  readonly contentType?: string;
  /** A download's file name. */
  readonly fileName?: string;
  /** `Retry-After`. */
  readonly retryAfterSeconds?: number;
  readonly body: string;
  /** Absent: at once and whole. */
  readonly delivery?: Delivery;
}

/** How an answer is spoiled on its way: late, broken off in its body, or the connection closed in its place. */
export type Delivery =
  { readonly kind: "slow"; readonly delayMs: number } | { readonly kind: "truncated" | "closed" };

/** A response with a JSON body. */
export function jsonResponse(value: Json, status = 200): RestResponse {
  return { status, contentType: "application/json", body: JSON.stringify(value) };
}

/** A response without a body. */
export function emptyResponse(status = 200): RestResponse {
  return { status, body: "" };
}

/** ThingsBoard's error codes; source: ThingsboardErrorCode. */
export const errorCodes = {
  authentication: 10,
  tokenExpired: 11,
  invalidArguments: 30,
  badRequest: 31,
  notFound: 32,
  tooManyRequests: 33,
  versionConflict: 35,
  entityLimit: 41,
  database: 46,
} as const;

/** Why a REST request was refused, in ThingsBoard's words. */
export interface RestFailure {
  readonly status: number;
  readonly errorCode: number;
  readonly message: string;
}

/** Nobody is signed in with what was shown. */
export const authenticationFailed: RestFailure = {
  status: 401,
  errorCode: errorCodes.authentication,
  message: "Authentication failed",
};

/** A token was good until its time was over. */
export const tokenExpired: RestFailure = {
  status: 401,
  errorCode: errorCodes.tokenExpired,
  message: "Token has expired",
};

/** ThingsBoard's error body: `{"status","message","errorCode","timestamp"}`, the time in milliseconds since 1970 UTC. */
export function errorResponse({ status, errorCode, message }: RestFailure, now: Date): RestResponse {
  return jsonResponse({ status, message, errorCode, timestamp: now.getTime() }, status);
}
