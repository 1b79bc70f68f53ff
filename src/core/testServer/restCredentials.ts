import type { Result } from "../result";
import { fail, ok } from "../result";
import { credentialsOf, credentialsSet, leafOf } from "./changes";
import type { JsonObject } from "../credential/json";
import { isJsonObject, stringOf } from "../credential/json";
import type { GivenCredentials, RegisteredDevice } from "./registry";
import type { Answer, Route, RouteRequest } from "./restAnswer";
import { answer, deviceOf, refuse, refuseBadRequest, restFailureOf } from "./restAnswer";
import { checkVersion, entityIdOf, entityJson } from "./restEntity";
import { jsonResponse } from "./restMessages";
import type { ServerState } from "./state";

/** What a device shows at CONNECT. */
export const credentialsRoutes: readonly Route[] = [
  { method: "GET", path: "/api/device/*/credentials", answer: showCredentials },
  { method: "POST", path: "/api/device/credentials", answer: saveCredentials },
];

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
  const known = device.value.credentials;
  if (entityIdOf(body["id"]) !== known.id) {
    return refuseBadRequest("Unable to update non-existent device credentials!");
  }
  const credentials = givenCredentials(body, known.id);
  if (!credentials.ok) {
    return refuseBadRequest(credentials.failure);
  }
  const isCurrent = checkVersion(body, known.version, "Entity");
  if (!isCurrent.ok) {
    return isCurrent;
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
export function givenCredentials(body: JsonObject, id: string): Result<GivenCredentials, string> {
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
  return certificateCredentials(stringOf(body["credentialsValue"]) ?? "", id);
}

/** Makes credentials of a certificate: PEM, or its base64 body alone, which is what the server gives out. */
export function certificateCredentials(value: string, id: string): Result<GivenCredentials, string> {
  const leaf = leafOf(pemOf(value));
  return leaf.ok ? ok(credentialsOf(leaf.value, id)) : fail("Invalid X.509 certificate!");
}

function pemOf(value: string): string {
  return value.includes("-----BEGIN")
    ? value
    : `-----BEGIN CERTIFICATE-----\n${value.replace(/(.{64})/g, "$1\n")}\n-----END CERTIFICATE-----\n`;
}

function credentialsJson({ id: deviceId, createdMs, credentials }: RegisteredDevice): JsonObject {
  return {
    id: { id: credentials.id },
    createdTime: createdMs,
    deviceId: entityJson("DEVICE", deviceId),
    credentialsType: credentials.type,
    credentialsId: credentials.credentialsId,
    credentialsValue: credentials.value === "" ? null : credentials.value,
    version: credentials.version,
  };
}
