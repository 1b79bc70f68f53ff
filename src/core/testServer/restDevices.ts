import type { Result } from "../result";
import { fail, ok } from "../result";
import type { Change, RegistrationFailure } from "./changes";
import {
  credentialsOf,
  credentialsSet,
  deviceCreated,
  deviceDeleted,
  deviceRenamed,
  leafOf,
} from "./changes";
import type { Json, JsonObject } from "../credential/json";
import { isJsonObject, stringOf } from "../credential/json";
import type { Credentials, RegisteredDevice } from "./registry";
import { deviceByName } from "./registry";
import { nullUuid } from "./restAccount";
import type { Answer, Route, RouteRequest } from "./restAnswer";
import { answer, deviceOf, refuse, refuseBadRequest, restFailureOf } from "./restAnswer";
import { emptyResponse, errorCodes, jsonResponse } from "./restMessages";
import type { RestResponse } from "./restMessages";
import type { Account, ServerState } from "./state";

/** Devices and their credentials. */
export const deviceRoutes: readonly Route[] = [
  { method: "GET", path: "/api/tenant/devices", answer: showDevices },
  { method: "POST", path: "/api/device", answer: saveDevice },
  { method: "GET", path: "/api/device/*", answer: showDevice },
  { method: "DELETE", path: "/api/device/*", answer: deleteDevice },
  { method: "GET", path: "/api/device/*/credentials", answer: showCredentials },
  { method: "POST", path: "/api/device/credentials", answer: saveCredentials },
  {
    method: "GET",
    path: "/api/device-connectivity/mqtts/certificate/download",
    isOpen: true,
    answer: downloadServerCertificate,
  },
];

/** One device by `?deviceName=`, or a page of them. */
function showDevices(state: ServerState, request: RouteRequest): Answer {
  const name = request.query.get("deviceName");
  if (name === null) {
    return showPage(state, request);
  }
  const device = deviceByName(state.registry, name);
  return device === undefined
    ? refuse({ status: 404, errorCode: errorCodes.notFound, message: "Requested item wasn't found!" })
    : answer(state, jsonResponse(deviceJson(device, state.account)));
}

function showPage(state: ServerState, { query }: RouteRequest): Answer {
  const pageSize = Number(query.get("pageSize") ?? Number.NaN);
  const page = Number(query.get("page") ?? Number.NaN);
  if (!Number.isInteger(pageSize) || pageSize < 1) {
    return refuseBadRequest(`Incorrect page size ${query.get("pageSize") ?? "null"}`);
  }
  if (!Number.isInteger(page) || page < 0) {
    return refuseBadRequest(`Incorrect page number ${query.get("page") ?? "null"}`);
  }
  const found = foundDevices(state, query);
  const shown = found.slice(page * pageSize, (page + 1) * pageSize);
  return answer(
    state,
    jsonResponse({
      data: shown.map((device) => deviceJson(device, state.account)),
      totalPages: Math.ceil(found.length / pageSize),
      totalElements: found.length,
      hasNext: (page + 1) * pageSize < found.length,
    }),
  );
}

/** By name unless `sortProperty=createdTime`; ascending unless `sortOrder=DESC`. */
function foundDevices(state: ServerState, query: URLSearchParams): readonly RegisteredDevice[] {
  const search = (query.get("textSearch") ?? "").toLowerCase();
  const byTime = query.get("sortProperty") === "createdTime";
  const sorted = [...state.registry.devices.values()]
    .filter(({ name }) => name.toLowerCase().includes(search))
    .sort((left, right) => (byTime ? left.createdMs - right.createdMs : left.name < right.name ? -1 : 1));
  return query.get("sortOrder") === "DESC" ? sorted.reverse() : sorted;
}

function showDevice(state: ServerState, { parameters }: RouteRequest): Answer {
  const device = deviceOf(state, parameters[0]);
  return device.ok ? answer(state, jsonResponse(deviceJson(device.value, state.account))) : device;
}

/** A body with an id changes that device, one without makes a new device. */
function saveDevice(state: ServerState, { body, moment }: RouteRequest): Answer {
  const name = isJsonObject(body) ? (stringOf(body["name"]) ?? "").trim() : "";
  if (name === "") {
    return refuseBadRequest("Device name should be specified!");
  }
  if (name.length > 255) {
    return refuseBadRequest("length of name must be equal or less than 255");
  }
  const given = isJsonObject(body) ? entityIdOf(body["id"]) : undefined;
  if (given === undefined) {
    const created = deviceCreated(state, name, moment);
    return saved(created, (value) => value.deviceId);
  }
  const device = deviceOf(state, given);
  return device.ok ? saved(deviceRenamed(state, device.value.id, name), () => device.value.id) : device;
}

