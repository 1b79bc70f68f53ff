import { lstatSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Bundle } from "../../src/core/keystore/bundle";
import type { Result } from "../../src/core/result";
import type { FileFailure } from "../../src/flows/world";

/** The prefix of the bundles here. */
export const prefix = "mqttclient";
/** The time of their writing. */
export const now = new Date("2026-11-25T01:29:30.123Z");

const endings = {
  old: [".jks", ".pem", ".pub.pem", ".chain.pem"],
  new: [".jks", ".pem", ".pub.pem", ".nopass.pem"],
  large: [".pem", ".jks"],
} as const;

/** Which bundle: `old` has a chain, `new` has none and one more file, `large` has 200 kB in its second file. */
export type Version = keyof typeof endings;

/** A bundle whose files say what they are. */
export function bundle(version: Version, its = prefix): Bundle {
  return {
    prefix: its,
    files: endings[version].map((ending) => ({
      name: its + ending,
      bytes: Buffer.from(`${version} ${ending}`.padEnd(version === "large" ? 200_000 : 0)),
      mode: ending === ".pub.pem" || ending === ".chain.pem" ? 0o644 : 0o600,
    })),
  };
}

/** What is below a folder: path → mode and content; a folder's line ends with a slash. */
export function snapshot(folder: string): Readonly<Record<string, string>> {
  const lines = readdirSync(folder, { recursive: true })
    .map(String)
    .sort()
    .map((name): [string, string] => {
      const stats = lstatSync(path.join(folder, name));
      const mode = (stats.mode & 0o777).toString(8).padStart(4, "0");
      return stats.isDirectory()
        ? [`${name}/`, mode]
        : [
            name,
            `${mode} ${stats.isFile() ? readFileSync(path.join(folder, name), "latin1") : "not regular"}`,
          ];
    });
  return Object.fromEntries(lines);
}

/** One call of the port, or a look at a folder. */
export type Call =
  | { readonly method: "read" | "stamp" | "snapshot"; readonly path: string; readonly maxBytes?: number }
  | {
      readonly method: "create" | "replace";
      readonly path: string;
      readonly text: string;
      readonly mode: number;
    }
  | { readonly method: "replaceOften"; readonly path: string; readonly times: number }
  | {
      readonly method: "writeBundle";
      readonly path: string;
      readonly version: Version;
      readonly overwrite: boolean;
    }
  | { readonly method: "recoverBundle"; readonly path: string };

/** What a child does: it kills itself before one step of the file system where that is given. */
export interface Job {
  readonly calls: readonly Call[];
  readonly killBefore?: number;
  readonly umask?: number;
}

/** What a snapshot shows of the old bundle. */
export const oldFiles = {
  "mqttclient.chain.pem": "0644 old .chain.pem",
  "mqttclient.jks": "0600 old .jks",
  "mqttclient.pem": "0600 old .pem",
  "mqttclient.pub.pem": "0644 old .pub.pem",
};
/** What a snapshot shows of the new bundle. */
export const newFiles = {
  "mqttclient.jks": "0600 new .jks",
  "mqttclient.nopass.pem": "0600 new .nopass.pem",
  "mqttclient.pem": "0600 new .pem",
  "mqttclient.pub.pem": "0644 new .pub.pem",
};

/** `ok`, or the failure's code. */
export function codeOf(result: Result<unknown, FileFailure>): string {
  return result.ok ? "ok" : result.failure.code;
}

/** The bytes of a text. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

/** The failure of a result, undefined for a success. */
export function failureOf(result: Result<unknown, FileFailure>): FileFailure | undefined {
  return result.ok ? undefined : result.failure;
}
