import type { Result } from "../result";
import { fail, ok } from "../result";
import type { Json, JsonObject } from "../credential/json";
import type { RegisteredDevice, StoredValue, Values } from "./registry";
import type { Answer, Route, RouteRequest } from "./restAnswer";
import { answer, deviceOf } from "./restAnswer";
import { errorCodes, jsonResponse } from "./restMessages";
import type { RestFailure } from "./restMessages";
import type { ServerState } from "./state";

/** What devices and the tenant stored, read back. Of time series the latest values are kept, and no history. */
export const telemetryRoutes: readonly Route[] = [
  route("keys/timeseries", ({ telemetry }) => ok([...telemetry.keys()])),
  route("keys/attributes", (device) => ok(allAttributes(device).map(([key]) => key))),
  route("keys/attributes/*", (device, request) => {
    const attributes = attributesIn(device, request);
    return attributes.ok ? ok([...attributes.value.keys()]) : attributes;
  }),
  route("values/timeseries", (device, request) => ok(timeseriesJson(device.telemetry, request))),
  route("values/attributes", (device, { query }) => ok(attributesJson(allAttributes(device), query))),
  route("values/attributes/*", (device, request) => {
    const attributes = attributesIn(device, request);
    return attributes.ok ? ok(attributesJson([...attributes.value], request.query)) : attributes;
  }),
];

/** ThingsBoard has these for every kind of entity; here there are devices. */
function route(
  path: string,
  read: (device: RegisteredDevice, request: RouteRequest) => Result<Json, RestFailure>,
): Route {
  const show = (state: ServerState, request: RouteRequest): Answer => {
    const device = deviceOf(state, request.parameters[0]);
    if (!device.ok) {
      return device;
    }
    const value = read(device.value, request);
    return value.ok ? answer(state, jsonResponse(value.value)) : value;
  };
  return { method: "GET", path: `/api/plugins/telemetry/DEVICE/*/${path}`, answer: show };
}

/** Attributes of one scope; this server keeps none of the server's own. */
function attributesIn(device: RegisteredDevice, { parameters }: RouteRequest): Result<Values, RestFailure> {
  const scope = parameters[1] ?? "";
  switch (scope) {
    case "CLIENT_SCOPE":
      return ok(device.clientAttributes);
    case "SHARED_SCOPE":
      return ok(device.sharedAttributes);
    case "SERVER_SCOPE":
      return ok(new Map());
    default:
      return fail({
        status: 400,
        errorCode: errorCodes.invalidArguments,
        message: `Invalid attribute scope: ${scope}`,
      });
  }
}

type Entry = readonly [key: string, stored: StoredValue];

/** A key may stand in both scopes. */
function allAttributes({ clientAttributes, sharedAttributes }: RegisteredDevice): readonly Entry[] {
  return [...clientAttributes, ...sharedAttributes];
}

function attributesJson(attributes: readonly Entry[], query: URLSearchParams): Json {
  const keys = keysIn(query);
  return attributes
    .filter(([key]) => keys?.includes(key) ?? true)
    .map(([key, { atMs, value }]) => ({ lastUpdateTs: atMs, key, value }));
}

/** `{"t":[{"ts","value"}]}`; a key that was asked for and is not there has the value null, at the time of asking. */
function timeseriesJson(telemetry: Values, { query, moment }: RouteRequest): JsonObject {
  const isStrict = query.get("useStrictDataTypes") === "true";
  const keys = keysIn(query) ?? [...telemetry.keys()];
  return Object.fromEntries(
    keys.map((key) => {
      const { atMs, value } = telemetry.get(key) ?? { atMs: moment.now.getTime(), value: null };
      return [key, [{ ts: atMs, value: isStrict || value === null ? value : textOf(value) }]];
    }),
  );
}

/** Unless asked otherwise ThingsBoard gives every value as a text. */
function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function keysIn(query: URLSearchParams): readonly string[] | undefined {
  const keys = query.get("keys") ?? "";
  return keys === "" ? undefined : keys.split(",");
}