function saved<T>(change: Result<Change<T>, RegistrationFailure>, idOf: (value: T) => string): Answer {
  if (!change.ok) {
    return refuse(restFailureOf(change.failure));
  }
  const { step, value } = change.value;
  const device = step.state.registry.devices.get(idOf(value));
  return device === undefined
    ? refuse(restFailureOf({ code: "device-not-found", deviceId: idOf(value) }))
    : ok({ step, response: jsonResponse(deviceJson(device, step.state.account)) });
}

function deleteDevice(state: ServerState, { parameters, moment }: RouteRequest): Answer {
  const device = deviceOf(state, parameters[0]);
  if (!device.ok) {
    return device;
  }
  const change = deviceDeleted(state, device.value.id, moment);
  return change.ok
    ? ok({ step: change.value.step, response: emptyResponse() })
    : refuse(restFailureOf(change.failure));
}

function showCredentials(state: ServerState, { parameters }: RouteRequest): Answer {
  const device = deviceOf(state, parameters[0]);
  return device.ok ? answer(state, jsonResponse(credentialsJson(device.value))) : device;
}

/** Takes the whole object, its own id included; ThingsBoard computes the id of a certificate itself. */
function saveCredentials(state: ServerState, { body }: RouteRequest): Answer {
  if (!isJsonObject(body)) {
    return refuseBadRequest("Malformed JSON request body");
  }
  const device = deviceOf(state, entityIdOf(body["deviceId"]));
  if (!device.ok) {
    return device;
  }
  if (entityIdOf(body["id"]) !== device.value.credentials.id) {
    return refuseBadRequest("Unable to update non-existent device credentials!");
  }
  const credentials = givenCredentials(body, device.value.credentials.id);
  if (!credentials.ok) {
    return refuseBadRequest(credentials.failure);
  }
  const change = credentialsSet(state, device.value.id, credentials.value);
  if (!change.ok) {
    return refuse(restFailureOf(change.failure));
  }
  const { step } = change.value;
  const changed = step.state.registry.devices.get(device.value.id) ?? device.value;
  return ok({ step, response: jsonResponse(credentialsJson(changed)) });
}

/** Reads the credentials of a body; the failure is ThingsBoard's message. */
function givenCredentials(body: JsonObject, id: string): Result<Credentials, string> {
  const { credentialsType } = body;
  const credentialsId = stringOf(body["credentialsId"]) ?? "";
  if (credentialsId === "") {
    return fail("Device credentials id should be specified!");
  }
  if (credentialsType === "ACCESS_TOKEN") {
    return ok({ id, type: "ACCESS_TOKEN", credentialsId, value: "" });
  }
  if (credentialsType !== "X509_CERTIFICATE") {
    return fail("Device credentials type should be X509_CERTIFICATE or ACCESS_TOKEN on this server!");
  }
  const leaf = leafOf(pemOf(stringOf(body["credentialsValue"]) ?? ""));
  return leaf.ok ? ok(credentialsOf(leaf.value, id)) : fail("Invalid X.509 certificate!");
}

/** What the server gave out, the base64 body alone, it takes back too. */
function pemOf(value: string): string {
  return value.includes("-----BEGIN")
    ? value
    : `-----BEGIN CERTIFICATE-----\n${value.replace(/(.{64})/g, "$1\n")}\n-----END CERTIFICATE-----\n`;
}

function downloadServerCertificate(state: ServerState): Answer {
  const download: RestResponse = {
    status: 200,
    contentType: "application/x-pem-file",
    fileName: "tb-server-chain.pem",
    body: state.serverCertificatePem,
  };
  return answer(state, download);
}

/** The id in `{"entityType","id"}`. */
function entityIdOf(entry: Json | undefined): string | undefined {
  return isJsonObject(entry) ? stringOf(entry["id"])?.toLowerCase() : undefined;
}

function deviceJson({ id, name, createdMs }: RegisteredDevice, account: Account): JsonObject {
  return {
    id: { entityType: "DEVICE", id },
    createdTime: createdMs,
    additionalInfo: null,
    tenantId: { entityType: "TENANT", id: account.tenantId },
    customerId: { entityType: "CUSTOMER", id: nullUuid },
    name,
    type: "default",
    label: null,
    deviceProfileId: { entityType: "DEVICE_PROFILE", id: account.deviceProfileId },
    firmwareId: null,
    softwareId: null,
    deviceData: { configuration: { type: "DEFAULT" }, transportConfiguration: { type: "DEFAULT" } },
  };
}

function credentialsJson({ id: deviceId, createdMs, credentials }: RegisteredDevice): JsonObject {
  return {
    id: { id: credentials.id },
    createdTime: createdMs,
    deviceId: { entityType: "DEVICE", id: deviceId },
    credentialsType: credentials.type,
    credentialsId: credentials.credentialsId,
    credentialsValue: credentials.value === "" ? null : credentials.value,
  };
}
