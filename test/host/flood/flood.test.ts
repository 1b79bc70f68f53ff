// A measurement, and no part of the tests: `npm run bench` runs it and reads what it leaves beside itself.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { after, before, describe, it } from "mocha";
import { connect } from "mqtt";
import * as vscode from "vscode";
import { requireTool } from "../../support/tools";
import {
  counted,
  ended,
  floodTopics,
  run,
  startFloodRig,
  type Counts,
  type Flood,
  type FloodRig,
} from "../floodRig";

const seconds = 30;
const rates = [1000, 10_000, 50_000];

/** A delay is measured by a timer of a millisecond, which is taken off. */
const resolutionMs = 1;

interface Row {
  readonly client: string;
  readonly offered: string;
  readonly sent: number;
  readonly received: number;
  /** From the first message sent to the last received. */
  readonly ms: number;
  readonly shown?: number;
  readonly heldBack?: number;
  readonly recorded?: number;
  readonly delayMs?: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Processor time of the extension host for each message, microseconds: what else the machine does matters little. */
  readonly cpuUs?: number;
  /** Of the extension host, alive after a collection: after a third of the time, and at the end. */
  readonly liveBytes?: { readonly warm: number; readonly end: number };
  /** The extension host's resident set at the end: what the collector had not given back is in it. */
  readonly residentBytes?: number;
}

const rows: Row[] = [];

describe("a flood from mosquitto", function () {
  this.timeout(300_000);
  let rig: FloodRig;

  before(async () => {
    await vscode.extensions.getExtension("thingsboard-x509.thingsboard-x509")?.activate();
    rig = await startFloodRig();
  });

  after(async () => {
    writeFileSync(path.join(__dirname, "rows.json"), JSON.stringify(rows));
    await rig.stop();
    rmSync(rig.folder, { recursive: true, force: true });
  });

  const steady = (rate: number): Flood => ({ count: rate * seconds, rate, payloadBytes: 200 });
  const huge: Flood = { count: 3, rate: 1, payloadBytes: 10_000_000 };

  for (const flood of [...rates.map(steady), huge]) {
    const offered = flood === huge ? "10 MB, 1/s" : `${flood.rate.toLocaleString("en")}/s`;

    it(`mosquitto_sub, ${offered}`, async () => {
      rows.push(await floor(rig, offered, flood));
    });

    it(`this extension, ${offered}`, async () => {
      rows.push(await ours(rig, offered, flood));
    });

    it(`MQTT.js and appendLine, ${offered}`, async () => {
      rows.push(await plain(rig, offered, flood));
    });
  }
});

async function floor(rig: FloodRig, offered: string, flood: Flood): Promise<Row> {
  const subscribed = rig.subscribed();
  const files = ["--cafile", rig.file("server", ".pub.pem"), "--cert", rig.file("client", ".pub.pem")];
  const args = [...files, "--key", rig.file("client", ".pk8.pem"), "-h", "127.0.0.1", "-p", String(rig.port)];
  const child = spawn(
    requireTool("mosquitto_sub"),
    [...args, "-t", floodTopics, "-q", "1", "-C", String(flood.count)],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  await subscribed;
  const startMs = performance.now();
  await rig.flood(flood);
  assert.equal(await ended(child), 0);
  return {
    client: "mosquitto_sub",
    offered,
    sent: flood.count,
    received: flood.count,
    ms: performance.now() - startMs,
  };
}

async function ours(rig: FloodRig, offered: string, flood: Flood): Promise<Row> {
  const { properties } = rig;
  const options = { server: "Flood", keepOpen: true };
  const report = await run<{ ok: boolean }>("testConnection", properties, options);
  assert.equal(report.ok, true, JSON.stringify(report));
  const start = await run<Counts>("outputCounts", properties);
  const measured = await measure(flood, async () => {
    await rig.flood(flood);
    return counted(properties, ({ messages }) => messages >= start.messages + flood.count);
  });
  const end = measured.value;
  await run("disconnect", properties);
  return {
    client: "this extension",
    offered,
    sent: flood.count,
    received: end.messages - start.messages,
    shown: end.shown - start.shown,
    heldBack: end.heldBack - start.heldBack,
    recorded: (end.recorded?.kept ?? 0) - (start.recorded?.kept ?? 0),
    ...measured.row,
  };
}

/** What others do: each message is formatted and appended as it comes. */
async function plain(rig: FloodRig, offered: string, flood: Flood): Promise<Row> {
  const channel = vscode.window.createOutputChannel("Plain");
  channel.show(true);
  const client = connect(`mqtts://127.0.0.1:${rig.port}`, {
    ca: readFileSync(rig.file("server", ".pub.pem")),
    cert: readFileSync(rig.file("client", ".pub.pem")),
    key: readFileSync(rig.file("client", ".pk8.pem")),
    reconnectPeriod: 0,
  });
  await new Promise((resolve) => client.once("connect", resolve));
  await client.subscribeAsync(floodTopics, { qos: 1 });
  let received = 0;
  let done: () => void = () => undefined;
  client.on("message", (topic, payload) => {
    received += 1;
    channel.appendLine(`${new Date().toISOString()} ${topic} ${payload.toString()}`);
    if (received === flood.count) {
      done();
    }
  });
  const all = new Promise<void>((resolve) => (done = resolve));
  const late = new Promise<void>((resolve) => setTimeout(resolve, 90_000));
  const measured = await measure(flood, async () => {
    await rig.flood(flood);
    await Promise.race([all, late]);
  });
  await client.endAsync(true);
  channel.dispose();
  return {
    client: "MQTT.js + appendLine",
    offered,
    sent: flood.count,
    received,
    shown: received,
    ...measured.row,
  };
}

type Measured = Required<Pick<Row, "ms" | "cpuUs" | "delayMs" | "liveBytes" | "residentBytes">>;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What is alive: the heap, and the buffers outside of it. */
function liveBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Measures the extension host while something is done, from its beginning to its end. */
async function measure<T>(
  flood: Flood,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly row: Measured }> {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  let warm = 0;
  // The collection is the measurement's, and no delay of the extension's.
  const look = (): void => {
    delay.disable();
    warm = liveBytes();
    delay.enable();
  };
  const warmer = setTimeout(look, (flood.count / flood.rate / 3) * 1000);
  delay.enable();
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const value = await work();
  const ms = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  clearTimeout(warmer);
  const of = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  return {
    value,
    row: {
      ms,
      cpuUs: (user + system) / flood.count,
      delayMs: { p50: of(delay.percentile(50)), p99: of(delay.percentile(99)), max: of(delay.max) },
      residentBytes: process.memoryUsage.rss(),
      liveBytes: { warm, end: liveBytes() },
    },
  };
}
