// The extension as users get it: one .vsix file.
import path from "node:path";
import { must, root } from "../run.mjs";

/** Where `npm run package` writes. */
export const vsixFile = path.join(root, "build/thingsboard-x509.vsix");

/** Bundles src/ into dist/. */
export async function buildExtension() {
  await must(process.execPath, ["esbuild.mjs"], { quiet: true, timeoutMs: 120_000 });
}

/** Packs dist/ and what .vscodeignore lets through; gives the path of the .vsix. */
export async function packageExtension() {
  await must(process.execPath, ["scripts/package.mjs"], { quiet: true, timeoutMs: 300_000 });
  return vsixFile;
}
