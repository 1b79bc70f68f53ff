import assert from "node:assert/strict";
import { chmodSync, chownSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fleetSummaryOf } from "../../src/core/fleet/testSummary";
import { inspectDevice } from "../../src/flows/inspectDevice";
import { testFleet } from "../../src/flows/testFleet";
import { noteWarnings } from "../support/nodeWarnings";
import { newDevice } from "./connectionDevice";
import { mosquitto, twoWay } from "./connectionServers";
import { fleetRig } from "./fleetCliRig";
import { named, newFleet, newFleetCa } from "./fleetRig";
import { gathering, tester } from "./fleetTester";
import { forgetfulWorld, localServer } from "./localServerRig";

const { signal } = new AbortController();
const removals: (() => void)[] = [];

after(() => {
  removals.forEach((remove) => {
    remove();
  });
});

/** The most clients that were connected at the same time, by the broker's own log. */
function mostConnected(log: string): number {
  const connected = new Set<string>();
  let most = 0;
  for (const line of log.split("\n")) {
    const [, come] = /New client connected from \S+ as (\S+)/.exec(line) ?? [];
    const [, gone] = /Client (\S+) .*(?:disconnected|closed its connection)/.exec(line) ?? [];
    if (come !== undefined) {
      connected.add(come);
    }
    connected.delete(gone ?? "");
    most = Math.max(most, connected.size);
  }
  return most;
}

describe("a fleet and a real mosquitto", () => {
  it("has 200 devices connected at once, and says exactly what is wrong with the others", async () => {
    const own = await newDevice();
    const [ca, other] = [newFleetCa("Fleet"), newFleetCa("Another")];
    const fleet = newFleet(
      [
        ...named("good", 200, { ca }),
        ...named("expired", 4, { ca, isExpired: true }),
        ...named("stranger", 5, { ca: other }),
        ...named("bare", 3, { hasNoCertificate: true }),
      ],
      own.text("server.pub.pem"),
    );
    removals.push(own.remove, fleet.remove);
    const trust = twoWay(
      fleet.put("ca.pem", ca.certificatePem),
      own.file("server.pub.pem"),
      own.file("server.pk8.pem"),
    );
    const log = fleet.file("mosquitto.log");
    const lines = [...trust, "log_dest stderr", `log_dest file ${log}`];
    const running = await mosquitto({ folder: fleet.folder, lines });
    const { devices } = fleet;
    const test = tester({ name: "Broker", mqttUrl: running.url }, gathering(200));
    const warnings = noteWarnings();
    const summary = fleetSummaryOf(await testFleet({ devices, concurrency: 256 }, { test }, signal));
    await running.stop();
    assert.deepEqual(await warnings(), []);

    const of = (prefix: string): readonly string[] =>
      devices.filter((device) => device.startsWith(fleet.file(prefix)));
    assert.deepEqual([summary.total, summary.connected], [212, 200]);
    assert.deepEqual(summary.byDiagnosis, [
      { code: "client-cert-rejected-unknown-ca", count: 5, devices: of("stranger") },
      { code: "client-cert-expired", count: 4, devices: of("expired") },
      { code: "client-cert-missing", count: 3, devices: of("bare") },
    ]);
    assert.equal(mostConnected(readFileSync(log, "utf8")), 200);
  });
});

describe("a fleet and ThingsBoard's rules", () => {
  it("is tested so many at a time; those that the server does not know are told", async () => {
    const rig = await localServer();
    const { mqttUrl, caFile } = rig.server;
    const fleet = newFleet([...named("known", 20), ...named("unknown", 3)], readFileSync(caFile, "utf8"));
    removals.push(fleet.remove);
    for (const device of fleet.devices.slice(0, 20)) {
      const certificatePem = readFileSync(device.replace("keygen.properties", "client.pub.pem"), "utf8");
      const registered = await rig.server.register(certificatePem);
      assert.ok(registered.ok);
    }
    let now = 0;
    let most = 0;
    const connect = tester({ name: "Here", mqttUrl, caFile });
    const reports = await testFleet(
      { devices: fleet.devices, concurrency: 4 },
      {
        test: async (...args) => {
          now += 1;
          most = Math.max(most, now);
          const report = await connect(...args);
          now -= 1;
          return report;
        },
      },
      signal,
    );
    await rig.stop();
    assert.equal(most, 4);
    assert.deepEqual(fleetSummaryOf(reports).byDiagnosis, [
      { code: "mqtt-not-authorized", count: 3, devices: fleet.devices.slice(20) },
    ]);
  });
});

