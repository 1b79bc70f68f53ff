// Runs every measurement of test/bench side by side with what it replaces, and prints Markdown.
// Usage: node scripts/bench.mjs [--write]   (--write also puts it into docs/benchmarks.md)
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { format, resolveConfig } from "prettier";
import { activationSection } from "./host/activationBench.mjs";
import { floodSection } from "./host/floodBench.mjs";
import { scaleSection } from "./host/scaleBench.mjs";
import { typingSection } from "./host/typingBench.mjs";
import { buildExtension } from "./host/vsix.mjs";
import { must, root } from "./run.mjs";

const folder = path.join(root, "test/bench");
const outdir = path.join(root, "build/bench");
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .sort();
await build({
  entryPoints: names.map((name) => path.join(folder, name)),
  outdir,
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "esm",
  outExtension: { ".js": ".mjs" },
  logLevel: "warning",
});

// The command line is measured as it is installed.
await buildExtension();
const sections = [];
for (const name of names) {
  const file = path.join(outdir, name.replace(/\.ts$/, ".mjs"));
  sections.push(await must(process.execPath, [file], { quiet: true, timeoutMs: 10 * 60_000 }));
}
sections.push(await activationSection(), await typingSection(), await scaleSection(), await floodSection());
const head =
  "# Benchmarks\n\nMade by `npm run bench -- --write`; the numbers are of one machine on one day.\n";
const target = path.join(root, "docs/benchmarks.md");
const options = { ...(await resolveConfig(target)), parser: "markdown" };
const text = await format([head, ...sections].join("\n"), options);
console.log(text);
if (process.argv.includes("--write")) {
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}
