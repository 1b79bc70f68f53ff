import * as l10n from "@vscode/l10n";
import { addressAtPort, parseMqttUrl } from "../core/connection/options";
import { parseRestAddress } from "../core/credential/restAddress";
import { fail, ok, type Result } from "../core/result";
import type { TestServerRequest } from "../flows/runTestServer";
import { localTestServerName } from "./app";
import { optionsArgument } from "./callArguments";
import type { CommandFailure } from "./command";
import type { ServerSetting } from "./normalisedSettings";
import {
  addressUnreadable,
  restAddressWords,
  serverInvalid,
  serverNameWords,
  urlWords,
} from "./words/servers";

/** Reads the ports of the Local Test Server; what is neither absent nor a port is refused. */
export function portsArgument(
  value: unknown,
): Result<Pick<TestServerRequest, "port" | "restPort">, CommandFailure> {
  const { port, restPort } = optionsArgument(value);
  if (![port, restPort].every((one) => one === undefined || isPort(one))) {
    return fail({
      code: "argument-invalid",
      message: l10n.t(
        "The options port and restPort have to be whole numbers from 0 to 65535; 0 takes a free port.",
      ),
    });
  }
  return ok({ ...(isPort(port) ? { port } : {}), ...(isPort(restPort) ? { restPort } : {}) });
}

function isPort(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 65_535;
}

/** Reads the name of a server: the name itself or a node of Servers; undefined where there is none. */
export function serverArgument(value: unknown): string | undefined {
  const { serverName } = optionsArgument(value);
  return textOption(value) ?? textOption(serverName);
}

/** Reads an option that is a text; undefined where it is none or empty. */
export function textOption(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** Says what is wrong with the name of a new server; undefined where it is good. */
export function nameFinding(name: string, servers: readonly ServerSetting[]): string | undefined {
  return serverNameWords(name, [localTestServerName, ...servers.map((server) => server.name)]);
}

/** Says what is wrong with the address of a server; undefined where it is good. */
export function urlFinding(mqttUrl: string): string | undefined {
  const endpoint = parseMqttUrl(mqttUrl);
  return endpoint.ok ? undefined : urlWords[endpoint.failure.reason];
}

/** Says what is wrong with the address of a server's REST API; undefined where it is good, or there is none. */
export function restUrlFinding(restUrl: string): string | undefined {
  const address = restUrl === "" ? undefined : parseRestAddress(restUrl);
  return address?.ok === false ? restAddressWords[address.failure.reason] : undefined;
}

/** Says what is wrong with the value of a server's setting; undefined where it is good. */
export function settingFinding(
  field: keyof ServerSetting,
  value: string,
  others: readonly ServerSetting[],
): string | undefined {
  switch (field) {
    case "name":
      return nameFinding(value, others);
    case "mqttUrl":
      return urlFinding(value);
    case "restUrl":
      return restUrlFinding(value);
    case "caFile":
    case "restCaFile":
      return undefined;
  }
}

/** Makes a server of what was given or asked for. */
export function newServer(
  given: Partial<ServerSetting>,
  servers: readonly ServerSetting[],
): Result<ServerSetting, CommandFailure> {
  const { name = "", mqttUrl = "", restUrl = "" } = given;
  const finding = nameFinding(name, servers) ?? urlFinding(mqttUrl) ?? restUrlFinding(restUrl);
  return finding === undefined ? ok({ ...given, name, mqttUrl }) : fail(serverInvalid(finding));
}

/** Tells whether a text that was typed is a port. */
export function isPortText(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text.trim()) && Number(text) <= 65_535;
}

/** Makes a server's address one with TLS at another port of the same host. */
export function movedServer(server: ServerSetting, port: unknown): Result<ServerSetting, CommandFailure> {
  if (!isPort(port) || port === 0) {
    return fail({
      code: "argument-invalid",
      message: l10n.t("The option port has to be a whole number from 1 to 65535."),
    });
  }
  const mqttUrl = addressAtPort(server.mqttUrl, port);
  return mqttUrl === undefined
    ? fail(addressUnreadable(server.name, urlWords.host))
    : ok({ ...server, mqttUrl });
}

/** Gives a server in the entries of the setting another address; all else in them stays, sound or not. */
export function withAddress(entries: readonly unknown[], name: string, mqttUrl: string): readonly unknown[] {
  return entries.map((entry) =>
    textOption(optionsArgument(entry)["name"]) === name ? { ...optionsArgument(entry), mqttUrl } : entry,
  );
}

/** New values of a server's settings; an empty one takes it out. */
export type ServerChanges = Readonly<Partial<Record<keyof ServerSetting, string>>>;

/** Makes a server of another one and what is to be different. */
export function editedServer(
  before: ServerSetting,
  changes: ServerChanges,
  servers: readonly ServerSetting[],
): Result<ServerSetting, CommandFailure> {
  const others = servers.filter(({ name }) => name !== before.name);
  const values = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== "");
  return newServer(Object.fromEntries(values), others);
}

/** Where the value of a setting that is in force was written. */
export interface SettingPlaces {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
}

/**
 * Tells where a setting is to be written: where its value in force is, as a list in the workspace would hide the
 * person's own list whole; the workspace where there is none yet, and the person's settings without a workspace.
 */
export function placeOf(found: SettingPlaces | undefined, hasWorkspace: boolean): "workspace" | "global" {
  if (found?.workspaceValue !== undefined) {
    return "workspace";
  }
  return hasWorkspace && found?.globalValue === undefined ? "workspace" : "global";
}
