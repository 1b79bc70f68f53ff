// Measures, in a real extension host, what becomes of a flood from mosquitto.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../run.mjs";
import { runMocha } from "./hostSuites.mjs";
import { buildExtension, packageExtension } from "./vsix.mjs";

/** Runs the measurement against the packaged extension and gives its section in Markdown. */
export async function floodSection() {
  await buildExtension();
  const vsix = await packageExtension();
  const { failed } = await runMocha({ suite: "flood", vsix, trusted: true, timeoutMs: 900_000 });
  if (failed > 0) {
    throw new Error("The measurement in the extension host failed.");
  }
  const rows = JSON.parse(readFileSync(path.join(root, "build/test/host/flood/rows.json"), "utf8"));
  return `## A flood from the broker

In a real VS Code with its window: mosquitto on loopback, two-way TLS, messages of 200 B at QoS 0, offered for 30 s at each
rate, and then three of 10 MB. Broker, sender, VS Code's server and its window share the machine's cores. Beside this extension,
with its output shown and every message recorded for *Save Session*: \`mosquitto_sub\` into the void, which is the floor, and
MQTT.js with one \`appendLine\` for each message, which is what other extensions do. The rate received counts from the first
message sent to the last received. Delay is that of the extension host's event loop, in milliseconds; the target is a p99 below
50. CPU is the extension host's processor time for each message, in microseconds, with all that VS Code does meanwhile. Memory
is what is alive in the extension host after a collection, after a third of the time and at the end; the last column is its
resident set.

| offered | client | received | of sent | shown | held back | recorded | received/s | CPU | p50 | p99 | max | MB, warm | MB, end | MB, resident |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
${rows.map(rowOf).join("\n")}

Received is shown and held back in sum, exactly. \`node scripts/floodBench.mjs\` repeats this table alone.
`;
}

const count = (value) => (value === undefined ? "" : value.toLocaleString("en"));
const megabytes = (bytes) => (bytes === undefined ? "" : (bytes / 1e6).toFixed(0));
const milliseconds = (ms) => (ms === undefined ? "" : ms.toFixed(1));

function rowOf(row) {
  const {
    offered,
    client,
    received,
    sent,
    shown,
    heldBack,
    recorded,
    ms,
    cpuUs,
    delayMs,
    liveBytes,
    residentBytes,
  } = row;
  const cells = [
    ...[offered, client, count(received), `${((100 * received) / sent).toFixed(1)} %`],
    ...[count(shown), count(heldBack), count(recorded)],
    received < 100 ? "" : count(Math.round((received * 1000) / ms)),
    received < 100 ? "" : milliseconds(cpuUs),
    ...[delayMs?.p50, delayMs?.p99, delayMs?.max].map(milliseconds),
    ...[liveBytes?.warm, liveBytes?.end, residentBytes].map(megabytes),
  ];
  return `| ${cells.join(" | ")} |`;
}