/** Nobody's: neither the superuser, who may read everything, nor the owner of what the tests make. */
const stranger = 65_534;
const isRoot = process.getuid?.() === 0;

/** Does something as another user, where this one may read everything. */
async function asStranger<T>(work: () => Promise<T>): Promise<T> {
  if (!isRoot) {
    return work();
  }
  process.seteuid?.(stranger);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe("a fleet that is killed on its way", () => {
  it("goes on but for a folder that cannot be read, is listed, and 200 are connected at once", async () => {
    const [rig, own] = [await fleetRig(), await newDevice()];
    removals.push(rig.remove, own.remove);
    const put = (name: string, text: string): string => {
      writeFileSync(path.join(rig.folder, name), text);
      return path.join(rig.folder, name);
    };
    put("server.pub.pem", own.text("server.pub.pem"));
    const names = Array.from({ length: 400 }, (_, index) => `m-${index + 1}`);
    const csv = put("fleet.csv", ["name", ...names, ""].join("\n"));
    chmodSync(rig.folder, 0o755);
    if (isRoot) {
      chownSync(rig.folder, stranger, stranger);
    }
    const run = (env: NodeJS.ProcessEnv): ReturnType<typeof rig.cli> =>
      rig.cli(["fleet", csv, "--json", "--concurrency", "4"], env, isRoot ? stranger : undefined);

    assert.equal((await run({ KILL_AT: "4000" })).signal, "SIGKILL");
    const locked = path.join(rig.folder, "m-1");
    chmodSync(locked, 0);
    if (isRoot) {
      chownSync(locked, 0, 0);
    }
    const resumed = JSON.parse((await run({})).stdout) as {
      readonly generated: number;
      readonly skipped: number;
      readonly failed: readonly { readonly row: number; readonly code: string }[];
    };
    assert.deepEqual(
      resumed.failed.map(({ row, code }) => [row, code]),
      [[2, "file-permission-denied"]],
    );
    assert.ok(resumed.generated > 0 && resumed.skipped > 0);
    assert.equal(resumed.generated + resumed.skipped, 399);

    const devices = names.map((name) => path.join(rig.folder, name, "keygen.properties"));
    const listed = await asStranger(async () => {
      const all = [];
      for (const device of devices) {
        all.push(await inspectDevice(device, forgetfulWorld));
      }
      return all;
    });
    const unreadable = listed.filter(({ client }) => client.certificate === undefined);
    assert.deepEqual(
      unreadable.map(({ propertiesPath, blockingProblems }) => [propertiesPath, blockingProblems]),
      [[devices[0], 1]],
    );
    assert.ok(listed.every(({ client: { certificate = {} } }) => !("unreadable" in certificate)));

    const connecting = devices.slice(1, 204);
    const trusted = connecting.slice(0, 200).map((device) => pemBeside(device));
    const lines = [
      ...twoWay(put("trusted.pem", trusted.join("")), own.file("server.pub.pem"), own.file("server.pk8.pem")),
      "log_dest stderr",
    ];
    const running = await mosquitto({ folder: own.folder, lines });
    const test = tester({ name: "Broker", mqttUrl: running.url }, gathering(200));
    const reports = await testFleet({ devices: connecting, concurrency: 256 }, { test }, signal);
    await running.stop();
    const summary = fleetSummaryOf(reports);
    assert.deepEqual([summary.total, summary.connected], [203, 200]);
    assert.deepEqual(
      summary.byDiagnosis.map(({ code, devices: its }) => [code, its]),
      [["client-cert-rejected-unknown-ca", connecting.slice(200)]],
    );
  });
});

function pemBeside(propertiesPath: string): string {
  const folder = path.dirname(propertiesPath);
  return readFileSync(path.join(folder, `${path.basename(folder)}.pub.pem`), "utf8");
}
