import type { Result } from "../result";
import { fail, ok } from "../result";
import type { Change, Registered, RegistrationFailure } from "./changes";
import { deviceAdded, deviceCreated, deviceDeleted, deviceDescribed } from "./changes";
import type { JsonObject } from "../credential/json";
import { isJsonObject, stringOf } from "../credential/json";
import { profileById, profileOf, profilesOf } from "./profiles";
import { uniqueName, type NameConflict } from "./nameConflict";
import type { DeviceDescription, RegisteredDevice } from "./registry";
import { deviceByName } from "./registry";
import type { Answer, Route, RouteRequest } from "./restAnswer";
import { answer, deviceOf, refuse, refuseBadRequest, restFailureOf } from "./restAnswer";
import { givenCredentials } from "./restCredentials";
import { checkVersion, entityIdOf, entityJson, nameIn, nullUuid, pageOf } from "./restEntity";
import { emptyResponse, errorCodes, jsonResponse } from "./restMessages";
import type { RestFailure, RestResponse } from "./restMessages";
import type { ServerState } from "./state";
import { sessionsOf } from "./state";
import { uuidFrom } from "./uuid";

/** Devices. */
export const deviceRoutes: readonly Route[] = [
  { method: "GET", path: "/api/tenant/devices", answer: showDevices },
  { method: "GET", path: "/api/tenant/deviceInfos", answer: showDeviceInfos },
  { method: "POST", path: "/api/device", answer: saveDevice },
  { method: "POST", path: "/api/device-with-credentials", answer: saveWithCredentials },
  { method: "GET", path: "/api/device/*", answer: showDevice },
  { method: "DELETE", path: "/api/device/*", answer: deleteDevice },
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
    return showPage(state, request, deviceJson);
  }
  const device = deviceByName(state.registry, name);
  return device === undefined
    ? refuse({ status: 404, errorCode: errorCodes.notFound, message: "Requested item wasn't found!" })
    : answer(state, jsonResponse(deviceJson(state, device)));
}

/** The same with `active` and `deviceProfileName`. */
function showDeviceInfos(state: ServerState, request: RouteRequest): Answer {
  return showPage(state, request, deviceInfoJson);
}

function showPage(
  state: ServerState,
  { query }: RouteRequest,
  jsonOf: (state: ServerState, device: RegisteredDevice) => JsonObject,
): Answer {
  const page = pageOf([...state.registry.devices.values()], query, (device) => jsonOf(state, device));
  return page.ok ? answer(state, jsonResponse(page.value)) : page;
}

function showDevice(state: ServerState, { parameters }: RouteRequest): Answer {
  const device = deviceOf(state, parameters[0]);
  return device.ok ? answer(state, jsonResponse(deviceJson(state, device.value))) : device;
}

/** A body with an id changes that device, one without makes a new device; `?accessToken=` is its token. */
function saveDevice(state: ServerState, { body, query, moment }: RouteRequest): Answer {
  const description = descriptionIn(state, body, { query, moment });
  if (!description.ok) {
    return description;
  }
  const given = isJsonObject(body) ? entityIdOf(body["id"]) : undefined;
  if (given !== undefined) {
    return changeDevice(state, given, description.value, body as JsonObject);
  }
  const token = query.get("accessToken") ?? "";
  if (token === "") {
    return created(deviceCreated(state, description.value, moment));
  }
  const credentials = givenCredentials(
    { credentialsType: "ACCESS_TOKEN", credentialsId: token },
    uuidFrom(moment.random),
  );
  return credentials.ok
    ? created(deviceAdded(state, description.value, credentials.value, moment))
    : refuseBadRequest(credentials.failure);
}

function changeDevice(
  state: ServerState,
  deviceId: string,
  description: DeviceDescription,
  body: JsonObject,
): Answer {
  const device = deviceOf(state, deviceId);
  if (!device.ok) {
    return device;
  }
  const isCurrent = checkVersion(body, device.value.version, "Device");
  return isCurrent.ok
    ? saved(deviceDescribed(state, device.value.id, description), () => device.value.id)
    : isCurrent;
}

