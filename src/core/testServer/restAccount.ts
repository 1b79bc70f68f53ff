import { isJsonObject, stringOf } from "../credential/json";
import type { Answer, Route, RouteRequest } from "./restAnswer";
import { answer, refuse } from "./restAnswer";
import { errorCodes, jsonResponse } from "./restMessages";
import type { ServerState } from "./state";
import { checkToken, signToken } from "./token";

/** Signing in, and the user. */
export const accountRoutes: readonly Route[] = [
  { method: "POST", path: "/api/auth/login", isOpen: true, answer: signIn },
  { method: "POST", path: "/api/auth/token", isOpen: true, answer: refreshTokens },
  { method: "GET", path: "/api/auth/user", answer: showUser },
];

function signIn(state: ServerState, { body, moment }: RouteRequest): Answer {
  const { username, password } = state.account;
  const isRight =
    isJsonObject(body) &&
    stringOf(body["username"])?.toLowerCase() === username &&
    stringOf(body["password"]) === password;
  return isRight
    ? answer(state, tokens(state, moment.now))
    : refuse({
        status: 401,
        errorCode: errorCodes.authentication,
        message: "Invalid username or password",
      });
}

function refreshTokens(state: ServerState, { body, moment }: RouteRequest): Answer {
  const token = isJsonObject(body) ? stringOf(body["refreshToken"]) : undefined;
  const checked = checkToken(state.account, token ?? "", "REFRESH_TOKEN", moment.now);
  if (checked.ok) {
    return answer(state, tokens(state, moment.now));
  }
  return checked.failure.code === "token-expired"
    ? refuse({ status: 401, errorCode: errorCodes.tokenExpired, message: "Token has expired" })
    : refuse({ status: 401, errorCode: errorCodes.authentication, message: "Authentication failed" });
}

function tokens({ account }: ServerState, now: Date): ReturnType<typeof jsonResponse> {
  return jsonResponse({
    token: signToken(account, "TENANT_ADMIN", now),
    refreshToken: signToken(account, "REFRESH_TOKEN", now),
  });
}

function showUser(state: ServerState): Answer {
  const { account } = state;
  return answer(
    state,
    jsonResponse({
      id: { entityType: "USER", id: account.userId },
      tenantId: { entityType: "TENANT", id: account.tenantId },
      customerId: { entityType: "CUSTOMER", id: nullUuid },
      email: account.username,
      name: account.username,
      authority: "TENANT_ADMIN",
      firstName: null,
      lastName: null,
      additionalInfo: null,
    }),
  );
}

/** ThingsBoard's `EntityId.NULL_UUID`: no customer. */
export const nullUuid = "13814000-1dd2-11b2-8080-808080808080";
