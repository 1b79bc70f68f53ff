import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { ApiCall } from "../../src/core/credential/apiCall";
import { defaultSubscriptions } from "../../src/core/connection/topics";
import { deviceProfiles, profileNamed } from "../../src/flows/deviceProfiles";
import { generateIdentity } from "../../src/flows/generateIdentity";
import { newDeviceCa } from "../../src/flows/newDeviceCa";
import { planRotation } from "../../src/flows/planRotation";
import {
  carryOutDeviceCa,
  deviceCaCall,
  planDeviceCa,
  type DeviceCaPlan,
} from "../../src/flows/provisionDeviceCa";
import { readBackAfter } from "../../src/flows/readBack";
import { rotateClientCert, type RotationOutcome } from "../../src/flows/rotateClientCert";
import type { RunningTestServer } from "../../src/flows/runTestServer";
import { testConnection, type ConnectionOutcome } from "../../src/flows/testConnection";
import type { ThingsBoard } from "../../src/flows/thingsBoard";
import { newDevice, type Device } from "./connectionDevice";
import { forgetfulWorld, localServer, type LocalServerRig } from "./localServerRig";

const passphrase = "of this test alone";
const world = forgetfulWorld;
const { signal } = new AbortController();
let rig: LocalServerRig;
let server: RunningTestServer;
let device: Device;
/** The certificate of the CA that the profile has. */
let fleet: string;
let board: ThingsBoard;

before(async () => {
  rig = await localServer();
  server = rig.server;
  device = await newDevice();
  board = await rig.boardAt(server.restUrl);
});

after(async () => {
  await rig.stop();
  device.remove();
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
    fleet = await newCa("fleet");
    const certificatePath = fleet;
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
    const { method, path } = deviceCaCall(plan) ?? {};
    assert.deepEqual([method, path], ["POST", "/api/deviceProfile"]);
    assert.deepEqual(await carriedOut(plan), [true, true]);
    const again = await planned(certificatePath, true);
    assert.equal(again.kind, "in-sync");
    assert.equal(deviceCaCall(again), undefined);
    assert.deepEqual(await carriedOut(again), [false, false]);

    const { report, session } = await connected();
    assert.equal(report.ok, true, JSON.stringify(report.diagnosis));
    const message = { topic: "v1/devices/me/telemetry", payload: '{"temperature":21.5}' };
    const sentAtMs = Date.now();
    const payload = new TextEncoder().encode(message.payload);
    assert.equal(await session?.publish(message.topic, payload, 1), true);
    const request = { propertiesPath };
    const read = await readBackAfter({ ...message, sentAtMs }, request, { ...world, board }, signal);
    assert.ok(read.ok, JSON.stringify(read));
    assert.deepEqual(
      read.value.telemetry.map(({ key, value }) => [key, value]),
      [["temperature", 21.5]],
    );
    assert.deepEqual(
      read.value.arrival?.values.map(({ key, state, value }) => [key, state, value]),
      [["temperature", "arrived", "21.5"]],
    );
    await session?.disconnect();
  });

  /** Rotates with a CA's signature; gives what came of it, and what was written to the server over REST. */
  const rotated = async (
    certificatePath: string,
    works = true,
  ): Promise<{ readonly outcome: RotationOutcome; readonly writes: readonly string[] }> => {
    const writes: string[] = [];
    const watched: ThingsBoard = {
      ...board,
      ask: (call, stop) => {
        writes.push(...(call.method === "GET" ? [] : [call.path]));
        return board.ask(call, stop);
      },
    };
    const { propertiesPath } = device;
    const plan = await planRotation({ propertiesPath }, { ...world, board }, signal);
    assert.ok(plan.ok && plan.value.isInSync, JSON.stringify(plan));
    const outcome = await rotateClientCert(
      {
        plan: plan.value,
        server: { name: "Here" },
        issue: { propertiesPath, validityDays: 30, ca: { certificatePath, passphrase } },
        journalFolder: device.file("journals"),
      },
      {
        ...{ ...world, board: watched },
        test: async () => {
          const { report, session } = await connected();
          await session?.disconnect();
          return works ? report : { ...report, ok: false };
        },
      },
      signal,
    );
    assert.ok(outcome.ok, JSON.stringify(outcome));
    return { outcome: outcome.value, writes };
  };

  it("lets a device rotate by connecting, with no call for the device", async () => {
    const before = server.devices();
    const { outcome, writes } = await rotated(fleet);
    assert.ok(outcome.kind === "rotated", JSON.stringify(outcome));
    assert.deepEqual(writes, []);
    const after = server.devices();
    assert.deepEqual(
      after.map(({ deviceId }) => deviceId),
      before.map(({ deviceId }) => deviceId),
    );
    assert.ok(after.some(({ credentialsId }) => credentialsId === outcome.credentialsId));
    assert.equal((await connected()).report.ok, true);
  });

  it("has the old certificate again where a rotation by connecting fails afterwards", async () => {
    const inForce = (): readonly string[] => server.devices().map(({ credentialsId }) => credentialsId);
    const before = inForce();
    const { outcome, writes } = await rotated(fleet, false);
    assert.deepEqual([outcome.kind, outcome.kind === "restored" && outcome.step], ["restored", "test"]);
    assert.deepEqual(writes, ["/api/device/credentials"]);
    assert.deepEqual(inForce(), before);
    assert.equal((await connected()).report.ok, true);
  });

  it("is given a certificate of another CA, which its profile does not take, as any device", async () => {
    const { outcome, writes } = await rotated(await newCa("another"));
    assert.equal(outcome.kind, "rotated", JSON.stringify(outcome));
    assert.deepEqual(writes, ["/api/device/credentials"]);
  });

  it("is asked for before it takes another one's place", async () => {
    const other = await newCa("other");
    const plan = await planned(other, false);
    assert.equal(plan.kind, "replace");
    assert.deepEqual(await carriedOut(plan), [false, true]);
    assert.equal((await planned(other, true)).kind, "update");
  });
});

describe("the device profiles of a server with many", () => {
  it("are read beyond the first page, and one is found by its name wherever it is", async () => {
    for (let number = 100; number < 205; number += 1) {
      const made = await board.ask(newProfile(`shelf ${number}`), signal);
      assert.ok(made.ok, JSON.stringify(made));
    }
    const all = await deviceProfiles("shelf", { board, signal });
    assert.ok(all.ok, JSON.stringify(all));
    assert.deepEqual([all.value.profiles.length, all.value.isCut], [105, false]);
    const last = await profileNamed("shelf 204", { board, signal });
    assert.ok(last.ok && last.value?.name === "shelf 204", JSON.stringify(last));
    assert.deepEqual(await profileNamed("shelf", { board, signal }), { ok: true, value: undefined });
  });
});

function newProfile(name: string): ApiCall<true> {
  return { method: "POST", path: "/api/deviceProfile", body: { name }, read: () => true };
}
