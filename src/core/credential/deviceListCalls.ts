import { objectIn } from "./accountCalls";
import type { ApiCall } from "./apiCall";
import { isJsonObject, stringOf, type Json, type JsonObject } from "./json";

/** A device of a ThingsBoard, as a list has it. */
export interface ListedDevice {
  /** A UUID. */
  readonly id: string;
  /** Foreign text. */
  readonly name: string;
  /** Name of its device profile; undefined where the server does not say. */
  readonly profileName?: string;
  /** Whether the server heard of it lately; undefined where it does not say. */
  readonly isActive?: boolean;
}

/** A part of a server's devices. */
export interface DevicePage {
  /** At most as many as were asked for, whatever the server sent. */
  readonly devices: readonly ListedDevice[];
  /** Whether there are more, as the server says. */
  readonly hasNext: boolean;
  /** How many there are in all, as the server says. */
  readonly total: number;
}

/** Which part of the devices is asked for: `page` from 0; `search` is a part of the name, or nothing for all. */
export interface PageOfDevices {
  readonly page: number;
  readonly pageSize: number;
  readonly search: string;
}

/** Asks for a page of the tenant's devices, by name: `GET /api/tenant/deviceInfos`. */
export function devicePageCall({ page, pageSize, search }: PageOfDevices): ApiCall<DevicePage> {
  const query = new URLSearchParams({
    pageSize: String(pageSize),
    page: String(page),
    ...(search === "" ? {} : { textSearch: search }),
    sortProperty: "name",
    sortOrder: "ASC",
  });
  return {
    method: "GET",
    path: `/api/tenant/deviceInfos?${query.toString()}`,
    read: (body) => pageIn(body, pageSize),
  };
}

function pageIn(body: string, pageSize: number): DevicePage | undefined {
  const object = objectIn(body);
  const data = object?.["data"];
  const total = object?.["totalElements"];
  const hasNext = object?.["hasNext"];
  if (!isList(data) || typeof total !== "number" || typeof hasNext !== "boolean") {
    return undefined;
  }
  const devices = data.slice(0, pageSize).map(deviceOf);
  return devices.every((device) => device !== undefined) ? { devices, hasNext, total } : undefined;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function deviceOf(value: Json): ListedDevice | undefined {
  const object = isJsonObject(value) ? value : {};
  const id = idIn(object["id"]);
  const name = stringOf(object["name"]);
  return id === undefined || name === undefined ? undefined : { id, name, ...stateIn(object) };
}

/** ThingsBoard's EntityId. */
function idIn(value: Json | undefined): string | undefined {
  const id = isJsonObject(value) ? stringOf(value["id"]) : undefined;
  return id !== undefined && isUuid(id) ? id : undefined;
}

function stateIn(object: JsonObject): Pick<ListedDevice, "profileName" | "isActive"> {
  const profileName = stringOf(object["deviceProfileName"]);
  const isActive = object["active"];
  return {
    ...(profileName === undefined ? {} : { profileName }),
    ...(typeof isActive === "boolean" ? { isActive } : {}),
  };
}

/** Tells whether a text is a UUID (RFC 9562 §4), as ThingsBoard's ids are. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Deletes a device, which ends its live sessions: `DELETE /api/device/{id}`. */
export function deleteDeviceCall(deviceId: string): ApiCall<"deleted"> {
  return {
    method: "DELETE",
    path: `/api/device/${encodeURIComponent(deviceId)}`,
    read: () => "deleted",
  };
}

/** Asks what a device shows when it connects, and nothing of it: an access token is a secret. `GET /api/device/{id}/credentials`. */
export function credentialsTypeCall(deviceId: string): ApiCall<string> {
  return {
    method: "GET",
    path: `/api/device/${encodeURIComponent(deviceId)}/credentials`,
    read: (body) => stringOf(objectIn(body)?.["credentialsType"]),
  };
}
