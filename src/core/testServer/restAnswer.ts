import type { Result } from "../result";
import { fail, ok } from "../result";
import type { RegistrationFailure } from "./changes";
import type { Json } from "../credential/json";
import { mostDevices } from "./registry";
import type { ProfileFailure, RegisteredDevice } from "./registry";
import type { RestFailure, RestResponse } from "./restMessages";
import { errorCodes } from "./restMessages";
import type { Moment, ServerState, Step } from "./state";
import { doing } from "./state";
import { isUuid } from "./uuid";

/** One row of the routing table. */
export interface Route {
  readonly method: string;
  /** A `*` stands for any one part. */
  readonly path: string;
  /** Needs no token. */
  readonly isOpen?: true;
  answer(state: ServerState, request: RouteRequest): Answer;
}

/** A request that found its route. */
export interface RouteRequest {
  /** The request's number, for an answer that comes later. */
  readonly request: number;
  /** What stood at each `*`. */
  readonly parameters: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Json;
  readonly moment: Moment;
}

/** What a route makes of a request; without a `response` it comes later. */
export type Answer = Result<{ readonly step: Step; readonly response?: RestResponse }, RestFailure>;

/** Answers without changing anything. */
export function answer(state: ServerState, response: RestResponse): Answer {
  return ok({ step: doing(state), response });
}

/** Refuses a request. */
export function refuse(failure: RestFailure): Answer {
  return fail(failure);
}

/** Refuses a request whose content is wrong, in ThingsBoard's words. */
export function refuseBadRequest(message: string): Answer {
  return refuse({ status: 400, errorCode: errorCodes.badRequest, message });
}

/** Gives the device whose id stands in the path, or ThingsBoard's refusal. */
export function deviceOf(
  state: ServerState,
  deviceId: string | undefined,
): Result<RegisteredDevice, RestFailure> {
  if (deviceId === undefined || !isUuid(deviceId)) {
    const message = `Invalid UUID string: ${deviceId ?? ""}`;
    return fail({ status: 400, errorCode: errorCodes.badRequest, message });
  }
  const device = state.registry.devices.get(deviceId.toLowerCase());
  return device === undefined
    ? fail({
        status: 404,
        errorCode: errorCodes.notFound,
        message: `Device with id [${deviceId}] is not found`,
      })
    : ok(device);
}

/** Turns a refusal of the registry into ThingsBoard's words. */
export function restFailureOf(failure: RegistrationFailure | ProfileFailure): RestFailure {
  const badRequest = { status: 400, errorCode: errorCodes.badRequest };
  switch (failure.code) {
    case "credentials-assigned-to-other":
      return { ...badRequest, message: "Device credentials are already assigned to another device!" };
    case "device-name-taken":
      return { ...badRequest, message: "Device with such name already exists!" };
    case "device-not-found":
      return { status: 404, errorCode: errorCodes.notFound, message: "Requested item wasn't found!" };
    case "registry-full":
      return {
        status: 403,
        errorCode: errorCodes.entityLimit,
        message: `Devices limit reached: ${mostDevices}`,
      };
    case "profile-name-taken":
      return { ...badRequest, message: "Device profile with such name already exists!" };
    case "profile-ca-taken":
      return { ...badRequest, message: "Device profile with such provision device key already exists!" };
    case "profiles-full":
      return {
        status: 403,
        errorCode: errorCodes.entityLimit,
        message: `Device profiles limit reached: ${failure.most}`,
      };
    case "certificate-unreadable":
      return { ...badRequest, message: "Invalid X.509 certificate!" };
  }
}
