import { objectIn } from "./accountCalls";
import type { ApiCall } from "./apiCall";
import { entityIdOf, pageIn } from "./deviceCalls";
import { isJsonObject, stringOf, type JsonObject } from "./json";

/** A device profile as a ThingsBoard has it. */
export interface DeviceProfile {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  /** The whole object as it came: it has to go back whole, its version included. */
  readonly whole: JsonObject;
}

/** How a profile makes devices of certificates that a CA signed. */
export interface ChainProvisioning {
  /** The CA's certificate, PEM. */
  readonly caPem: string;
  /** Its first group, found in a leaf's common name, is the device's name. */
  readonly certificateRegExPattern: string;
  readonly allowCreateNewDevices: boolean;
}

/** A part of a server's device profiles. */
export interface ProfilePage {
  readonly profiles: readonly DeviceProfile[];
  /** Whether there are more, as the server says. */
  readonly hasNext: boolean;
}

/** The largest page that is asked for. */
const pageSize = 100;

/** Asks for a page of the device profiles whose names contain a text, by name; `page` from 0. */
export function profilePageCall(text: string, page: number): ApiCall<ProfilePage> {
  const query = `pageSize=${pageSize}&page=${page}&textSearch=${encodeURIComponent(text)}&sortProperty=name&sortOrder=ASC`;
  return {
    method: "GET",
    path: `/api/deviceProfiles?${query}`,
    read: (body) => {
      const profiles = pageIn(body, profileOf);
      return profiles && { profiles, hasNext: objectIn(body)?.["hasNext"] === true };
    },
  };
}

/** Asks for a device profile. */
export function profileCall(id: string): ApiCall<DeviceProfile> {
  return { method: "GET", path: `/api/deviceProfile/${encodeURIComponent(id)}`, read: profileIn };
}

/** Makes a device profile that takes whoever the CA signed. */
export function createProfileCall(name: string, provisioning: ChainProvisioning): ApiCall<DeviceProfile> {
  return saveProfileCall({
    name,
    type: "DEFAULT",
    transportType: "DEFAULT",
    provisionType,
    profileData: {
      configuration: { type: "DEFAULT" },
      transportConfiguration: { type: "DEFAULT" },
      alarms: null,
      provisionConfiguration: configurationOf(provisioning),
    },
  });
}

/** Has a profile take whoever the CA signed; all else of it stays. */
export function updateProfileCall(
  { whole }: DeviceProfile,
  provisioning: ChainProvisioning,
): ApiCall<DeviceProfile> {
  const data = whole["profileData"];
  const profileData = {
    ...(isJsonObject(data) ? data : {}),
    provisionConfiguration: configurationOf(provisioning),
  };
  return saveProfileCall({ ...whole, provisionType, profileData });
}

/** Gives how a profile makes devices of certificates; undefined where it does not. */
export function chainProvisioningOf({ whole }: DeviceProfile): ChainProvisioning | undefined {
  const data = whole["profileData"];
  const configuration = isJsonObject(data) ? data["provisionConfiguration"] : undefined;
  if (whole["provisionType"] !== provisionType || !isJsonObject(configuration)) {
    return undefined;
  }
  return {
    caPem: stringOf(configuration["provisionDeviceSecret"]) ?? "",
    certificateRegExPattern: stringOf(configuration["certificateRegExPattern"]) ?? "",
    allowCreateNewDevices: configuration["allowCreateNewDevicesByX509Certificate"] === true,
  };
}

const provisionType = "X509_CERTIFICATE_CHAIN";

function configurationOf(provisioning: ChainProvisioning): JsonObject {
  return {
    type: provisionType,
    provisionDeviceSecret: provisioning.caPem,
    certificateRegExPattern: provisioning.certificateRegExPattern,
    allowCreateNewDevicesByX509Certificate: provisioning.allowCreateNewDevices,
  };
}

function saveProfileCall(body: JsonObject): ApiCall<DeviceProfile> {
  return {
    method: "POST",
    path: "/api/deviceProfile",
    body,
    read: profileIn,
  };
}

function profileIn(body: string): DeviceProfile | undefined {
  const object = objectIn(body);
  return object && profileOf(object);
}

function profileOf(whole: JsonObject): DeviceProfile | undefined {
  const id = entityIdOf(whole);
  const name = stringOf(whole["name"]);
  return id === undefined || name === undefined
    ? undefined
    : { id, name, isDefault: whole["default"] === true, whole };
}
