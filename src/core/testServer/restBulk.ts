import type { Result } from "../result";
import { fail, ok } from "../result";
import { credentialsSet, deviceAdded, deviceCreated, deviceDescribed } from "./changes";
import type { Change, Registered } from "./changes";
import type { Json } from "../credential/json";
import { isJsonObject, stringOf } from "../credential/json";
import { csvRows } from "./csv";
import { profilesOf } from "./profiles";
import type { DeviceDescription, GivenCredentials } from "./registry";
import { deviceByName } from "./registry";
import type { Answer, Route, RouteRequest } from "./restAnswer";
import { refuseBadRequest, restFailureOf } from "./restAnswer";
import { certificateCredentials, givenCredentials } from "./restCredentials";
import { nameIn } from "./restEntity";
import { jsonResponse } from "./restMessages";
import type { Moment, ServerState } from "./state";
import { andThen, doing } from "./state";
import { uuidFrom } from "./uuid";

/** Many devices at once. */
export const bulkRoutes: readonly Route[] = [
  { method: "POST", path: "/api/device/bulk_import", answer: importDevices },
];

/** The types of columns that this server reads; others are passed over. Source: BulkImportColumnType. */
type Column = "NAME" | "TYPE" | "LABEL" | "X509" | "ACCESS_TOKEN";

type Fields = Readonly<Partial<Record<string, string>>> & Readonly<Partial<Record<Column, string>>>;

/**
 * `{"file":CSV,"mapping":{"columns":[{"type"}],"delimiter","header","update"}}`. Each line is for itself: what fails is
 * counted, with its line, and the others are made or changed all the same.
 */
function importDevices(state: ServerState, { body, moment }: RouteRequest): Answer {
  const lines = linesIn(body);
  if (lines === undefined) {
    return refuseBadRequest("Malformed JSON request body");
  }
  const counts = { created: 0, updated: 0, errors: 0 };
  const errorsList: string[] = [];
  let step = doing(state);
  for (const { number, fields } of lines) {
    const isKnown = deviceByName(step.state.registry, fields.NAME ?? "") !== undefined;
    const change = imported(step.state, fields, moment);
    if (change.ok) {
      step = andThen(step, () => change.value.step);
      counts[isKnown ? "updated" : "created"] += 1;
    } else {
      counts.errors += 1;
      errorsList.push(`Line ${number}: ${change.failure}`);
    }
  }
  return ok({ step, response: jsonResponse({ ...counts, errorsList }) });
}

interface Line {
  readonly number: number;
  readonly fields: Fields;
}

function linesIn(body: Json): readonly Line[] | undefined {
  const request = isJsonObject(body) ? body : {};
  const mapping = isJsonObject(request["mapping"]) ? request["mapping"] : {};
  const file = stringOf(request["file"]);
  const columns = mapping["columns"];
  if (file === undefined || !Array.isArray(columns)) {
    return undefined;
  }
  const types = (columns as readonly Json[]).map((column) =>
    isJsonObject(column) ? (stringOf(column["type"]) ?? "") : "",
  );
  const rows = csvRows(file, stringOf(mapping["delimiter"]) ?? ",");
  const begin = mapping["header"] === true ? 1 : 0;
  return rows.slice(begin).map((row, index) => {
    const cells = row.map((cell, column) => [types[column] ?? "", cell] as const);
    return { number: begin + index + 1, fields: Object.fromEntries(cells.filter(([, cell]) => cell !== "")) };
  });
}

/** Makes or changes the device of a line; the failure is a message. */
function imported(
  state: ServerState,
  fields: Fields,
  moment: Moment,
): Result<Change<Registered | undefined>, string> {
  const named = nameIn({ name: fields.NAME ?? "" }, "Device");
  if (!named.ok) {
    return fail(named.failure.message);
  }
  const name = named.value;
  const known = deviceByName(state.registry, name);
  const given = credentialsIn(fields, known?.credentials.id ?? uuidFrom(moment.random));
  if (!given.ok) {
    return given;
  }
  const description = descriptionOf(state, name, fields);
  const credentials = given.value;
  if (known === undefined) {
    return worded(
      credentials === undefined
        ? deviceCreated(state, description, moment)
        : deviceAdded(state, description, credentials, moment),
    );
  }
  const described = worded(deviceDescribed(state, known.id, description));
  return described.ok && credentials !== undefined
    ? thenCredentials(described.value, known.id, credentials)
    : described;
}

function thenCredentials(
  { step }: Change<unknown>,
  deviceId: string,
  credentials: GivenCredentials,
): Result<Change<Registered>, string> {
  const changed = worded(credentialsSet(step.state, deviceId, credentials));
  return changed.ok ? ok({ ...changed.value, step: andThen(step, () => changed.value.step) }) : changed;
}

/** A certificate counts before a token. */
function credentialsIn(
  { X509, ACCESS_TOKEN }: Fields,
  id: string,
): Result<GivenCredentials | undefined, string> {
  if (X509 !== undefined) {
    return certificateCredentials(X509, id);
  }
  return ACCESS_TOKEN === undefined
    ? ok(undefined)
    : givenCredentials({ credentialsType: "ACCESS_TOKEN", credentialsId: ACCESS_TOKEN }, id);
}

function descriptionOf(state: ServerState, name: string, { TYPE, LABEL }: Fields): DeviceDescription {
  const profile = profilesOf(state).find((one) => one.name === TYPE);
  return {
    name,
    ...(LABEL === undefined ? {} : { label: LABEL }),
    ...(profile === undefined || profile.isDefault ? {} : { profileId: profile.id }),
  };
}

function worded<T>(
  change: Result<Change<T>, Parameters<typeof restFailureOf>[0]>,
): Result<Change<T>, string> {
  return change.ok ? change : fail(restFailureOf(change.failure).message);
}
