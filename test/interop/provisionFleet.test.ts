import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { defaultSubscriptions } from "../../src/core/connection/topics";
import { generateIdentity } from "../../src/flows/generateIdentity";
import { newDeviceCa } from "../../src/flows/newDeviceCa";
import { carryOutDeviceCa, planDeviceCa, type DeviceCaPlan } from "../../src/flows/provisionDeviceCa";
import { readBack } from "../../src/flows/readBack";
import { startTestServer, type RunningTestServer } from "../../src/flows/runTestServer";
import { signIn } from "../../src/flows/signIn";
import { testConnection, type ConnectionOutcome } from "../../src/flows/testConnection";
import { thingsBoardAt, type ThingsBoard } from "../../src/flows/thingsBoard";
import { nodeWorld } from "../../src/io/world";
import { newDevice, type Device } from "./connectionDevice";

const passphrase = "of this test alone";
const world = nodeWorld({
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve({ ok: true, value: undefined }),
  delete: () => Promise.resolve(),
});
const { signal } = new AbortController();
const folder = mkdtempSync(path.join(tmpdir(), "tb-fleet-"));
let server: RunningTestServer;
let device: Device;
let board: ThingsBoard;

before(async () => {
  const started = await startTestServer({ folder, port: 0, restPort: 0 }, world, () => undefined, signal);
  assert.ok(started.ok, JSON.stringify(started));
  server = started.value;
  device = await newDevice();
  const place = { restUrl: server.restUrl, timeoutMs: 5000 };
  const signedIn = await signIn(place, server.login, world, signal);
  assert.ok(signedIn.ok, JSON.stringify(signedIn));
  const { credential } = signedIn.value;
  board = thingsBoardAt(
    place,
    { current: () => Promise.resolve(credential), renewed: () => Promise.resolve() },
    world,
  );
});

after(async () => {
  await server.stop();
  device.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function connected(): Promise<ConnectionOutcome> {
  const outcome = await testConnection(
    {
      propertiesPath: device.propertiesPath,
      server: { name: "Here", mqttUrl: server.mqttUrl, caFile: server.caFile },
      timeoutMs: 5000,
      protocolVersion: 4,
      subscriptions: defaultSubscriptions,
      keepOpen: true,
    },
    world,
    {},
    signal,
  );
  assert.ok(outcome !== undefined);
  return outcome;
}

async function planned(certificatePath: string, allowCreate: boolean): Promise<DeviceCaPlan> {
  const request = { certificatePath, allowCreate, deviceProfile: "fleet" };
  const plan = await planDeviceCa(request, { files: world.files, board }, signal);
  assert.ok(plan.ok, JSON.stringify(plan));
  return plan.value;
}

async function carriedOut(plan: DeviceCaPlan): Promise<readonly boolean[]> {
  const outcome = await carryOutDeviceCa(plan, board, signal);
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return [outcome.value.created, outcome.value.changed];
}

async function newCa(name: string): Promise<string> {
  const algorithm = { kind: "ec", curve: "P-256" } as const;
  const ca = await newDeviceCa(
    { workspaceFolder: device.folder, name, algorithm, validityDays: 100, passphrase },
    world,
    signal,
  );
  assert.ok(ca.ok, JSON.stringify(ca));
  return ca.value.certificatePath;
}

describe("a device CA on a server", () => {
  it("lets whoever it signed connect, with no call for the device; what it sends is read back", async () => {
    const certificatePath = await newCa("fleet");
    const { propertiesPath } = device;
    const generated = await generateIdentity(
      {
        side: "client",
        propertiesPath,
        overwrite: true,
        validityDays: 30,
        ca: { certificatePath, passphrase },
      },
      world,
      signal,
    );
    assert.ok(generated.ok, JSON.stringify(generated));
    assert.equal((await connected()).report.diagnosis?.code, "mqtt-not-authorized");

    const plan = await planned(certificatePath, true);
    assert.equal(plan.kind, "create");
    assert.deepEqual(await carriedOut(plan), [true, true]);
    const again = await planned(certificatePath, true);
    assert.equal(again.kind, "in-sync");
    assert.deepEqual(await carriedOut(again), [false, false]);

    const { report, session } = await connected();
    assert.equal(report.ok, true, JSON.stringify(report.diagnosis));
    const payload = new TextEncoder().encode('{"temperature":21.5}');
    assert.equal(await session?.publish("v1/devices/me/telemetry", payload, 1), true);
    const read = await readBack({ propertiesPath }, { ...world, board }, signal);
    assert.ok(read.ok, JSON.stringify(read));
    assert.deepEqual(
      read.value.telemetry.map(({ key, value }) => [key, value]),
      [["temperature", 21.5]],
    );
    await session?.disconnect();
  });

  it("is asked for before it takes another one's place", async () => {
    const other = await newCa("other");
    const plan = await planned(other, false);
    assert.equal(plan.kind, "replace");
    assert.deepEqual(await carriedOut(plan), [false, true]);
    assert.equal((await planned(other, true)).kind, "update");
  });
});
