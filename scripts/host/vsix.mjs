// The extension as users get it: one .vsix file.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { must, root } from "../run.mjs";

/** Where `npm run package` writes. */
export const vsixFile = path.join(root, "build/thingsboard-x509.vsix");

/** Bundles src/ into dist/. */
export async function buildExtension() {
  await must("npm", ["run", "--silent", "build"], { quiet: true, timeoutMs: 120_000 });
}

/** Packs dist/ and what .vscodeignore lets through; gives the path of the .vsix. */
export async function packageExtension() {
  mkdirSync(path.dirname(vsixFile), { recursive: true });
  await must("npm", ["run", "--silent", "package"], { quiet: true, timeoutMs: 120_000 });
  return vsixFile;
}
