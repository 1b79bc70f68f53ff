// Runs the measurements side by side with what they replace, and prints Markdown.
// Usage: node scripts/bench.mjs [--write] [name …]
//   name: what to measure, as in `bundle`, `fleet`, `flood`; all without one
//   --write also puts the sections into docs/benchmarks.md, beside those that were not measured
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { bundleForNode } from "./bundleForNode.mjs";
import { activationSection } from "./host/activationBench.mjs";
import { floodSection } from "./host/floodBench.mjs";
import { scaleSection } from "./host/scaleBench.mjs";
import { typingSection } from "./host/typingBench.mjs";
import { buildExtension } from "./host/vsix.mjs";
import { must, root } from "./run.mjs";

const folder = path.join(root, "test/bench");
const outdir = path.join(root, "build/bench");
const target = path.join(root, "docs/benchmarks.md");
const head =
  "# Benchmarks\n\nMade by `npm run bench -- --write`; the numbers are of one machine, each section of one run.\n";

/** Bundles the measurements of test/bench, which are programs that print their section. */
async function programs() {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.basename(name, ".ts"))
    .sort();
  await bundleForNode({
    entryPoints: names.map((name) => path.join(folder, `${name}.ts`)),
    outdir,
    outExtension: { ".js": ".mjs" },
  });
  return names.map((name) => ({ name, measure: () => printed(path.join(outdir, `${name}.mjs`)) }));
}

function printed(file) {
  return must(process.execPath, [file], { quiet: true, timeoutMs: 20 * 60_000 });
}

/** What can be measured, in the order of the document; each gives its section in Markdown. */
async function measurements() {
  return [
    ...(await programs()),
    { name: "activation", measure: activationSection },
    { name: "typing", measure: typingSection },
    { name: "scale", measure: scaleSection },
    { name: "flood", measure: floodSection },
  ];
}

/** The sections of a document by their heading. */
function sectionsOf(text) {
  const parts = text.split(/^(?=## )/m).slice(1);
  return new Map(parts.map((part) => [headingOf(part), part]));
}

function headingOf(section) {
  return section.slice(0, section.indexOf("\n")).trim();
}

// The command line is measured as it is installed.
await buildExtension();
const chosen = process.argv.slice(2).filter((argument) => argument !== "--write");
const all = await measurements();
const unknown = chosen.filter((name) => !all.some((row) => row.name === name));
if (unknown.length > 0) {
  throw new Error(
    `No measurement ${unknown.join(", ")}; there are ${all.map(({ name }) => name).join(", ")}.`,
  );
}
const written = sectionsOf(existsSync(target) ? readFileSync(target, "utf8") : "");
const fresh = new Map();
for (const { name, measure } of all) {
  if (chosen.length === 0 || chosen.includes(name)) {
    const section = (await measure()).trim();
    console.log(`\n${section}`);
    fresh.set(headingOf(section), section);
  }
}
if (process.argv.includes("--write")) {
  const sections = chosen.length === 0 ? fresh : new Map([...written, ...fresh]);
  const options = { ...(await resolveConfig(target)), parser: "markdown" };
  writeFileSync(target, await format([head, ...sections.values()].join("\n"), options));
}
