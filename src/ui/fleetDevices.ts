import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Device } from "../core/devices/device";
import { folderOf, join } from "../flows/paths";
import type { App } from "./app";
import { optionsArgument, pathArgument } from "./callArguments";
import { done, failed, type CommandFailure, type Outcome } from "./command";
import { folderLabelOf } from "./folderLabel";
import { pickOne } from "./pick";
import type { TreeNode } from "./treeNode";
import { countedDevices } from "./words/counts";

/** The devices that a command for a fleet is about. */
export interface Fleet {
  readonly devices: readonly Device[];
  /** What the view calls the device of a properties file. */
  readonly nameOf: (propertiesPath: string) => string;
}

/** What a command for a fleet was called with: `{ folder?, devices?, … }`, or a folder of the explorer or of Devices. */
export interface FleetCall {
  readonly options: ReturnType<typeof optionsArgument>;
  /** Nothing was said: a person chooses. */
  readonly isOpen: boolean;
}

/**
 * Gives the devices of a fleet: those named, or those at and below a folder, else all of the workspace. A person who said
 * nothing picks a folder where there are several. Undefined: none was picked.
 */
export async function fleetFrom(app: Pick<App, "devices">, argument: unknown): Promise<Outcome<Fleet>> {
  const all = await app.devices.all();
  const wanted = wantedOf(argument);
  if (wanted === "invalid") {
    return failed(badFleet);
  }
  const chosen = wanted === undefined ? await pickFrom(all) : chosenOf(wanted, all);
  if (chosen === undefined) {
    return undefined;
  }
  return chosen.length === 0 ? failed(noDevices) : done({ devices: chosen, nameOf: namesIn(app) });
}

/** Gives the options that a command for a fleet was called with. */
export function fleetCallOf(argument: unknown): FleetCall {
  return { options: optionsArgument(argument), isOpen: argument === undefined || isNodeOrUri(argument) };
}

function isNodeOrUri(argument: unknown): boolean {
  const { children, scheme } = optionsArgument(argument);
  return Array.isArray(children) || typeof scheme === "string";
}

type Wanted = { readonly paths: ReadonlySet<string> } | { readonly folder: string } | "all";

/** Undefined: nothing was said. */
function wantedOf(argument: unknown): Wanted | "invalid" | undefined {
  if (argument === undefined || argument === null) {
    return undefined;
  }
  const { children, folder, devices } = optionsArgument(argument);
  if (Array.isArray(children)) {
    return { paths: pathsOf(children as readonly TreeNode[]) };
  }
  if (devices !== undefined) {
    return isTexts(devices) ? { paths: new Set(devices) } : "invalid";
  }
  const isPlace = typeof argument === "string" || isNodeOrUri(argument);
  return wantedAt(isPlace ? argument : folder);
}

function wantedAt(folder: unknown): Wanted | "invalid" {
  const place = pathArgument(folder);
  if (place.kind === "none") {
    return "all";
  }
  return place.kind === "path" ? { folder: place.path } : "invalid";
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function pathsOf(nodes: readonly TreeNode[]): ReadonlySet<string> {
  return new Set(nodes.flatMap(({ propertiesPath }) => propertiesPath ?? []));
}

function chosenOf(wanted: Wanted, all: readonly Device[]): readonly Device[] {
  if (wanted === "all") {
    return all;
  }
  return "paths" in wanted
    ? all.filter(({ propertiesPath }) => wanted.paths.has(propertiesPath))
    : all.filter(({ propertiesPath }) => propertiesPath.startsWith(join(wanted.folder, "")));
}

/** Folders whose own folders hold some of the devices, besides everything. */
async function pickFrom(all: readonly Device[]): Promise<readonly Device[] | undefined> {
  const folders = [...new Set(all.map(({ propertiesPath }) => folderOf(folderOf(propertiesPath))))];
  const some = folders
    .filter(isInWorkspace)
    .map((folder) => ({ label: folderLabelOf(folder), devices: chosenOf({ folder }, all) }))
    .filter(({ devices }) => devices.length < all.length);
  if (some.length === 0) {
    return all;
  }
  const choices = [{ label: l10n.t("All devices of the workspace"), devices: all }, ...some];
  const items = choices.map((one) => ({ ...one, description: countedDevices(one.devices.length) }));
  return (await pickOne(items, { title: l10n.t("Which devices?") }))?.devices;
}

/** A device beside the workspace's folders has a folder above it that is nobody's business. */
function isInWorkspace(folder: string): boolean {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder)) !== undefined;
}

function namesIn({ devices }: Pick<App, "devices">): Fleet["nameOf"] {
  const names = devices.names();
  return (path) => names.get(path) ?? path;
}

/** Reads how many devices are worked on at a time; what is neither absent nor such a number is refused. */
export function concurrencyOption(value: unknown, usual: number): number | undefined {
  if (value === undefined) {
    return usual;
  }
  const isFit = typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= mostAtOnce;
  return isFit ? value : undefined;
}

/** More connections at a time no server and no machine is asked for. */
const mostAtOnce = 256;

/** Says that it is no such number. */
export const badConcurrency: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The option concurrency has to be a whole number from 1 to {mostAtOnce}.", { mostAtOnce }),
};

const badFleet: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t(
    "A fleet is named by the absolute path of a folder (folder), or by a list of absolute paths of properties files (devices).",
  ),
};

const noDevices: CommandFailure = {
  code: "no-device",
  message: l10n.t("None of the devices of this workspace is meant: choose a folder that has devices in it."),
  actions: [{ title: l10n.t("New Device…"), command: "thingsboardX509.newDevice", args: [] }],
};

/** Gives the folder of the last reports about fleets: this workspace's own, where a folder is open. */
export function fleetReportFolderOf({
  storageFolder,
  workspaceStorageFolder,
}: Pick<App, "storageFolder" | "workspaceStorageFolder">): string {
  return join(workspaceStorageFolder ?? storageFolder, "fleets");
}

/** Gives the time of a line about a fleet. */
export function fleetTimeOf({ world }: Pick<App, "world">): {
  readonly atMs: number;
  readonly utcOffsetMinutes: number;
} {
  const now = world.clock();
  return { atMs: now.getTime(), utcOffsetMinutes: -now.getTimezoneOffset() };
}
