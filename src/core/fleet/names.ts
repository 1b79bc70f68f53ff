import { hash as digestOf } from "node:crypto";
import { isReservedFileName, isUnsafePrefix } from "../profile/prefixes";
import type { FleetProblemCode } from "./findings";

/** A file name's 255 bytes, less those of the longest ending of a bundle's files and of its backup's name. */
const longestNameBytes = 200;

/** Folders that are not looked for devices in. */
const foldersOfOthers = new Set(["backup", "node_modules"]);

/** Tells what is wrong with a device's name as one of a folder, on any system; undefined where nothing is. */
export function nameProblem(name: string): FleetProblemCode | undefined {
  if (name === "") {
    return "fleet-name-empty";
  }
  // A dot at either end hides a folder, or is dropped by Windows; what is invisible looks like another name.
  if (isUnsafePrefix(name) || /^\.|\.$|[\p{C}\p{Zl}\p{Zp}]/u.test(name)) {
    return "fleet-name-unsafe";
  }
  if (isReservedFileName(name) || foldersOfOthers.has(foldedName(name))) {
    return "fleet-name-reserved";
  }
  return Buffer.byteLength(name) > longestNameBytes ? "fleet-name-too-long" : undefined;
}

/** The same for all names that some file system takes for one: it ignores case, or how accents are encoded. */
function foldedName(name: string): string {
  // By way of upper case, ß is ss and ς is σ, as file systems with full case folding have it.
  return name.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}

/** The names of a fleet, as hashes: what is kept of each does not grow with it. */
export class FleetNames {
  readonly #rows = new Map<string, number>();
  readonly #exact = new Set<string>();

  /** Takes a name for a row; where an earlier row has it, says so, and which. */
  take(
    name: string,
    row: number,
  ): { readonly code: "fleet-name-duplicate" | "fleet-name-collision"; readonly row: number } | undefined {
    const [folded, exact] = [hashOf(foldedName(name)), hashOf(name)];
    const before = this.#rows.get(folded);
    if (before !== undefined) {
      return { code: this.#exact.has(exact) ? "fleet-name-duplicate" : "fleet-name-collision", row: before };
    }
    this.#rows.set(folded, row);
    this.#exact.add(exact);
    return undefined;
  }
}

/** 96 bits: no two names of any fleet have the same. */
function hashOf(name: string): string {
  return digestOf("sha256", name, "buffer").toString("latin1", 0, 12);
}
