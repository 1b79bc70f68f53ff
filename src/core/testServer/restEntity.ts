import type { Result } from "../result";
import { fail, ok } from "../result";
import type { Json, JsonObject } from "../credential/json";
import { isJsonObject, stringOf } from "../credential/json";
import type { RestFailure } from "./restMessages";
import { errorCodes } from "./restMessages";

/** ThingsBoard's `EntityId.NULL_UUID`: no customer. */
export const nullUuid = "13814000-1dd2-11b2-8080-808080808080";

/** Writes an id as ThingsBoard does. */
export function entityJson(
  entityType: "DEVICE" | "DEVICE_PROFILE" | "TENANT" | "CUSTOMER" | "USER",
  id: string,
): JsonObject {
  return { entityType, id };
}

/** The id in `{"entityType","id"}`. */
export function entityIdOf(entry: Json | undefined): string | undefined {
  return isJsonObject(entry) ? stringOf(entry["id"])?.toLowerCase() : undefined;
}

/** What is listed, and where its order comes from. */
export interface Listed {
  readonly name: string;
  readonly createdMs: number;
}

/**
 * Gives a page: `pageSize` and `page` (from 0) are required, `textSearch` looks anywhere in the name, in any case; by
 * name unless `sortProperty=createdTime`, ascending unless `sortOrder=DESC`.
 */
export function pageOf<T extends Listed>(
  all: readonly T[],
  query: URLSearchParams,
  jsonOf: (row: T) => JsonObject,
): Result<JsonObject, RestFailure> {
  const pageSize = Number(query.get("pageSize") ?? Number.NaN);
  const page = Number(query.get("page") ?? Number.NaN);
  if (!Number.isInteger(pageSize) || pageSize < 1) {
    return badRequest(`Incorrect page size ${query.get("pageSize") ?? "null"}`);
  }
  if (!Number.isInteger(page) || page < 0) {
    return badRequest(`Incorrect page number ${query.get("page") ?? "null"}`);
  }
  const found = foundIn(all, query);
  const shown = found.slice(page * pageSize, (page + 1) * pageSize);
  return ok({
    data: shown.map(jsonOf),
    totalPages: Math.ceil(found.length / pageSize),
    totalElements: found.length,
    hasNext: (page + 1) * pageSize < found.length,
  });
}

function foundIn<T extends Listed>(all: readonly T[], query: URLSearchParams): readonly T[] {
  const search = (query.get("textSearch") ?? "").toLowerCase();
  const byTime = query.get("sortProperty") === "createdTime";
  const sorted = all
    .filter(({ name }) => name.toLowerCase().includes(search))
    .sort((left, right) => (byTime ? left.createdMs - right.createdMs : left.name < right.name ? -1 : 1));
  return query.get("sortOrder") === "DESC" ? sorted.reverse() : sorted;
}

/** Refuses a body that was read before somebody else changed the entity; one without a version is taken as it is. */
export function checkVersion(
  body: JsonObject,
  version: number,
  entity: string,
): Result<undefined, RestFailure> {
  const given = body["version"];
  return typeof given === "number" && given !== version
    ? fail({
        status: 409,
        errorCode: errorCodes.versionConflict,
        message: `${entity} was already changed by someone else`,
      })
    : ok(undefined);
}

/** Gives a name of at most 255 characters, trimmed, or ThingsBoard's refusal. */
export function nameIn(body: JsonObject, entity: string): Result<string, RestFailure> {
  const name = (stringOf(body["name"]) ?? "").trim();
  if (name === "") {
    return badRequest(`${entity} name should be specified!`);
  }
  return name.length > 255 ? badRequest("length of name must be equal or less than 255") : ok(name);
}

function badRequest(message: string): Result<never, RestFailure> {
  return fail({ status: 400, errorCode: errorCodes.badRequest, message });
}
