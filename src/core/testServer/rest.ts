import { parseJson } from "../credential/json";
import type { Json } from "../credential/json";
import type { Answer, Route, RouteRequest } from "./restAnswer";
import { refuse } from "./restAnswer";
import { accountRoutes } from "./restAccount";
import { credentialsRoutes } from "./restCredentials";
import type { FaultRule } from "./faults";
import { verdictOn } from "./faults";
import { parametersOf } from "./pathPattern";
import { faultRoutes, faultsPath } from "./restFaults";
import { deviceRoutes } from "./restDevices";
import { profileRoutes } from "./restProfiles";
import { telemetryRoutes } from "./restTelemetry";
import { messageRoutes } from "./restToDevice";
import type { RestFailure, RestRequest, RestResponse } from "./restMessages";
import { authenticationFailed, emptyResponse, errorCodes, errorResponse, tokenExpired } from "./restMessages";
import type { Moment, ServerState, Step } from "./state";
import { andThen, doing } from "./state";
import { checkToken, isSameText } from "./token";

/** Every route of the server's REST API; a later row adds one. Source: design of ThingsBoard's REST controllers. */
const routes: readonly Route[] = [
  ...accountRoutes,
  ...credentialsRoutes,
  ...deviceRoutes,
  ...profileRoutes,
  ...messageRoutes,
  ...telemetryRoutes,
  ...faultRoutes,
];

/**
 * Answers a REST request as ThingsBoard does, or goes wrong with it where a fault was asked for. A two-way RPC is
 * answered later, by an effect of a later step.
 */
export function responseTo(
  state: ServerState,
  { request, rest }: { readonly request: number; readonly rest: RestRequest },
  moment: Moment,
): Step {
  if (rest.target === faultsPath) {
    return answered(state, request, rest, moment);
  }
  const { faults, struck } = verdictOn(state.faults, rest);
  const counted = { ...state, faults };
  if (struck === undefined) {
    return answered(counted, request, rest, moment);
  }
  const { rule, row } = struck;
  if (row.refusal !== undefined) {
    const response = { ...errorResponse(row.refusal, moment.now), ...retryAfterOf(rule) };
    return doing(counted, { kind: "respond", request, response });
  }
  const delivery = row.delivery?.(rule);
  const spoiling =
    delivery === undefined
      ? counted
      : { ...counted, spoiled: new Map(counted.spoiled).set(request, delivery) };
  return row.hasEffect
    ? answered(spoiling, request, rest, moment)
    : doing(spoiling, { kind: "respond", request, response: emptyResponse() });
}

function retryAfterOf({ kind, retryAfterSeconds }: FaultRule): Pick<RestResponse, "retryAfterSeconds"> {
  return kind === "rate-limited" ? { retryAfterSeconds: retryAfterSeconds ?? 1 } : {};
}

/** Spoils the answers of a step that are to be spoiled. */
export function spoiledAnswers({ state, effects }: Step): Step {
  if (state.spoiled.size === 0) {
    return { state, effects };
  }
  const spoiled = new Map(state.spoiled);
  const delivered = effects.map((effect) => {
    const delivery = effect.kind === "respond" ? spoiled.get(effect.request) : undefined;
    if (effect.kind !== "respond" || delivery === undefined) {
      return effect;
    }
    spoiled.delete(effect.request);
    return { ...effect, response: { ...effect.response, delivery } };
  });
  return { state: { ...state, spoiled }, effects: delivered };
}

function answered(state: ServerState, request: number, rest: RestRequest, moment: Moment): Step {
  const answer = answerTo(state, request, rest, moment);
  if (!answer.ok) {
    const response = errorResponse(answer.failure, moment.now);
    return doing(state, { kind: "respond", request, response });
  }
  const { step, response } = answer.value;
  return response === undefined
    ? step
    : andThen(step, (next) => doing(next, { kind: "respond", request, response }));
}

const unknownRoute: RestFailure = {
  status: 404,
  errorCode: errorCodes.notFound,
  message: "Requested item wasn't found!",
};

function answerTo(state: ServerState, request: number, rest: RestRequest, moment: Moment): Answer {
  const [path = "", query = ""] = rest.target.split("?", 2);
  const found = routeOf(rest.method, path);
  if (found === undefined) {
    return refuse(unknownRoute);
  }
  const refusal =
    found.route.isOpen === true ? undefined : authorizationRefusal(state, rest.authorization, moment.now);
  if (refusal !== undefined) {
    return refuse(refusal);
  }
  const body = bodyOf(rest);
  if (body === undefined) {
    return refuse({ status: 400, errorCode: errorCodes.badRequest, message: "Malformed JSON request body" });
  }
  const routed: RouteRequest = {
    request,
    parameters: found.parameters,
    query: new URLSearchParams(query),
    body,
    moment,
  };
  return found.route.answer(state, routed);
}

/** An empty body counts as null; undefined for one that is no JSON. */
function bodyOf({ body }: RestRequest): Json | undefined {
  const parsed = parseJson(body === "" ? "null" : body);
  return parsed.ok ? parsed.value : undefined;
}

function routeOf(
  method: string,
  path: string,
): { readonly route: Route; readonly parameters: readonly string[] } | undefined {
  for (const route of routes) {
    const parameters = route.method === method ? parametersOf(route.path, path) : undefined;
    if (parameters !== undefined) {
      return { route, parameters };
    }
  }
  return undefined;
}

/** `Bearer <jwt>`, or `ApiKey <key>`, which newer servers take. */
function authorizationRefusal(
  { account }: ServerState,
  authorization: string | undefined,
  now: Date,
): RestFailure | undefined {
  const [, scheme, secret = ""] = /^(Bearer|ApiKey) (.+)$/.exec(authorization ?? "") ?? [];
  if (scheme === "ApiKey") {
    return isSameText(secret, account.apiKey) ? undefined : authenticationFailed;
  }
  const checked = checkToken(account, secret, "TENANT_ADMIN", now);
  if (checked.ok) {
    return undefined;
  }
  return checked.failure.code === "token-expired" ? tokenExpired : authenticationFailed;
}
