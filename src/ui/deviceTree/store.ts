import * as path from "node:path";
import * as vscode from "vscode";
import type { InspectionMemory } from "../../flows/inspectDevice";
import type { World } from "../../flows/world";
import type { DeviceStore } from "../app";
import { devicesOf, isAtAny, type Inventory } from "../../core/devices/inventory";
import { deviceNameOf, distinctNames } from "../../core/devices/names";
import { bugText } from "../bug";
import { folderLabelAt } from "../folderLabel";
import { InventoryKeeper, type Surroundings } from "./inventoryKeeper";

const namePattern = "{keygen.properties,*.keygen.properties}";
const isPropertiesFile = /(?:^|\.)keygen\.properties$/;

/** Installed packages, the bundles that were replaced, and folders that are still being made under a hidden name. */
const excludedPattern = "**/{node_modules,backup,.*.new}/**";
const isExcluded = /(?:^|[\\/])(?:node_modules|backup|\.git|\.[^\\/]+\.new)[\\/]/;

/** Of more places than that, everything is searched once. */
const mostSearches = 4;

/** Very many rows are with the window after that, before the first of their certificates is read; milliseconds. */
const drawingMs = 500;

/** Finds the devices of the workspace and keeps them true with the files on disk. It only reads. */
export function newDeviceStore(
  world: Pick<World, "files" | "machine">,
  log: vscode.LogOutputChannel,
): DeviceStore & { dispose(): void } {
  const changes = new vscode.EventEmitter<void>();
  const keeper = new InventoryKeeper(surroundingsOf(world, log, changes));
  const names = newShownNames(keeper);
  const subscriptions = vscode.Disposable.from(
    changes,
    keeper,
    ...watchers((touched) => {
      keeper.touched(touched);
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      names.forget();
      keeper.refreshAll().catch((error: unknown) => {
        logBug(log, error);
      });
    }),
  );
  return {
    all: () => keeper.all(),
    known: () => keeper.known(),
    at: (propertiesPath) => keeper.at(propertiesPath),
    names: names.all,
    nameOf: async (propertiesPath) => {
      const device = await keeper.at(propertiesPath);
      return names.all().get(propertiesPath) ?? device?.name ?? deviceNameOf(propertiesPath, undefined);
    },
    refresh: (propertiesPath) => keeper.refresh(propertiesPath),
    lookAgain: () => keeper.lookAgain(),
    goesFirst: (work) => keeper.goesFirst(work),
    onDidChange: changes.event,
    dispose: () => {
      subscriptions.dispose();
    },
  };
}

/** Very many devices are asked for one by one: their names are made once, until the devices are others. */
function newShownNames(keeper: InventoryKeeper): { readonly all: DeviceStore["names"]; forget(): void } {
  let shown: { readonly of: Inventory; readonly names: ReturnType<DeviceStore["names"]> } | undefined;
  return {
    all: () => {
      const inventory = keeper.inventory();
      if (shown?.of !== inventory) {
        shown = { of: inventory, names: distinctNames(devicesOf(inventory), folderLabelAt) };
      }
      return shown.names;
    },
    forget: () => {
      shown = undefined;
    },
  };
}

function surroundingsOf(
  { files, machine }: Pick<World, "files" | "machine">,
  log: vscode.LogOutputChannel,
  changes: vscode.EventEmitter<void>,
): Surroundings {
  let memory: InspectionMemory | undefined;
  return {
    find: (places) => (places === undefined ? findBelow(`**/${namePattern}`) : findAt(places)),
    isThere: async (propertiesPath) => {
      const stamp = await files.stamp(propertiesPath);
      return stamp.ok || stamp.failure.code !== "file-not-found";
    },
    drawn: () => new Promise((resolve) => setTimeout(resolve, drawingMs)),
    inspect: async (propertiesPath) => {
      const { inspectDevice, newInspectionMemory } = await import("../../flows/inspectDevice");
      memory ??= newInspectionMemory();
      return inspectDevice(propertiesPath, { files, machine }, memory);
    },
    changed: () => {
      changes.fire();
    },
    failed: (error) => {
      logBug(log, error);
    },
  };
}

function logBug(log: vscode.LogOutputChannel, error: unknown): void {
  log.error("devices:", bugText(error));
}

async function findBelow(pattern: vscode.GlobPattern): Promise<readonly string[]> {
  const found = await vscode.workspace.findFiles(pattern, excludedPattern);
  return found.filter(({ scheme }) => scheme === "file").map(({ fsPath }) => fsPath);
}

/** The search decides, so that what `files.exclude` hides is hidden here too. Each takes a process of its own. */
async function findAt(places: readonly string[]): Promise<readonly string[]> {
  const mayHold = await Promise.all(places.map(mayHoldDevices));
  const some = places.filter((_, index) => mayHold[index]);
  if (some.length <= mostSearches) {
    return (await Promise.all(some.map(findAtOne))).flat();
  }
  const wanted = new Set(some);
  return (await findBelow(`**/${namePattern}`)).filter((found) => isAtAny(found, wanted));
}

async function mayHoldDevices(place: string): Promise<boolean> {
  const uri = vscode.Uri.file(place);
  return !isElsewhere(uri) && (isPropertiesFile.test(path.basename(place)) || isFolder(uri));
}

async function findAtOne(place: string): Promise<readonly string[]> {
  if (!isPropertiesFile.test(path.basename(place))) {
    return findBelow(new vscode.RelativePattern(vscode.Uri.file(place), `**/${namePattern}`));
  }
  const folder = vscode.Uri.file(path.dirname(place));
  const neighbours = await findBelow(new vscode.RelativePattern(folder, namePattern));
  return neighbours.filter((found) => found === place);
}

function isElsewhere(uri: vscode.Uri): boolean {
  const isOutside = vscode.workspace.getWorkspaceFolder(uri) === undefined;
  return isOutside || isExcluded.test(`${vscode.workspace.asRelativePath(uri, false)}/`);
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.Directory;
  } catch (error) {
    // What was there a moment ago is gone, or not ours to look at.
    if (error instanceof vscode.FileSystemError) {
      return false;
    }
    throw error;
  }
}

/** Content that changes matters in our files alone; what comes or goes may be a folder that holds them. */
function watchers(touched: (path: string) => void): readonly vscode.Disposable[] {
  const seen = (uri: vscode.Uri): void => {
    if (uri.scheme === "file" && !isExcluded.test(vscode.workspace.asRelativePath(uri, false))) {
      touched(uri.fsPath);
    }
  };
  const comings = vscode.workspace.createFileSystemWatcher("**/*", false, true, false);
  const contents = [`**/${namePattern}`, "**/*.{jks,p12,pem,cer}"].map((pattern) =>
    vscode.workspace.createFileSystemWatcher(pattern, true, false, true),
  );
  return [
    comings,
    comings.onDidCreate(seen),
    comings.onDidDelete(seen),
    ...contents.flatMap((watcher) => [watcher, watcher.onDidChange(seen)]),
  ];
}
