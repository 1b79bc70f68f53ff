import { ok } from "../result";
import { callStarted, callTimeouts } from "./calls";
import { sharedAttributesPushed } from "./deliver";
import type { JsonObject } from "../credential/json";
import { isJsonObject, stringOf } from "../credential/json";
import { attributesOf } from "./payloads";
import { withAttributes } from "./registry";
import type { Answer, Route, RouteRequest } from "./restAnswer";
import { deviceOf, refuse, refuseBadRequest } from "./restAnswer";
import { emptyResponse, errorCodes } from "./restMessages";
import type { Moment, ServerState, Step } from "./state";
import { andThen, doing } from "./state";

/** What the tenant says to a device: RPC (both generations of the path) and shared attributes (all three). */
export const messageRoutes: readonly Route[] = [
  { method: "POST", path: "/api/rpc/oneway/*", answer: callOneWay },
  { method: "POST", path: "/api/rpc/twoway/*", answer: callTwoWay },
  { method: "POST", path: "/api/plugins/rpc/oneway/*", answer: callOneWay },
  { method: "POST", path: "/api/plugins/rpc/twoway/*", answer: callTwoWay },
  { method: "POST", path: "/api/plugins/telemetry/*/SHARED_SCOPE", answer: saveSharedAttributes },
  { method: "POST", path: "/api/plugins/telemetry/DEVICE/*/SHARED_SCOPE", answer: saveSharedAttributes },
  {
    method: "POST",
    path: "/api/plugins/telemetry/DEVICE/*/attributes/SHARED_SCOPE",
    answer: saveSharedAttributes,
  },
];

function callOneWay(state: ServerState, request: RouteRequest): Answer {
  return called(state, request, { isOneWay: true });
}

function callTwoWay(state: ServerState, request: RouteRequest): Answer {
  return called(state, request, { isOneWay: false });
}

/** `{"method","params","timeout"}`, the timeout in milliseconds; without `params` ThingsBoard sends null. */
function called(
  state: ServerState,
  { request, parameters, body, moment }: RouteRequest,
  { isOneWay }: { readonly isOneWay: boolean },
): Answer {
  const device = deviceOf(state, parameters[0]);
  if (!device.ok) {
    return device;
  }
  const method = isJsonObject(body) ? stringOf(body["method"]) : undefined;
  if (!isJsonObject(body) || method === undefined) {
    return refuseBadRequest("Invalid request body");
  }
  const { timeout } = body;
  const step = callStarted(
    state,
    {
      deviceId: device.value.id,
      method,
      params: body["params"] ?? null,
      isOneWay,
      timeoutMs: typeof timeout === "number" ? timeout : callTimeouts.defaultMs,
      asker: { kind: "rest", request },
    },
    moment,
  );
  return ok({ step });
}

function saveSharedAttributes(state: ServerState, { parameters, body, moment }: RouteRequest): Answer {
  const device = deviceOf(state, parameters[0]);
  if (!device.ok) {
    return device;
  }
  if (!isJsonObject(body) || Object.keys(body).length === 0) {
    return refuse({
      status: 400,
      errorCode: errorCodes.badRequest,
      message: "No attributes data found in request body!",
    });
  }
  return ok({ step: attributesShared(state, device.value.id, body, moment), response: emptyResponse() });
}

/** Stores shared attributes and tells the device, where it listens for them. */
function attributesShared(state: ServerState, deviceId: string, body: JsonObject, { now }: Moment): Step {
  const values = attributesOf(body, now.getTime()) ?? new Map();
  const registry = withAttributes(state.registry, deviceId, "sharedAttributes", values);
  return andThen(doing({ ...state, registry }), (next) => sharedAttributesPushed(next, deviceId, body));
}
