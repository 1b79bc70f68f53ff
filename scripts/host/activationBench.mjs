// Measures, in real extension hosts, how long the extension takes to activate.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../run.mjs";
import { runActivation } from "./hostSuites.mjs";
import { buildExtension, packageExtension } from "./vsix.mjs";

const targetMs = 15;

/** Activates the packaged extension in so many new extension hosts, and gives the section in Markdown. */
export async function activationSection(runs = 20) {
  await buildExtension();
  const vsix = await packageExtension();
  const times = [];
  for (let run = 0; run < runs; run += 1) {
    // Whoever is first pays for what VS Code itself does for the first time.
    const { failed } = await runActivation(vsix, {
      env: {
        THINGSBOARD_X509_FIRST: run % 2 === 0 ? "ours" : "empty",
      },
    });
    if (failed > 0) {
      throw new Error("The measurement in the extension host failed.");
    }
    times.push(JSON.parse(readFileSync(path.join(root, "build/test/host/activation/times.json"), "utf8")));
  }
  const [ours, empty] = ["ours", "empty"].map((name) => times.map((time) => time[name]));
  const over = times.map((time) => time.ours - time.empty);
  return `## Activation

In a real VS Code, in a folder without files: the extension is activated beside one that does nothing, in ${runs} new extension
hosts, in turns first and second. From the call to its end, loading of the files included. Milliseconds; the target is
${targetMs} over the empty one.

| extension | median | slowest of ${runs} | median to target |
|---|--:|--:|--:|
${[rowOf("ours", ours), rowOf("the empty one", empty), rowOf("ours over the empty one", over, targetMs)].join("\n")}
`;
}

function rowOf(name, ms, target) {
  const sorted = [...ms].sort((a, b) => a - b);
  const median = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  const ratio = target === undefined ? "" : (median / target).toFixed(2);
  return `| ${[name, median.toFixed(1), sorted.at(-1).toFixed(1), ratio].join(" | ")} |`;
}
