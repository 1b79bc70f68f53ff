import type { ApiCall } from "./apiCall";
import { isJsonObject, parseJson, stringOf, type JsonObject } from "./json";

/** What a sign-in gives: JSON Web Tokens, opaque to us, both secret. */
export interface Tokens {
  readonly token: string;
  readonly refreshToken: string;
}

/** The password is right, and a second factor is asked for, which is given in a browser. */
export type SecondFactor = "second-factor";

/** Signs in by user and password: `POST /api/auth/login`. */
export function signInCall(username: string, password: string): ApiCall<Tokens | SecondFactor> {
  const read = (body: string): Tokens | SecondFactor | undefined => tokensIn(body) ?? secondFactorIn(body);
  return { ...open("/api/auth/login"), body: { username, password }, read };
}

/** Gets new tokens for a refresh token: `POST /api/auth/token`. */
export function refreshCall(refreshToken: string): ApiCall<Tokens> {
  return { ...open("/api/auth/token"), body: { refreshToken }, read: tokensIn };
}

function open(path: string): Pick<ApiCall<Tokens>, "method" | "path" | "isOpen"> {
  return { method: "POST", path, isOpen: true };
}

/** ThingsBoard's JwtPair: a token of the scope `PRE_VERIFICATION_TOKEN` or the like, which nothing refreshes. */
function secondFactorIn(body: string): SecondFactor | undefined {
  const object = objectIn(body);
  const isPreliminary =
    stringOf(object?.["token"]) !== undefined &&
    stringOf(object?.["refreshToken"]) === undefined &&
    stringOf(object?.["scope"]) !== undefined;
  return isPreliminary ? "second-factor" : undefined;
}

function tokensIn(body: string): Tokens | undefined {
  const object = objectIn(body);
  const token = stringOf(object?.["token"]);
  const refreshToken = stringOf(object?.["refreshToken"]);
  return token === undefined || refreshToken === undefined || !isHeaderText(token)
    ? undefined
    : { token, refreshToken };
}

/** The longest token or key that is sent, characters: servers take 8 to 64 KiB of headers in all. */
const longestCredential = 16_384;

/** Tells whether a token or an API key fits into a header: visible ASCII (RFC 9110 §5.5) of bounded length. */
export function isHeaderText(text: string): boolean {
  return text.length <= longestCredential && /^[\x21-\x7e]+$/.test(text);
}

/** Who is signed in. */
export interface User {
  readonly name: string;
  /** `TENANT_ADMIN` may provision devices; `SYS_ADMIN` and `CUSTOMER_USER` may not. */
  readonly authority: string;
}

/** Asks who is signed in: `GET /api/auth/user`. */
export const userCall: ApiCall<User> = {
  method: "GET",
  path: "/api/auth/user",
  read: (body) => {
    const object = objectIn(body);
    const name = stringOf(object?.["name"]) ?? stringOf(object?.["email"]);
    const authority = stringOf(object?.["authority"]);
    return name === undefined || authority === undefined ? undefined : { name, authority };
  },
};

/** A JSON object in a body; undefined for any other text. */
export function objectIn(body: string): JsonObject | undefined {
  const parsed = parseJson(body);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}
