import type { ApiCall } from "./apiCall";
import { isJsonObject, parseJson, stringOf, type JsonObject } from "./json";

/** What a sign-in gives: JSON Web Tokens, opaque to us, both secret. */
export interface Tokens {
  readonly token: string;
  readonly refreshToken: string;
}

/** Signs in by user and password: `POST /api/auth/login`. */
export function signInCall(username: string, password: string): ApiCall<Tokens> {
  return { ...open("/api/auth/login"), body: { username, password } };
}

/** Gets new tokens for a refresh token: `POST /api/auth/token`. */
export function refreshCall(refreshToken: string): ApiCall<Tokens> {
  return { ...open("/api/auth/token"), body: { refreshToken } };
}

function open(path: string): Omit<ApiCall<Tokens>, "body"> {
  return { method: "POST", path, isOpen: true, read: tokensIn };
}

function tokensIn(body: string): Tokens | undefined {
  const object = objectIn(body);
  const token = stringOf(object?.["token"]);
  const refreshToken = stringOf(object?.["refreshToken"]);
  return token === undefined || refreshToken === undefined ? undefined : { token, refreshToken };
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
