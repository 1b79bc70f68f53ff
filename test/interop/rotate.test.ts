import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { defaultSubscriptions } from "../../src/core/connection/topics";
import { credentialIdOf } from "../../src/core/credential/credentialId";
import { planRotation } from "../../src/flows/planRotation";
import { carryOut, planProvisioning } from "../../src/flows/provisionDevice";
import {
  carryThrough,
  rotateClientCert,
  type RotateWorld,
  type RotationOutcome,
} from "../../src/flows/rotateClientCert";
import { openRotations } from "../../src/flows/rotationJournal";
import type { RunningTestServer } from "../../src/flows/runTestServer";
import { testConnection } from "../../src/flows/testConnection";
import type { ThingsBoard } from "../../src/flows/thingsBoard";
import { undoRotation } from "../../src/flows/undoRotation";
import { newDevice, type Device } from "./connectionDevice";
import { forgetfulWorld, localServer, type LocalServerRig } from "./localServerRig";
import { cuttingProxy, type Cut, type CuttingProxy } from "../support/cuttingProxy";

const world = forgetfulWorld;
const { signal } = new AbortController();
let local: LocalServerRig;
let server: RunningTestServer;

before(async () => {
  local = await localServer();
  server = local.server;
});

after(async () => {
  await local.stop();
});

/** A provisioned device, its proxies in front of the server, and what they cut. */
interface Rig {
  readonly device: Device;
  readonly deviceName: string;
  readonly oldId: string;
  readonly rest: CuttingProxy;
  readonly mqtt: CuttingProxy;
  readonly board: ThingsBoard;
  readonly journalFolder: string;
}

async function withRig(deviceName: string, use: (rig: Rig) => Promise<void>): Promise<void> {
  const device = await newDevice();
  const rest = await cuttingProxy(server.restUrl);
  const mqtt = await cuttingProxy(server.mqttUrl);
  try {
    await provisioned(device, deviceName, await local.boardAt(server.restUrl));
    const board = await local.boardAt(`http://127.0.0.1:${rest.port}`);
    const oldId = idIn(device.folder);
    const journalFolder = device.file("journals");
    await use({ device, deviceName, oldId, rest, mqtt, board, journalFolder });
  } finally {
    await Promise.all([rest.close(), mqtt.close()]);
    device.remove();
  }
}

async function provisioned(
  { propertiesPath }: Device,
  deviceName: string,
  board: ThingsBoard,
): Promise<boolean> {
  const plan = await planProvisioning({ propertiesPath, deviceName }, { ...world, board }, signal);
  return plan.ok && (await carryOut(plan.value, board, signal)).ok;
}

function rotateWorld({ device, board, mqtt }: Rig): RotateWorld {
  const here = { name: "Here", mqttUrl: `mqtts://127.0.0.1:${mqtt.port}`, caFile: server.caFile };
  const { propertiesPath } = device;
  const request = { propertiesPath, server: here, timeoutMs: 5000, protocolVersion: 4 } as const;
  const more = { subscriptions: defaultSubscriptions, keepOpen: false };
  return {
    ...world,
    board,
    test: async (stop) => (await testConnection({ ...request, ...more }, world, {}, stop))?.report,
  };
}

async function rotated(rig: Rig): Promise<RotationOutcome> {
  const { device, deviceName, board, journalFolder } = rig;
  const { propertiesPath } = device;
  const plan = await planRotation({ propertiesPath, deviceName }, { ...world, board }, signal);
  assert.ok(plan.ok && plan.value.isInSync, JSON.stringify(plan));
  rig.rest.restart();
  rig.mqtt.restart();
  const issue = { propertiesPath, validityDays: 30 };
  const request = { plan: plan.value, server: { name: "Here", restUrl: "" }, issue, journalFolder };
  const outcome = await rotateClientCert(request, rotateWorld(rig), signal);
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value;
}

function idIn(place: string): string {
  const certificate = new X509Certificate(readFileSync(path.join(place, "client.pub.pem")));
  return credentialIdOf(new Uint8Array(certificate.raw));
}

function inForce({ deviceName }: Pick<Rig, "deviceName">): string | undefined {
  return server.devices().find((one) => one.deviceName === deviceName)?.credentialsId;
}

/** The key for what the server has in force is on disk. */
function assertNoKeyLost(rig: Rig): void {
  const { folder: place, file } = rig.device;
  const backups = readdirSync(place).includes("backup") ? readdirSync(file("backup")) : [];
  const places = [place, ...backups.map((name) => path.join(file("backup"), name))];
  assert.ok(places.some((one) => idIn(one) === inForce(rig)));
}

/** The device connects with what lies beside its properties file, without anything in between. */
async function assertWorks(rig: Rig): Promise<void> {
  rig.rest.cut(undefined);
  rig.mqtt.cut(undefined);
  assert.equal(idIn(rig.device.folder), inForce(rig));
  const report = await rotateWorld(rig).test(signal);
  assert.equal(report?.ok, true, JSON.stringify(report?.diagnosis));
  assert.deepEqual(await openRotations(rig.journalFolder, world), []);
}

