import type { Device } from "./device";
import { deviceNameOf } from "./names";
import { byNaturalOrder } from "./naturalOrder";

/** The devices that are known, by the path of their properties file and in the natural order of these. */
export type Inventory = ReadonlyMap<string, Device>;

/** What was seen on disk. */
export type InventoryChange =
  /** All that there is; what is not among it is gone. */
  | { readonly kind: "found"; readonly devices: readonly Device[] }
  /** Some of it was looked at again, and is new or known. */
  | { readonly kind: "seen"; readonly devices: readonly Device[] }
  | { readonly kind: "gone"; readonly propertiesPaths: readonly string[] };

/** The inventory before anything was looked at. */
export const emptyInventory: Inventory = new Map();

/** Gives what the path alone tells of a device. */
export function unreadDevice(propertiesPath: string): Device {
  return {
    propertiesPath,
    name: deviceNameOf(propertiesPath, undefined),
    blockingProblems: 0,
    client: { side: "client", files: [] },
    server: { side: "server", files: [] },
    isUnread: true,
  };
}

/** Takes a change into account; gives the same inventory where nothing is different, so that nobody draws it again. */
export function changed(inventory: Inventory, change: InventoryChange): Inventory {
  if (change.kind === "gone") {
    const gone = change.propertiesPaths.filter((path) => inventory.has(path));
    return gone.length === 0 ? inventory : without(inventory, gone);
  }
  const seen = change.devices.map((device) => kept(inventory.get(device.propertiesPath), device));
  const isKnown = seen.every((device) => inventory.get(device.propertiesPath) === device);
  if (isKnown && (change.kind === "seen" || seen.length === inventory.size)) {
    return inventory;
  }
  return change.kind === "found" ? inOrder(seen) : withSeen(inventory, seen);
}

/** The devices in the natural order of their paths. */
export function devicesOf(inventory: Inventory): readonly Device[] {
  return [...inventory.values()];
}

/**
 * Gives the properties files of the devices that some files on disk belong to: their own, those that are named for by a
 * prefix of theirs, and those in a folder of such a path, which may have gone or come with all that is in it. The devices
 * are gone through once, however many files there are.
 */
export function concernedBy(inventory: Inventory, paths: readonly string[]): readonly string[] {
  const touched = new Set(paths);
  const stems = new Set([...touched].flatMap(stemsOf));
  return [...inventory.values()]
    .filter((device) => isConcerned(device, touched, stems))
    .map(({ propertiesPath }) => propertiesPath);
}

/** Gives the paths that lie below none of the others. */
export function outermost(paths: readonly string[]): readonly string[] {
  const all = new Set(paths);
  return [...all].filter((path) => !isBelowAny(path, all));
}

/** Tells whether a path is one of some places, or lies below one. */
export function isAtAny(path: string, places: ReadonlySet<string>): boolean {
  return places.has(path) || isBelowAny(path, places);
}

/** What is known already keeps its place: ten thousand are put in order once, and not at each look at some of them. */
function withSeen(inventory: Inventory, seen: readonly Device[]): Inventory {
  const all = new Map([...inventory, ...seen.map((device) => [device.propertiesPath, device] as const)]);
  return all.size === inventory.size ? all : inOrder([...all.values()]);
}

function inOrder(devices: readonly Device[]): Inventory {
  const sorted = [...devices].sort((a, b) => byNaturalOrder(a.propertiesPath, b.propertiesPath));
  return new Map(sorted.map((device) => [device.propertiesPath, device]));
}

function without(inventory: Inventory, gone: readonly string[]): Inventory {
  const rest = new Map(inventory);
  gone.forEach((path) => rest.delete(path));
  return rest;
}

/** The known one where nothing is different. Devices are plain data of one builder: the same content is the same text. */
function kept(known: Device | undefined, device: Device): Device {
  return known !== undefined && JSON.stringify(known) === JSON.stringify(device) ? known : device;
}

function isConcerned(
  { propertiesPath, filePrefix, serverFilePrefix }: Device,
  touched: ReadonlySet<string>,
  stems: ReadonlySet<string>,
): boolean {
  if (isAtAny(propertiesPath, touched)) {
    return true;
  }
  const folder = propertiesPath.slice(0, endOfFolder(propertiesPath));
  return [filePrefix, serverFilePrefix].some((prefix) => prefix !== undefined && stems.has(folder + prefix));
}

/** A path up to each dot in its name: `a/b`, `a/b.pub` for `a/b.pub.pem`. */
function stemsOf(path: string): readonly string[] {
  const stems: string[] = [];
  for (let dot = path.indexOf(".", endOfFolder(path)); dot >= 0; dot = path.indexOf(".", dot + 1)) {
    stems.push(path.slice(0, dot));
  }
  return stems;
}

/** Looks at each folder that a file is in. */
function isBelowAny(path: string, touched: ReadonlySet<string>): boolean {
  for (let end = endOfFolder(path) - 1; end > 0; end = endOfFolder(path.slice(0, end)) - 1) {
    if (touched.has(path.slice(0, end))) {
      return true;
    }
  }
  return false;
}

/** Where the name of a path begins: behind its last separator. */
function endOfFolder(path: string): number {
  return Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1;
}
