// Measures, in a real extension host, how long it takes from a keystroke to the findings.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../run.mjs";
import { runMocha } from "./hostSuites.mjs";
import { buildExtension, packageExtension } from "./vsix.mjs";

const targetMs = 300;

/** Runs the measurement against the packaged extension and gives its section in Markdown. */
export async function typingSection() {
  await buildExtension();
  const { failed } = await runMocha({ suite: "typing", vsix: await packageExtension(), trusted: true });
  if (failed > 0) {
    throw new Error("The measurement in the extension host failed.");
  }
  const times = JSON.parse(readFileSync(path.join(root, "build/test/host/typing/times.json"), "utf8"));
  const rows = Object.entries(times).map(([lines, ms]) => rowOf(Number(lines), ms));
  return `## From a keystroke to the findings in the editor

In a real VS Code: a letter is typed into the file, and its new finding is shown. From the edit's arrival in the extension
host to \`onDidChangeDiagnostics\`, the 120 ms that typing has to rest included. Milliseconds; the target is ${targetMs} ms.

| file | median | slowest of ${Object.values(times)[0].length} | median to target |
|---|--:|--:|--:|
${rows.join("\n")}
`;
}

function rowOf(lines, ms) {
  const sorted = [...ms].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  const numbers = [median.toFixed(0), sorted.at(-1).toFixed(0), (median / targetMs).toFixed(2)];
  return `| ${[`${lines.toLocaleString("en")} lines`, ...numbers].join(" | ")} |`;
}