/** `{"device":{…},"credentials":{…}}`: both are new, or neither is. */
function saveWithCredentials(state: ServerState, { body, query, moment }: RouteRequest): Answer {
  const { device, credentials } = isJsonObject(body) ? body : {};
  if (!isJsonObject(device) || !isJsonObject(credentials)) {
    return refuse({
      status: 404,
      errorCode: errorCodes.notFound,
      message: "Requested item wasn't found!",
    });
  }
  const description = descriptionIn(state, device, { query, moment });
  if (!description.ok) {
    return description;
  }
  const given = givenCredentials(credentials, uuidFrom(moment.random));
  if (!given.ok) {
    return refuseBadRequest(given.failure);
  }
  return created(deviceAdded(state, description.value, given.value, moment));
}

function created(change: Result<Change<Registered>, RegistrationFailure>): Answer {
  return saved(change, ({ deviceId }) => deviceId);
}

function saved<T>(change: Result<Change<T>, RegistrationFailure>, idOf: (value: T) => string): Answer {
  if (!change.ok) {
    return refuse(restFailureOf(change.failure));
  }
  const { step, value } = change.value;
  const device = step.state.registry.devices.get(idOf(value));
  return device === undefined
    ? refuse(restFailureOf({ code: "device-not-found", deviceId: idOf(value) }))
    : ok({ step, response: jsonResponse(deviceJson(step.state, device)) });
}

/** Reads name, label and profile: by `deviceProfileId`, or by `type`, which is a profile's name. */
function descriptionIn(
  state: ServerState,
  body: RouteRequest["body"],
  { query, moment }: Pick<RouteRequest, "query" | "moment">,
): Result<DeviceDescription, RestFailure> {
  const row = isJsonObject(body) ? body : {};
  const name = nameIn(row, "Device");
  if (!name.ok) {
    return name;
  }
  const profile = profileIn(state, row);
  if (!profile.ok) {
    return profile;
  }
  const label = stringOf(row["label"]);
  const conflict: NameConflict = { policy: query.get("nameConflictPolicy"), deviceId: entityIdOf(row["id"]) };
  return ok({
    name: uniqueName(state.registry, name.value, conflict, moment.random),
    ...(label === undefined ? {} : { label }),
    ...profile.value,
  });
}

function profileIn(
  state: ServerState,
  row: JsonObject,
): Result<Pick<DeviceDescription, "profileId">, RestFailure> {
  const id = entityIdOf(row["deviceProfileId"]);
  const type = stringOf(row["type"]);
  const named =
    id === undefined ? profilesOf(state).find((profile) => profile.name === type) : profileById(state, id);
  if (named === undefined && id !== undefined) {
    return fail({
      status: 400,
      errorCode: errorCodes.badRequest,
      message: "Device is referencing to non-existent device profile!",
    });
  }
  return ok(named === undefined || named.isDefault ? {} : { profileId: named.id });
}

function deleteDevice(state: ServerState, { parameters, moment }: RouteRequest): Answer {
  const device = deviceOf(state, parameters[0]);
  if (!device.ok) {
    return device;
  }
  const deleted = deviceDeleted(state, device.value.id, moment);
  return deleted.ok
    ? ok({ step: deleted.value.step, response: emptyResponse() })
    : refuse(restFailureOf(deleted.failure));
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

function deviceJson(state: ServerState, device: RegisteredDevice): JsonObject {
  const profile = profileOf(state, device);
  return {
    id: entityJson("DEVICE", device.id),
    createdTime: device.createdMs,
    additionalInfo: null,
    tenantId: entityJson("TENANT", state.account.tenantId),
    customerId: entityJson("CUSTOMER", nullUuid),
    name: device.name,
    type: profile.name,
    label: device.label ?? null,
    deviceProfileId: entityJson("DEVICE_PROFILE", profile.id),
    firmwareId: null,
    softwareId: null,
    version: device.version,
    deviceData: { configuration: { type: "DEFAULT" }, transportConfiguration: { type: "DEFAULT" } },
  };
}

/** A device counts as active while it is connected. */
function deviceInfoJson(state: ServerState, device: RegisteredDevice): JsonObject {
  return {
    ...deviceJson(state, device),
    customerTitle: null,
    customerIsPublic: false,
    deviceProfileName: profileOf(state, device).name,
    active: sessionsOf(state, device.id).length > 0,
  };
}
