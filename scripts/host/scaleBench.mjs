// Measures, in a real extension host, a workspace of very many devices.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../run.mjs";
import { firstPaintMs } from "./firstPaint.mjs";
import { runScale } from "./hostSuites.mjs";
import { buildExtension, packageExtension } from "./vsix.mjs";

const windows = 5;
const targets = { paintMs: 500, delayMs: 50 };

/** Runs the measurement with 10,000 devices and gives its section in Markdown. */
export async function scaleSection() {
  await buildExtension();
  const vsix = await packageExtension();
  const row = await scaleRow({ count: 10_000, vsix });
  const paints = [];
  for (let window = 0; window < windows; window += 1) {
    paints.push(await firstPaintMs({ vsix, count: row.count }));
  }
  paints.sort((a, b) => a - b);
  const of = (name) => [row[`${name}Ms`], row[`${name}P99`], row[`${name}Max`]];
  return `## A workspace of ${row.count.toLocaleString("en")} devices

In a real VS Code, each device in a folder of its own with its certificate. VS Code's search for the files alone took
${row.findMs.toFixed(0)} ms. In a window in which the files were found, from the click on the view's icon until its first rows are drawn:
${paints[windows >> 1].toFixed(0)} ms in the median of ${windows} windows, ${paints.at(-1).toFixed(0)} in the slowest; the target is ${targets.paintMs}. All numbers are milliseconds. The
delay is that of the extension host's event loop; the target is a p99 below ${targets.delayMs}. The first line shows a row that was asked
for, which has all rows drawn, while the files are still being read.

| | took | delay, p99 | delay, longest |
|---|--:|--:|--:|
${rowOf("all rows drawn and one shown, its files found already", of("open"))}
${rowOf("until all certificates are read", of("index"))}
${rowOf("grouped by what expires, and a device shown", of("group"))}
${rowOf("grouped by folder again, and a device shown", of("ungroup"))}
${rowOf("a new certificate of one device, told in Problems", of("change"))}
${rowOf(`*Generate Fleet* of ${row.rows.toLocaleString("en")} devices`, of("fleet"))}

The extension host has ${row.residentMb.toFixed(0)} MB then. \`node scripts/scaleBench.mjs [devices]\` repeats this table's numbers alone.
`;
}

function rowOf(name, [ms, p99, max]) {
  return `| ${[name, ms.toFixed(0), p99.toFixed(1), max.toFixed(1)].join(" | ")} |`;
}

/** Runs the measurement against the packaged extension, or another package of it, and gives its numbers. */
export async function scaleRow({ count, rows = 1_000, vsix, isBase = false }) {
  if (vsix === undefined) {
    await buildExtension();
  }
  const { failed } = await runScale(vsix ?? (await packageExtension()), { count, rows, isBase });
  if (failed > 0) {
    throw new Error("The measurement in the extension host failed.");
  }
  return JSON.parse(readFileSync(path.join(root, "build/test/host/scale/row.json"), "utf8"));
}
