import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fleetSummaryOf } from "../../src/core/fleet/testSummary";
import { inspectDevice } from "../../src/flows/inspectDevice";
import { testFleet } from "../../src/flows/testFleet";
import { newDevice } from "../interop/connectionDevice";
import { mosquitto, twoWay } from "../interop/connectionServers";
import { gathering, tester } from "../interop/fleetTester";
import { forgetfulWorld } from "../interop/localServerRig";
import { soundTextWith } from "../support/profiles";

/** How many devices are made; how many there are when the program is killed; how many connect at once. */
const counts = { devices: 10_000, killed: 5000, connected: 200 };

function started(folder: string): ChildProcess {
  const args = ["dist/cli.js", "fleet", path.join(folder, "fleet.csv"), "--json"];
  return spawn(process.execPath, [...args, "-p", path.join(folder, "keygen.properties")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Kills the program once so many devices lie there; gives how many do when it has ended. */
async function killedHalfWay(folder: string): Promise<number> {
  const child = started(folder);
  const ended = new Promise((resolve) => child.once("close", resolve));
  const there = (): number => readdirSync(folder).filter((name) => name.startsWith("meter-")).length;
  const look = setInterval(() => {
    if (there() >= counts.killed) {
      child.kill("SIGKILL");
    }
  }, 20);
  await ended;
  clearInterval(look);
  return there();
}

async function resumed(folder: string): Promise<{ readonly generated: number; readonly skipped: number }> {
  const child = started(folder);
  let said = "";
  child.stdout?.on("data", (text: Buffer) => (said += text.toString("utf8")));
  await new Promise((resolve) => child.once("close", resolve));
  const fleet = JSON.parse(said) as { generated: number; skipped: number; failed: readonly unknown[] };
  if (fleet.failed.length > 0 || fleet.generated + fleet.skipped !== counts.devices) {
    throw new Error(said.slice(0, 1000));
  }
  return fleet;
}

/** Looks at each device, as the view Devices does; gives how many have a certificate that is valid. */
async function listed(devices: readonly string[]): Promise<number> {
  let sound = 0;
  for (const device of devices) {
    const { client, blockingProblems } = await inspectDevice(device, forgetfulWorld);
    sound += client.certificate !== undefined && blockingProblems === 0 ? 1 : 0;
  }
  return sound;
}

/** Has devices connected to mosquitto at the same time; gives how many were. */
async function connectedAtOnce(
  devices: readonly string[],
  own: Awaited<ReturnType<typeof newDevice>>,
): Promise<number> {
  const trusted = devices.map((device) => {
    const folder = path.dirname(device);
    return readFileSync(path.join(folder, `${path.basename(folder)}.pub.pem`), "utf8");
  });
  const trust = path.join(own.folder, "trusted.pem");
  writeFileSync(trust, trusted.join(""));
  const lines = twoWay(trust, own.file("server.pub.pem"), own.file("server.pk8.pem"));
  const running = await mosquitto({ folder: own.folder, lines });
  const test = tester({ name: "Broker", mqttUrl: running.url }, gathering(devices.length));
  const { signal } = new AbortController();
  const reports = await testFleet({ devices, concurrency: devices.length }, { test }, signal);
  await running.stop();
  return fleetSummaryOf(reports).connected;
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly seconds: string }> {
  const startMs = performance.now();
  const value = await work();
  return { value, seconds: ((performance.now() - startMs) / 1000).toFixed(1) };
}

async function section(folder: string, own: Awaited<ReturnType<typeof newDevice>>): Promise<string> {
  const names = Array.from({ length: counts.devices }, (_, index) => `meter-${index + 1}`);
  writeFileSync(path.join(folder, "keygen.properties"), soundTextWith(""));
  writeFileSync(path.join(folder, "server.pub.pem"), own.text("server.pub.pem"));
  writeFileSync(path.join(folder, "fleet.csv"), ["name", ...names, ""].join("\n"));
  const killed = await timed(() => killedHalfWay(folder));
  const rest = await timed(() => resumed(folder));
  const devices = names.map((name) => path.join(folder, name, "keygen.properties"));
  const sound = await timed(() => listed(devices));
  const connected = await timed(() => connectedAtOnce(devices.slice(-counts.connected), own));
  if (sound.value !== counts.devices || connected.value !== counts.connected) {
    throw new Error(`${sound.value} sound, ${connected.value} connected`);
  }
  const text = (count: number): string => count.toLocaleString("en");
  return `## A fleet's whole way

${text(counts.devices)} devices (EC P-256) by \`thingsboard-x509 fleet\`, killed (SIGKILL) half-way and run again; each looked at as the view
Devices does; ${counts.connected} of them connected to mosquitto (\`require_certificate\`) at the same time. ${availableParallelism()} cores, Node
${process.versions.node}.

| step | devices | seconds |
|---|--:|--:|
| until it was killed | ${text(killed.value)} | ${killed.seconds} |
| resumed: verified | ${text(rest.value.skipped)} | |
| resumed: generated, the verifying included | ${text(rest.value.generated)} | ${rest.seconds} |
| listed, each whole and valid | ${text(sound.value)} | ${sound.seconds} |
| connected at once | ${text(connected.value)} | ${connected.seconds} |
`;
}

const folder = mkdtempSync(path.join(tmpdir(), "tb-bench-way-"));
const own = await newDevice();
try {
  console.log(await section(folder, own));
} finally {
  own.remove();
  rmSync(folder, { recursive: true, force: true });
}
