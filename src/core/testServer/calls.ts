import { callSent } from "./deliver";
import type { Json } from "../credential/json";
import { parseJson } from "../credential/json";
import { emptyResponse, errorCodes, errorResponse, jsonResponse } from "./restMessages";
import type { RestResponse } from "./restMessages";
import type { Asker, CallOutcome, Moment, PendingCall, ServerState, Step } from "./state";
import { andThen, doing } from "./state";

/** A server-side RPC as it was asked for. */
export interface CallRequest {
  readonly deviceId: string;
  readonly method: string;
  readonly params: Json;
  readonly isOneWay: boolean;
  readonly timeoutMs: number;
  readonly asker: Asker;
}

/** ThingsBoard's `server.rest.server_side_rpc.default_timeout` and `.min_timeout`, in milliseconds. */
export const callTimeouts = { defaultMs: 10_000, leastMs: 5_000, mostMs: 600_000 } as const;

const mostCalls = 1_000;

/**
 * Starts a server-side RPC. It goes out now where the device listens, and else as soon as it subscribes; a one-way
 * call is delivered once it went out, a two-way call is answered by the device, and both time out.
 */
export function callStarted(state: ServerState, request: CallRequest, moment: Moment): Step {
  const { deviceId, method, params, isOneWay, asker } = request;
  if (!state.registry.devices.has(deviceId)) {
    return concluded(state, asker, { kind: "device-not-found" }, moment);
  }
  if (state.calls.length >= mostCalls) {
    return concluded(state, asker, { kind: "too-many-calls" }, moment);
  }
  const requestId = state.nextRequestIds.get(deviceId) ?? 0;
  const call: PendingCall = { deviceId, requestId, method, params, isOneWay, isSent: false, asker };
  const afterMs = Math.min(Math.max(request.timeoutMs, callTimeouts.leastMs), callTimeouts.mostMs);
  const waiting: Step = doing(
    {
      ...state,
      nextRequestIds: new Map(state.nextRequestIds).set(deviceId, requestId + 1),
      calls: [...state.calls, call],
    },
    { kind: "wake", afterMs, wake: { kind: "call", deviceId, requestId } },
  );
  return andThen(waiting, (next) => pendingCallsSent(next, deviceId, moment));
}

/** Sends the calls that wait for a device; called when it subscribes. */
export function pendingCallsSent(state: ServerState, deviceId: string, moment: Moment): Step {
  const waiting = state.calls.filter((call) => call.deviceId === deviceId && !call.isSent);
  return waiting.reduce<Step>(
    (step, call) => andThen(step, (next) => trySend(next, call, moment)),
    doing(state),
  );
}

/** Takes a device's answer; one that nobody waits for is ignored. */
export function callAnswered(
  state: ServerState,
  answer: { readonly deviceId: string; readonly requestId: number; readonly text: string },
  moment: Moment,
): Step {
  const call = pendingCall(state, answer.deviceId, answer.requestId);
  return call?.isSent === true
    ? finished(state, call, { kind: "answered", text: answer.text }, moment)
    : doing(state);
}

/** Gives up on a call whose time is over. */
export function callExpired(
  state: ServerState,
  { deviceId, requestId }: { readonly deviceId: string; readonly requestId: number },
  moment: Moment,
): Step {
  const call = pendingCall(state, deviceId, requestId);
  return call === undefined ? doing(state) : finished(state, call, { kind: "timed-out" }, moment);
}

/** Gives up on every call of a device that is no more. */
export function callsDropped(state: ServerState, deviceId: string, moment: Moment): Step {
  const calls = state.calls.filter((call) => call.deviceId === deviceId);
  return allFinished(state, calls, { kind: "device-not-found" }, moment);
}

/** Gives up on every call, so that nobody waits for a server that stops. */
export function callsAbandoned(state: ServerState, moment: Moment): Step {
  return allFinished(state, state.calls, { kind: "timed-out" }, moment);
}

/** ThingsBoard's REST response to an RPC; source: AbstractRpcController.reply. */
function callResponse(outcome: CallOutcome, now: Date): RestResponse {
  switch (outcome.kind) {
    case "delivered":
      return emptyResponse();
    case "answered":
      return answerResponse(outcome.text);
    case "timed-out":
      return emptyResponse(504);
    case "device-not-found":
      return errorResponse(
        { status: 404, errorCode: errorCodes.notFound, message: "Device with requested id wasn't found!" },
        now,
      );
    case "too-many-calls":
      return errorResponse(
        { status: 429, errorCode: errorCodes.tooManyRequests, message: "Too many requests" },
        now,
      );
  }
}

function answerResponse(text: string): RestResponse {
  if (text === "") {
    return emptyResponse();
  }
  const json = parseJson(text);
  return json.ok ? jsonResponse(json.value) : emptyResponse(406);
}

function trySend(state: ServerState, call: PendingCall, moment: Moment): Step {
  const sent = callSent(state, call);
  if (sent === undefined) {
    return doing(state);
  }
  return andThen(sent, (next) =>
    call.isOneWay
      ? finished(next, call, { kind: "delivered" }, moment)
      : doing({
          ...next,
          calls: next.calls.map((other) => (isSame(other, call) ? { ...other, isSent: true } : other)),
        }),
  );
}

function finished(state: ServerState, call: PendingCall, outcome: CallOutcome, moment: Moment): Step {
  const calls = state.calls.filter((other) => !isSame(other, call));
  return concluded({ ...state, calls }, call.asker, outcome, moment);
}

function allFinished(
  state: ServerState,
  calls: readonly PendingCall[],
  outcome: CallOutcome,
  moment: Moment,
): Step {
  return calls.reduce<Step>(
    (step, call) => andThen(step, (next) => finished(next, call, outcome, moment)),
    doing(state),
  );
}

function concluded(state: ServerState, asker: Asker, outcome: CallOutcome, { now }: Moment): Step {
  return asker.kind === "rest"
    ? doing(state, { kind: "respond", request: asker.request, response: callResponse(outcome, now) })
    : doing(state, { kind: "conclude", call: asker.call, outcome });
}

function pendingCall(state: ServerState, deviceId: string, requestId: number): PendingCall | undefined {
  return state.calls.find((call) => isSame(call, { deviceId, requestId }));
}

function isSame(call: PendingCall, other: Pick<PendingCall, "deviceId" | "requestId">): boolean {
  return call.deviceId === other.deviceId && call.requestId === other.requestId;
}
