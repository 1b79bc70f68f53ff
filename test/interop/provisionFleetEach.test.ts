import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import { createProfileCall } from "../../src/core/credential/profileCalls";
import type { FaultRule } from "../../src/core/testServer/faults";
import { bulkImportFleet } from "../../src/flows/bulkImportFleet";
import { chainFleet } from "../../src/flows/chainFleet";
import { provisionFleet, type FleetProvisioned, type FleetRow } from "../../src/flows/provisionFleet";
import type { ThingsBoard } from "../../src/flows/thingsBoard";
import type { FleetJob } from "./fleetChild";
import { named, newFleet, newFleetCa, type FleetDevice, type FleetFolder } from "./fleetRig";
import { fleetWorld } from "./fleetWorld";
import { localServer, type LocalServerRig } from "./localServerRig";

const { signal } = new AbortController();
const concurrency = 4;
let rig: LocalServerRig;
let board: ThingsBoard;
const fleets: FleetFolder[] = [];

before(async () => {
  rig = await localServer();
  board = await rig.boardAt(rig.server.restUrl);
});

after(async () => {
  await rig.stop();
  fleets.forEach(({ remove }) => {
    remove();
  });
});

function fleetOf(devices: readonly FleetDevice[]): FleetFolder {
  const fleet = newFleet(devices, readFileSync(rig.server.caFile, "utf8"));
  fleets.push(fleet);
  return fleet;
}

/** Has the server's next answers go wrong. */
async function faults(rules: readonly FaultRule[]): Promise<void> {
  const { username, password } = rig.server.login;
  const login = { method: "POST", body: JSON.stringify({ username, password }) };
  const { token } = (await (await fetch(`${rig.server.restUrl}/api/auth/login`, login)).json()) as {
    token: string;
  };
  const answer = await fetch(`${rig.server.restUrl}/testServer/faults`, {
    method: "POST",
    headers: { "X-Authorization": `Bearer ${token}` },
    body: JSON.stringify(rules),
  });
  assert.equal(answer.status, 200);
}

/** Counts the writing calls that a board is asked for. */
function watched(): { readonly board: ThingsBoard; readonly writes: string[]; readonly calls: string[] } {
  const writes: string[] = [];
  const calls: string[] = [];
  const ask: ThingsBoard["ask"] = (call, stop) => {
    calls.push(call.path);
    if (call.method !== "GET") {
      writes.push(call.path);
    }
    return board.ask(call, stop);
  };
  return { board: { ...board, ask }, writes, calls };
}

function provisioned(
  fleet: FleetFolder,
  by: ThingsBoard = board,
  devices: readonly string[] = fleet.devices,
): Promise<FleetProvisioned> {
  const request = {
    devices: devices.map((propertiesPath) => ({ propertiesPath })),
    ...{ replace: false, concurrency, journalPath: fleet.file("journal/one.ndjson") },
  };
  return provisionFleet(request, fleetWorld(by), signal);
}

