// The extension as users get it: one .vsix file.
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { must, root } from "../run.mjs";

const { name, publisher } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

/** `publisher.name`, as VS Code knows the extension. */
export const extensionId = `${publisher}.${name}`;

/** Where the package is written. */
export const vsixFile = path.join(root, "build", `${name}.vsix`);

/** Bundles src/ into dist/. */
export async function buildExtension() {
  await must(process.execPath, ["esbuild.mjs"], { capture: true, timeoutMs: 120_000 });
}

/** Packs dist/ and what .vscodeignore lets through; gives the path of the .vsix. */
export async function packageExtension() {
  mkdirSync(path.dirname(vsixFile), { recursive: true });
  const vsce = path.join(root, "node_modules/@vscode/vsce/vsce");
  const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"];
  await must(process.execPath, [vsce, "package", ...options, "--out", vsixFile], {
    quiet: true,
    timeoutMs: 120_000,
  });
  return vsixFile;
}
