import { isJsonObject, stringOf } from "../credential/json";
import type { Answer, Route, RouteRequest } from "./restAnswer";
import { answer, refuse } from "./restAnswer";
import { entityJson, nullUuid } from "./restEntity";
import { authenticationFailed, errorCodes, jsonResponse, tokenExpired } from "./restMessages";
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
  return refuse(checked.failure.code === "token-expired" ? tokenExpired : authenticationFailed);
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
      id: entityJson("USER", account.userId),
      tenantId: entityJson("TENANT", account.tenantId),
      customerId: entityJson("CUSTOMER", nullUuid),
      email: account.username,
      name: account.username,
      authority: "TENANT_ADMIN",
      firstName: null,
      lastName: null,
      additionalInfo: null,
    }),
  );
}