function kindsOf(rows: readonly FleetRow[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  rows.forEach((row) => {
    const kind = row.kind === "failed" ? row.failure.code : row.kind;
    counts[kind] = (counts[kind] ?? 0) + 1;
  });
  return counts;
}

function namesOnServer(prefix: string): readonly string[] {
  return rig.server
    .devices()
    .map(({ deviceName }) => deviceName)
    .filter((name) => name.startsWith(prefix))
    .sort();
}

describe("a fleet is provisioned, each device by itself,", () => {
  it("and again with nothing written, and one request for each", async () => {
    const fleet = fleetOf(named("plain", 12));
    assert.deepEqual(kindsOf((await provisioned(fleet)).rows), { provisioned: 12 });
    assert.equal(namesOnServer("plain").length, 12);
    const { board: by, writes, calls } = watched();
    assert.deepEqual(kindsOf((await provisioned(fleet, by)).rows), { unchanged: 12 });
    assert.deepEqual([writes.length, calls.length], [0, 12]);
  });

  it("through 429, 500, an answer that is lost after it was done, and one that comes late", async () => {
    const fleet = fleetOf(named("rough", 16));
    const create = { method: "POST", path: "/api/device-with-credentials" } as const;
    await faults([
      { kind: "rate-limited", nth: 5, times: 2, retryAfterSeconds: 1 },
      { kind: "server-error", ...create, nth: 3, times: 2 },
      { kind: "closed-after-effect", ...create, nth: 7 },
      { kind: "closed-before-answer", ...create, nth: 9 },
      { kind: "slow", ...create, nth: 10, delayMs: 200 },
    ]);
    const { rows, stopped } = await provisioned(fleet);
    await faults([]);
    assert.equal(stopped, undefined);
    assert.deepEqual(kindsOf(rows), { provisioned: 16 });
    assert.equal(namesOnServer("rough").length, 16);
  });

  it("and nobody's credentials are replaced without consent", async () => {
    await provisioned(fleetOf(named("taken", 2)));
    const fleet = fleetOf([...named("taken", 2), ...named("free", 2)]);
    const { rows } = await provisioned(fleet);
    assert.deepEqual(kindsOf(rows), { "device-credentials-differ": 2, provisioned: 2 });
  });

  it("and none of its devices takes the place of another", async () => {
    const fleet = fleetOf(named("twin", 2));
    const devices = fleet.devices.map((propertiesPath) => ({ propertiesPath, deviceName: "twin" }));
    const request = { devices, replace: true, concurrency: 1, journalPath: fleet.file("journal/two.ndjson") };
    const { rows } = await provisionFleet(request, fleetWorld(board), signal);
    assert.deepEqual(kindsOf(rows), { provisioned: 1, "device-named-twice": 1 });
  });

  it("stops at once where all would fail in the same way, and says why", async () => {
    const fleet = fleetOf(named("locked", 30));
    const signedOut: ThingsBoard = {
      clockAheadMs: () => undefined,
      ask: () => Promise.resolve({ ok: false, failure: { code: "rest-signed-out" } }),
    };
    const { rows, stopped } = await provisioned(fleet, signedOut);
    assert.equal(stopped?.code, "rest-signed-out");
    assert.ok(rows.length <= concurrency, `${String(rows.length)} devices were tried`);
  });
});

describe("a fleet whose run was killed", () => {
  it("goes on where it ended: no device twice, none missing, what is noted verified by one request", async () => {
    const fleet = fleetOf(named("killed", 40));
    const journalPath = fleet.file("journal/one.ndjson");
    const outfile = fleet.file("child.mjs");
    await build({
      entryPoints: ["test/interop/fleetChild.ts"],
      bundle: true,
      platform: "node",
      format: "esm",
      outfile,
      logLevel: "warning",
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    });
    for (const killAfter of [1, 10, 20]) {
      const { restUrl, login } = rig.server;
      const job: FleetJob = { restUrl, apiKey: login.apiKey, devices: fleet.devices, journalPath, killAfter };
      assert.equal(await killedBy(outfile, job), "SIGKILL");
    }
    assert.ok(existsSync(journalPath));
    const begun = namesOnServer("killed").length;
    assert.ok(begun >= 10 && begun < 40, `${String(begun)} devices were there`);

    const { board: by, writes } = watched();
    const { rows } = await provisioned(fleet, by);
    assert.deepEqual(kindsOf(rows), { provisioned: 40 - begun, unchanged: begun });
    assert.equal(writes.length, 40 - begun);
    const names = namesOnServer("killed");
    assert.deepEqual([names.length, new Set(names).size], [40, 40]);
  });
});

/** Runs the program; gives the signal that ended it. */
function killedBy(program: string, job: FleetJob): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, JSON.stringify(job)], (error, _stdout, stderr) => {
      resolve(error?.signal ?? (stderr === "" ? undefined : stderr));
    });
  });
}

describe("a fleet is provisioned by one bulk import", () => {
  const request = (fleet: FleetFolder): Parameters<typeof bulkImportFleet>[0] => ({
    devices: fleet.devices.map((propertiesPath) => ({ propertiesPath })),
    ...{ replace: false, concurrency },
  });

  it("of those that are missing, and each is read back", async () => {
    const first = fleetOf(named("bulk", 3));
    await provisioned(first);
    const others = fleetOf([...named("bulk", 2), ...named("fresh", 6)]);
    const { board: by, writes } = watched();
    const imported = await bulkImportFleet(request(others), fleetWorld(by), signal);
    assert.ok(imported.ok);
    assert.deepEqual(kindsOf(imported.value.rows), { "device-credentials-differ": 2, provisioned: 6 });
    assert.deepEqual(writes, ["/api/device/bulk_import"]);
    const again = await bulkImportFleet(request(others), fleetWorld(by), signal);
    assert.ok(again.ok);
    assert.deepEqual(kindsOf(again.value.rows), { "device-credentials-differ": 2, unchanged: 6 });
    assert.equal(writes.length, 1);
  });

  it("whose answer is lost: what is read back decides", async () => {
    const fleet = fleetOf(named("lost", 4));
    await faults([{ kind: "closed-after-effect", method: "POST", path: "/api/device/bulk_import" }]);
    const imported = await bulkImportFleet(request(fleet), fleetWorld(board), signal);
    await faults([]);
    assert.ok(imported.ok);
    assert.deepEqual(kindsOf(imported.value.rows), { provisioned: 4 });
  });
});

describe("a fleet that its device CA brings to the server", () => {
  it("is checked with one request; whoever the server will not take is told", async () => {
    const [ca, other] = [newFleetCa("Fleet"), newFleetCa("Unknown")];
    const fleet = fleetOf([
      ...named("chain", 5, { ca }),
      ...named("alien", 2, { ca: other }),
      ...named("alone", 1),
    ]);
    const provisioning = {
      caPem: ca.certificatePem,
      certificateRegExPattern: "(.*)",
      allowCreateNewDevices: true,
    };
    const profile = await board.ask(createProfileCall("chained", provisioning), signal);
    assert.ok(profile.ok, JSON.stringify(profile));
    const { board: by, writes, calls } = watched();
    const devices = fleet.devices.map((propertiesPath) => ({ propertiesPath }));
    const checked = await chainFleet({ devices }, fleetWorld(by), signal);
    assert.ok(checked.ok);
    assert.deepEqual(kindsOf(checked.value.rows), {
      unchanged: 5,
      "device-ca-not-on-server": 2,
      "client-cert-self-signed": 1,
    });
    assert.deepEqual([writes.length, calls.length], [0, 1]);
  });
});
