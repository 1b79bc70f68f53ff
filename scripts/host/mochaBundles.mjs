// Turns test/host/<suite>/*.test.ts into CommonJS that an extension host loads.
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { root } from "../run.mjs";

/** VS Code and Mocha are not bundled; Mocha's CommonJS entry, because older hosts cannot require its ESM one. */
const externals = {
  name: "host-externals",
  setup(builder) {
    builder.onResolve({ filter: /^mocha$/ }, () => ({ path: "mocha/lib/mocha.cjs", external: true }));
    builder.onResolve({ filter: /^vscode$/ }, () => ({ path: "vscode", external: true }));
  },
};

/** Bundles what matches `parts` of one suite, and the module with `run()`; gives the path of that module. */
export async function bundleHostSuite(suite, parts = []) {
  const folder = path.join(root, "test/host", suite);
  const outdir = path.join(root, "build/test/host", suite);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const tests = readdirSync(folder)
    .filter((name) => name.endsWith(".test.ts"))
    .filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
  await build({
    entryPoints: [...tests.map((name) => path.join(folder, name)), path.join(root, "test/host/runMocha.ts")],
    entryNames: "[name]",
    outdir,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    plugins: [externals],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return path.join(outdir, "runMocha.js");
}