/** The requests of an undisturbed run, and so the places to cut at. */
async function requestsOf(deviceName: string): Promise<{ readonly rest: number; readonly mqtt: number }> {
  let counted = { rest: 0, mqtt: 0 };
  await withRig(deviceName, async (rig) => {
    const outcome = await rotated(rig);
    assert.equal(outcome.kind, "rotated", JSON.stringify(outcome));
    counted = { rest: rig.rest.connections(), mqtt: rig.mqtt.connections() };
    assert.notEqual(idIn(rig.device.folder), rig.oldId);
    await assertWorks(rig);
  });
  assert.ok(counted.rest >= 3 && counted.mqtt === 1, JSON.stringify(counted));
  return counted;
}

const cuts: readonly Cut["where"][] = ["before-request", "after-effect"];

describe("rotating over a network that is cut", () => {
  let requests: Awaited<ReturnType<typeof requestsOf>>;
  before(async () => {
    requests = await requestsOf("pump");
  });

  for (const where of cuts) {
    it(`${where}, at each request in turn, leaves a device that works`, async () => {
      const kinds: string[] = [];
      for (let number = 1; number <= requests.rest; number += 1) {
        await withRig(`rest ${where} ${number}`, async (rig) => {
          const cut = { where, number, lasts: false };
          // Planning is over when the requests are counted anew.
          rig.rest.cutAfterRestart(cut);
          const outcome = await rotated(rig);
          assert.notEqual(outcome.kind, "stuck", JSON.stringify(outcome));
          if (outcome.kind === "restored") {
            assert.equal(outcome.step, "provision");
            assert.equal(idIn(rig.device.folder), rig.oldId);
          }
          await assertWorks(rig);
          kinds.push(outcome.kind);
        });
      }
      // An answer that is lost decides nothing: the server is asked what it has.
      assert.equal(kinds.includes("rotated"), where === "after-effect");
      assert.ok(kinds.includes("restored"));
    });

    for (const way of ["finish", "roll back"] as const) {
      it(`${where}, for good, loses no key, and can ${way} once it is back`, async () => {
        for (let number = 1; number <= requests.rest; number += 1) {
          await withRig(`gone ${where} ${way} ${number}`, async (rig) => {
            rig.rest.cutAfterRestart({ where, number, lasts: true });
            const outcome = await rotated(rig);
            assertNoKeyLost(rig);
            rig.rest.cut(undefined);
            assert.equal(outcome.kind, "stuck", JSON.stringify(outcome));
            await resumed(rig, way);
            await assertWorks(rig);
          });
        }
      });
    }
  }

  it("at the test, puts device and server back", async () => {
    await withRig("test", async (rig) => {
      rig.mqtt.cutAfterRestart({ where: "before-request", number: 1, lasts: false });
      const outcome = await rotated(rig);
      assert.deepEqual([outcome.kind, outcome.kind === "restored" && outcome.step], ["restored", "test"]);
      assert.equal(idIn(rig.device.folder), rig.oldId);
      await assertWorks(rig);
    });
  });
});

async function resumed(rig: Rig, way: "finish" | "roll back"): Promise<void> {
  const { journalFolder } = rig;
  const [rotation] = await openRotations(journalFolder, world);
  assert.ok(rotation);
  if (way === "roll back") {
    const request = { rotation, journalFolder, mayReplaceOthers: false };
    assert.ok((await undoRotation(request, { ...world, board: rig.board }, signal)).ok);
    assert.equal(idIn(rig.device.folder), rig.oldId);
    return;
  }
  const issue = { propertiesPath: rig.device.propertiesPath, validityDays: 30 };
  const request = { issue, journalFolder, mayReplaceOthers: false };
  const outcome = await carryThrough(rotation, request, rotateWorld(rig), signal);
  assert.equal(outcome.kind, "rotated", JSON.stringify(outcome));
  assert.notEqual(idIn(rig.device.folder), rig.oldId);
}

describe("provisioning over a network that is cut", () => {
  for (const where of cuts) {
    it(`${where}, at each request in turn, makes one device, or none, and one when it is done again`, async () => {
      for (let number = 1, isCut = true; isCut; number += 1) {
        const device = await newDevice();
        const rest = await cuttingProxy(server.restUrl);
        const deviceName = `made ${where} ${number}`;
        try {
          const board = await local.boardAt(`http://127.0.0.1:${rest.port}`);
          rest.restart();
          rest.cut({ where, number, lasts: false });
          await provisioned(device, deviceName, board);
          isCut = rest.connections() >= number;
          rest.cut(undefined);
          assert.ok(await provisioned(device, deviceName, board));
          assert.equal(inForce({ deviceName }), idIn(device.folder));
          assert.equal(server.devices().filter((one) => one.deviceName === deviceName).length, 1);
        } finally {
          await rest.close();
          device.remove();
        }
      }
    });
  }
});
