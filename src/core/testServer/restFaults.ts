import { ok } from "../result";
import type { Fault } from "./faults";
import { faultsIn } from "./faults";
import type { Answer, Route, RouteRequest } from "./restAnswer";
import { answer, refuseBadRequest } from "./restAnswer";
import { jsonResponse } from "./restMessages";
import type { RestResponse } from "./restMessages";
import type { ServerState } from "./state";
import { doing } from "./state";

/** Not below `/api/`: ThingsBoard has nothing like it. */
export const faultsPath = "/testServer/faults";

/** Faults on demand, a route of this server's own. */
export const faultRoutes: readonly Route[] = [
  { method: "GET", path: faultsPath, answer: showFaults },
  { method: "POST", path: faultsPath, answer: setFaults },
];

function showFaults(state: ServerState): Answer {
  return answer(state, faultsResponse(state.faults));
}

/** The rules of the body take the place of all before; none ends them. */
function setFaults(state: ServerState, { body }: RouteRequest): Answer {
  const faults = faultsIn(body);
  return faults.ok
    ? ok({ step: doing({ ...state, faults: faults.value }), response: faultsResponse(faults.value) })
    : refuseBadRequest(faults.failure);
}

function faultsResponse(faults: readonly Fault[]): RestResponse {
  return jsonResponse(faults.map(({ rule, seen }) => ({ ...rule, seen })));
}
