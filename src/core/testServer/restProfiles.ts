import type { Result } from "../result";
import { fail, ok } from "../result";
import type { JsonObject } from "../credential/json";
import { isJsonObject, stringOf } from "../credential/json";
import type { ChainProvisioning, DeviceProfile } from "./deviceProfile";
import { provisionTypes } from "./deviceProfile";
import { caOf, profileById, profileSaved, profilesOf } from "./profiles";
import type { Answer, Route, RouteRequest } from "./restAnswer";
import { answer, refuse, refuseBadRequest, restFailureOf } from "./restAnswer";
import { checkVersion, entityIdOf, entityJson, nameIn, pageOf } from "./restEntity";
import { errorCodes, jsonResponse } from "./restMessages";
import type { RestFailure } from "./restMessages";
import type { Moment, ServerState } from "./state";
import { isUuid, uuidFrom } from "./uuid";

/** Device profiles, and X.509 certificate chain provisioning among them. */
export const profileRoutes: readonly Route[] = [
  { method: "GET", path: "/api/deviceProfiles", answer: showProfiles },
  { method: "GET", path: "/api/deviceProfile/*", answer: showProfile },
  { method: "POST", path: "/api/deviceProfile", answer: saveProfile },
];

function showProfiles(state: ServerState, { query }: RouteRequest): Answer {
  const page = pageOf(profilesOf(state), query, (profile) => profileJson(state, profile));
  return page.ok ? answer(state, jsonResponse(page.value)) : page;
}

function showProfile(state: ServerState, { parameters }: RouteRequest): Answer {
  const profile = knownProfile(state, parameters[0] ?? "");
  return profile.ok ? answer(state, jsonResponse(profileJson(state, profile.value))) : profile;
}

/** A body with an id changes that profile, one without makes a new one. */
function saveProfile(state: ServerState, { body, moment }: RouteRequest): Answer {
  if (!isJsonObject(body)) {
    return refuseBadRequest("Malformed JSON request body");
  }
  const begun = begunProfile(state, body, moment);
  if (!begun.ok) {
    return begun;
  }
  const profile = profileIn(body, begun.value);
  if (!profile.ok) {
    return profile;
  }
  const change = profileSaved(state, profile.value);
  return change.ok
    ? ok({
        step: change.value.step,
        response: jsonResponse(profileJson(change.value.step.state, change.value.value)),
      })
    : refuse(restFailureOf(change.failure));
}

type Begun = Pick<DeviceProfile, "id" | "createdMs" | "isDefault" | "version">;

/** The profile that a body changes, or the beginning of a new one, which the first save makes version 1. */
function begunProfile(
  state: ServerState,
  body: JsonObject,
  { now, random }: Moment,
): Result<Begun, RestFailure> {
  const id = entityIdOf(body["id"]);
  if (id === undefined) {
    return ok({ id: uuidFrom(random), createdMs: now.getTime(), isDefault: false, version: 0 });
  }
  const known = knownProfile(state, id);
  if (!known.ok) {
    return known;
  }
  const isCurrent = checkVersion(body, known.value.version, "Device profile");
  return isCurrent.ok ? known : isCurrent;
}

function profileIn(
  body: JsonObject,
  { id, createdMs, isDefault, version }: Begun,
): Result<DeviceProfile, RestFailure> {
  const name = nameIn(body, "Device profile");
  if (!name.ok) {
    return name;
  }
  const chain = chainIn(body);
  if (!chain.ok) {
    return fail({ status: 400, errorCode: errorCodes.badRequest, message: chain.failure });
  }
  const description = stringOf(body["description"]);
  return ok({
    id,
    name: name.value,
    createdMs,
    isDefault,
    version: version + 1,
    ...(description === undefined ? {} : { description }),
    ...(chain.value === undefined ? {} : { chain: chain.value }),
  });
}

/** Reads `provisionType` with `profileData.provisionConfiguration`; the failure is a message. */
function chainIn(body: JsonObject): Result<ChainProvisioning | undefined, string> {
  const type = body["provisionType"] ?? provisionTypes.disabled;
  if (type === provisionTypes.disabled) {
    return ok(undefined);
  }
  if (type !== provisionTypes.chain) {
    return fail("Provision type should be DISABLED or X509_CERTIFICATE_CHAIN on this server!");
  }
  const data = isJsonObject(body["profileData"]) ? body["profileData"] : {};
  const given = isJsonObject(data["provisionConfiguration"]) ? data["provisionConfiguration"] : {};
  if (given["type"] !== provisionTypes.chain) {
    return fail("Provision configuration should be of type X509_CERTIFICATE_CHAIN!");
  }
  const ca = caOf(stringOf(given["provisionDeviceSecret"]) ?? "");
  return ca === undefined
    ? fail("Invalid X.509 certificate!")
    : ok({
        ...ca,
        certificateRegExPattern: stringOf(given["certificateRegExPattern"]) ?? "",
        allowsNewDevices: given["allowCreateNewDevicesByX509Certificate"] === true,
      });
}

function knownProfile(state: ServerState, id: string): Result<DeviceProfile, RestFailure> {
  if (!isUuid(id)) {
    return fail({ status: 400, errorCode: errorCodes.badRequest, message: `Invalid UUID string: ${id}` });
  }
  const profile = profileById(state, id.toLowerCase());
  return profile === undefined
    ? fail({
        status: 404,
        errorCode: errorCodes.notFound,
        message: `Device profile with id [${id}] is not found`,
      })
    : ok(profile);
}

function profileJson({ account }: ServerState, profile: DeviceProfile): JsonObject {
  const { id, name, description, createdMs, isDefault, version, chain } = profile;
  return {
    id: entityJson("DEVICE_PROFILE", id),
    createdTime: createdMs,
    tenantId: entityJson("TENANT", account.tenantId),
    name,
    description: description ?? null,
    image: null,
    type: "DEFAULT",
    transportType: "DEFAULT",
    provisionType: chain === undefined ? provisionTypes.disabled : provisionTypes.chain,
    defaultRuleChainId: null,
    defaultDashboardId: null,
    defaultQueueName: null,
    provisionDeviceKey: chain?.caId ?? null,
    firmwareId: null,
    softwareId: null,
    version,
    default: isDefault,
    profileData: {
      configuration: { type: "DEFAULT" },
      transportConfiguration: { type: "DEFAULT" },
      provisionConfiguration: configurationJson(chain),
      alarms: null,
    },
  };
}

function configurationJson(chain: ChainProvisioning | undefined): JsonObject {
  return chain === undefined
    ? { type: provisionTypes.disabled, provisionDeviceSecret: null }
    : {
        type: provisionTypes.chain,
        provisionDeviceSecret: chain.caPem,
        certificateRegExPattern: chain.certificateRegExPattern,
        allowCreateNewDevicesByX509Certificate: chain.allowsNewDevices,
      };
}
