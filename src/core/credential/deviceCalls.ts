import { objectIn } from "./accountCalls";
import type { ApiCall } from "./apiCall";
import { isJsonObject, stringOf, type Json, type JsonObject } from "./json";

/** A device as a ThingsBoard has it. */
export interface ServerDevice {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
}

/** What a device shows at CONNECT, as the server keeps it. */
export interface ServerCredentials {
  /** The whole object as it came: it has to go back whole, its own id and version included. May hold a secret. */
  readonly whole: JsonObject;
  /** `X509_CERTIFICATE`, `ACCESS_TOKEN`, `MQTT_BASIC` or `LWM2M_CREDENTIALS`. */
  readonly type: string;
  /** ThingsBoard's id of a certificate; of an access token it is the token itself, a secret. */
  readonly credentialsId: string;
}

/** A certificate as credentials: the canonical PEM of the leaf, and ThingsBoard's id of it. */
export interface CertificateCredentials {
  readonly pem: string;
  readonly credentialsId: string;
}

/** Finds a device by its whole name: `rest-not-found` where there is none. */
export function deviceByNameCall(name: string): ApiCall<ServerDevice> {
  return get(`/api/tenant/devices?deviceName=${encodeURIComponent(name)}`, deviceIn);
}

/** Finds devices whose names contain a text, the first `most` of them by name. */
export function deviceSearchCall(text: string, most: number): ApiCall<readonly ServerDevice[]> {
  const query = `pageSize=${most}&page=0&textSearch=${encodeURIComponent(text)}&sortProperty=name&sortOrder=ASC`;
  return get(`/api/tenant/devices?${query}`, (body) => pageIn(body, deviceOf));
}

/** Asks for the id of a device's profile. */
export function deviceProfileIdCall(deviceId: string): ApiCall<string> {
  return get(`/api/device/${encodeURIComponent(deviceId)}`, (body) => {
    const profileId = objectIn(body)?.["deviceProfileId"];
    return isJsonObject(profileId) ? stringOf(profileId["id"]) : undefined;
  });
}

/** Asks for the credentials of a device. */
export function credentialsCall(deviceId: string): ApiCall<ServerCredentials> {
  return get(`/api/device/${encodeURIComponent(deviceId)}/credentials`, credentialsIn);
}

/** Gives a device a certificate in place of the credentials that it has. */
export function setCertificateCall(
  { whole }: ServerCredentials,
  certificate: CertificateCredentials,
): ApiCall<ServerCredentials> {
  return putCredentialsCall({ ...whole, ...certificateJson(certificate) });
}

/** Gives a device credentials that it had before; those that it has now give their id and version. */
export function putBackCall(
  { whole: now }: ServerCredentials,
  { whole: before }: Pick<ServerCredentials, "whole">,
): ApiCall<ServerCredentials> {
  const kept = Object.fromEntries(
    ["credentialsType", "credentialsId", "credentialsValue"].map((name) => [name, before[name] ?? null]),
  );
  return putCredentialsCall({ ...now, ...kept });
}

function putCredentialsCall(body: JsonObject): ApiCall<ServerCredentials> {
  return { method: "POST", path: "/api/device/credentials", body, read: credentialsIn };
}

/** Makes a device together with its certificate, both or neither. */
export function createDeviceCall(
  { name, profileId }: { readonly name: string; readonly profileId?: string },
  certificate: CertificateCredentials,
): ApiCall<ServerDevice> {
  const profile =
    profileId === undefined ? {} : { deviceProfileId: { entityType: "DEVICE_PROFILE", id: profileId } };
  return {
    method: "POST",
    path: "/api/device-with-credentials",
    body: { device: { name, ...profile }, credentials: certificateJson(certificate) },
    read: deviceIn,
  };
}

/** Asks for the certificate chain that the server's MQTT over TLS shows, PEM. */
export const serverCertificateCall: ApiCall<string> = get(
  "/api/device-connectivity/mqtts/certificate/download",
  (body) => (body.includes("-----BEGIN CERTIFICATE-----") ? body : undefined),
);

/** The server computes the id itself, and refuses an empty one (DeviceCredentialsServiceImpl, 4.4). */
function certificateJson({ pem, credentialsId }: CertificateCredentials): JsonObject {
  return { credentialsType: "X509_CERTIFICATE", credentialsId, credentialsValue: pem };
}

function get<T>(path: string, read: ApiCall<T>["read"]): ApiCall<T> {
  return { method: "GET", path, read };
}

/** Reads the rows of a page; undefined where the body is no page, or a row of it is none. */
export function pageIn<T>(body: string, rowOf: (row: JsonObject) => T | undefined): readonly T[] | undefined {
  const data = objectIn(body)?.["data"];
  if (!Array.isArray(data)) {
    return undefined;
  }
  const rows = (data as readonly Json[]).map((row) => (isJsonObject(row) ? rowOf(row) : undefined));
  return rows.every((row) => row !== undefined) ? rows : undefined;
}

/** Reads the id of an entity, `{"id":{"id":…}}`. */
export function entityIdOf(entity: JsonObject): string | undefined {
  const { id } = entity;
  return isJsonObject(id) ? stringOf(id["id"]) : undefined;
}

function deviceOf(object: JsonObject): ServerDevice | undefined {
  const id = entityIdOf(object);
  const name = stringOf(object["name"]);
  return id === undefined || name === undefined ? undefined : { id, name };
}

function deviceIn(body: string): ServerDevice | undefined {
  const object = objectIn(body);
  return object && deviceOf(object);
}

function credentialsIn(body: string): ServerCredentials | undefined {
  const whole = objectIn(body);
  const type = stringOf(whole?.["credentialsType"]);
  const credentialsId = stringOf(whole?.["credentialsId"]);
  return whole === undefined || type === undefined || credentialsId === undefined
    ? undefined
    : { whole, type, credentialsId };
}
