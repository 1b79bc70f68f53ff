import type { Side } from "../identity/identity";
import type { BundleFile } from "./bundle";

/** What a file of a bundle is called behind the prefix. */
export type BundleEnding =
  ".jks" | ".p12" | ".pem" | ".pk8.pem" | ".nopass.pem" | ".pub.pem" | ".cer" | ".chain.pem";

/** One file of a bundle. */
export interface BundleRow {
  readonly ending: BundleEnding;
  readonly mode: BundleFile["mode"];
  /** Whether a bundle of that side always has it. */
  readonly isOf: (side: Side) => boolean;
  /** Whether a bundle has it where the leaf has issuers. */
  readonly isForChains?: boolean;
}

const always = (): boolean => true;
const never = (): boolean => false;
const forClient = (side: Side): boolean => side === "client";
const forServer = (side: Side): boolean => side === "server";

/** The files in the order that they are listed; source: ThingsBoard 4.4 client.keygen.sh and server.keygen.sh. */
export const bundleRows: readonly BundleRow[] = [
  { ending: ".jks", mode: 0o600, isOf: always },
  { ending: ".p12", mode: 0o600, isOf: always },
  { ending: ".pem", mode: 0o600, isOf: always },
  { ending: ".pk8.pem", mode: 0o600, isOf: always },
  { ending: ".nopass.pem", mode: 0o600, isOf: forClient },
  { ending: ".pub.pem", mode: 0o644, isOf: always },
  { ending: ".cer", mode: 0o644, isOf: forServer },
  { ending: ".chain.pem", mode: 0o644, isOf: never, isForChains: true },
];

/** Names the files that a self-signed bundle of a side and prefix consists of, in their order. */
export function bundleNamesOf(side: Side, prefix: string): readonly string[] {
  return bundleRows.filter((row) => row.isOf(side)).map(({ ending }) => `${prefix}${ending}`);
}

/** Names the files of a bundle of a side and prefix that hold its private key, in their order. */
export function privateNamesOf(side: Side, prefix: string): readonly string[] {
  return bundleRows
    .filter((row) => row.isOf(side) && row.mode === 0o600)
    .map(({ ending }) => `${prefix}${ending}`);
}

/** Gives the mode that a file of a bundle has by its name; undefined where a bundle has no such file. */
export function bundleModeOf(name: string, prefix: string): BundleFile["mode"] | undefined {
  return bundleRows.find(({ ending }) => name === `${prefix}${ending}`)?.mode;
}
