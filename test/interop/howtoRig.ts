import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { applyEdits } from "../../src/core/profile/edit";
import { fixesFor } from "../../src/core/profile/fixes";
import { parseProfile } from "../../src/core/profile/parse";
import type { Side } from "../../src/core/identity/identity";
import type { Result } from "../../src/core/result";
import { generateIdentity, type GenerateFailure } from "../../src/flows/generateIdentity";
import type { Generated } from "../../src/flows/issueBundle";
import { outputOf } from "./bundleRig";
import { issuingWorld } from "./issuingWorld";

/** The file of ThingsBoard's how-to, byte for byte. */
export const howtoText = readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8");

const world = issuingWorld();

/** A temporary folder of properties files, and a program that generates from another process. */
export interface HowtoRig {
  /** A new folder with a properties file; gives the file's path. */
  readonly put: (content: string | Uint8Array) => string;
  /** Generates in a process of its own, as a user's number or through another program. */
  readonly generateAs: (propertiesPath: string, options: ChildOptions) => Promise<unknown>;
  readonly remove: () => void;
}

/** How the other process is started. */
export interface ChildOptions {
  readonly uid?: number | undefined;
  /** Gets the command line of the child as further arguments. */
  readonly through?: readonly string[];
  readonly overwrite?: boolean;
}

/** Builds the child program. */
export async function howtoRig(): Promise<HowtoRig> {
  const root = mkdtempSync(path.join(tmpdir(), "tb-howto-"));
  chmodSync(root, 0o755);
  const child = path.join(root, "child.mjs");
  await build({
    entryPoints: ["test/interop/howtoChild.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: child,
    logLevel: "warning",
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  let count = 0;
  return {
    put: (content) => {
      const folder = path.join(root, `folder-${(count += 1)}`);
      mkdirSync(folder);
      const file = path.join(folder, "keygen.properties");
      writeFileSync(file, content);
      return file;
    },
    generateAs: (propertiesPath, options) => runChild(child, propertiesPath, options),
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Generates one side as the product does, with real files, time and keys. */
export function generate(
  propertiesPath: string,
  side: Side,
  overwrite = false,
): Promise<Result<Generated, GenerateFailure>> {
  const request = { propertiesPath, side, overwrite, validityDays: 3650 };
  return generateIdentity(request, world, new AbortController().signal);
}

/** The text with the first fix of every finding that has one, as a person clicks them one after the other. */
export function fixedText(text: string): string {
  for (;;) {
    const profile = parseProfile(text, world.machine);
    const fix = profile.problems.flatMap((problem) => fixesFor(profile, problem).slice(0, 1))[0];
    if (fix === undefined) {
      return text;
    }
    text = applyEdits(text, fix.edits);
  }
}

/** Everything in a folder, hidden and nested things too: path, octal mode and size of files. */
export function snapshot(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => {
      const { mode, size } = statSync(path.join(folder, String(name)));
      return `${String(name)} ${(mode & 0o777).toString(8)} ${size}`;
    })
    .sort();
}

async function runChild(
  child: string,
  propertiesPath: string,
  { uid, through = [], overwrite = false }: ChildOptions,
): Promise<unknown> {
  const mode = overwrite ? "overwrite" : "keep";
  const line: readonly string[] = [...through, process.execPath, child, propertiesPath, mode];
  const started = spawn(line[0] ?? "", line.slice(1), {
    cwd: "/",
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const output = outputOf(started);
  await once(started, "close");
  return JSON.parse(output());
}
