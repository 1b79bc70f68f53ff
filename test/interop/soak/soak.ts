// Many devices that live together for as long as wanted: what the program holds must not grow.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaultSubscriptions } from "../../../src/core/connection/topics";
import { inspectDevice, newInspectionMemory, type InspectionMemory } from "../../../src/flows/inspectDevice";
import { planRotation } from "../../../src/flows/planRotation";
import { carryOut, planProvisioning } from "../../../src/flows/provisionDevice";
import { rotateClientCert } from "../../../src/flows/rotateClientCert";
import { testConnection, type ServerChoice } from "../../../src/flows/testConnection";
import type { ThingsBoard } from "../../../src/flows/thingsBoard";
import { newDevice, type Device } from "../connectionDevice";
import { mosquitto, twoWay, type RunningMosquitto } from "../connectionServers";
import { forgetfulWorld, localServer, type LocalServerRig } from "../localServerRig";
import { newHousehold, type Household } from "./household";
import { newSampler, type Sample } from "./samples";

/** How a soak goes. */
export interface SoakTerms {
  readonly devices: number;
  /** Asked after each round. */
  readonly isOver: (round: number) => boolean;
  /** Hears of each round; all rest until it is done. */
  readonly sampled: (sample: Sample) => Promise<void> | void;
}

/** A device of the soak, and where it connects. */
interface Resident {
  readonly device: Device;
  readonly name: string;
  readonly number: number;
  /** The Local Test Server's, which rotates; else mosquitto's. */
  readonly isLocal: boolean;
}

interface Town {
  readonly folder: string;
  readonly household: Household;
  readonly local: LocalServerRig;
  readonly residents: readonly Resident[];
  readonly memory: InspectionMemory;
  readonly broker: () => RunningMosquitto;
  /** Kills the broker and starts it again where it was. */
  readonly restartBroker: () => Promise<void>;
}

const world = forgetfulWorld;
const { signal } = new AbortController();
/** In each round every fifth device rotates, or connects anew. */
const groups = 5;
/** The broker dies in every so many rounds. */
const roundsOfBroker = 3;
const messagesOfRound = 10;

/** Lets devices connect, stream, reconnect and rotate while their files change, a sample after each round; gives the samples. */
export async function soak({ devices, isOver, sampled }: SoakTerms): Promise<readonly Sample[]> {
  const town = await settled(devices);
  const sampler = newSampler();
  const samples: Sample[] = [];
  try {
    for (let round = 0; !isOver(round); round += 1) {
      await lived(town, round);
      const sample = sampler.take(round);
      samples.push(sample);
      await sampled(sample);
    }
  } finally {
    sampler.stop();
    await left(town);
  }
  return samples;
}

async function settled(count: number): Promise<Town> {
  const folder = mkdtempSync(path.join(tmpdir(), "tb-soak-"));
  const local = await localServer();
  const residents: Resident[] = [];
  for (let number = 0; number < count; number += 1) {
    residents.push({
      device: await newDevice(),
      name: `device ${number}`,
      number,
      isLocal: number % 2 === 0,
    });
  }
  const board = await local.boardAt(local.server.restUrl);
  for (const { device, name, isLocal } of residents) {
    if (isLocal) {
      await provisioned(device, name, board);
    }
  }
  const lines = brokerLines(folder, residents);
  let broker = await mosquitto({ folder, lines });
  const household = newHousehold(folder);
  return {
    ...{ folder, household, local, residents },
    memory: newInspectionMemory(),
    broker: () => broker,
    restartBroker: async () => {
      await broker.kill();
      broker = await mosquitto({ folder, lines, port: broker.port });
    },
  };
}

/** The broker shows the certificate of the first device's server side, and lets all in. */
function brokerLines(folder: string, residents: readonly Resident[]): readonly string[] {
  const everybody = path.join(folder, "everybody.pem");
  writeFileSync(everybody, residents.map(({ device }) => device.text("client.pub.pem")).join(""));
  const [first] = residents;
  assert.ok(first);
  const { file } = first.device;
  return twoWay(everybody, file("server.pub.pem"), file("server.pk8.pem"));
}

async function provisioned(device: Device, deviceName: string, board: ThingsBoard): Promise<void> {
  const { propertiesPath } = device;
  const plan = await planProvisioning({ propertiesPath, deviceName }, { ...world, board }, signal);
  assert.ok(plan.ok, JSON.stringify(plan));
  const done = await carryOut(plan.value, board, signal);
  assert.ok(done.ok, JSON.stringify(done));
}

function serverOf(town: Town, { isLocal }: Resident): ServerChoice {
  const { mqttUrl, caFile } = town.local.server;
  const [first] = town.residents;
  return isLocal
    ? { name: "Local Test Server", mqttUrl, caFile, isOwn: true }
    : { name: "mosquitto", mqttUrl: town.broker().url, caFile: first?.device.file("server.pub.pem") ?? "" };
}

/** One round of the lives of all. At its end all are connected, so that every round ends with the same sockets. */
async function lived(town: Town, round: number): Promise<void> {
  const { household, local, residents } = town;
  const board = await local.boardAt(local.server.restUrl);
  if (round % roundsOfBroker === 1) {
    await town.restartBroker();
  }
  const connected = new Set(household.keeper.kept());
  const strangers = residents.filter(({ device }) => !connected.has(device.propertiesPath));
  await Promise.all(
    strangers.map((one) => household.connect(one.device.propertiesPath, serverOf(town, one))),
  );
  const paths = residents.map(({ device }) => device.propertiesPath);
  await household.allConnected(paths);
  await Promise.all(residents.map((one) => livedBy(one, round, { town, board })));
  await household.allConnected(paths);
}

async function livedBy(
  one: Resident,
  round: number,
  { town, board }: { readonly town: Town; readonly board: ThingsBoard },
): Promise<void> {
  const { propertiesPath } = one.device;
  for (let number = 0; number < messagesOfRound; number += 1) {
    const payload = JSON.stringify({ temperature: number, round });
    await town.household.publish(propertiesPath, "v1/devices/me/telemetry", payload);
  }
  await (one.isLocal ? called(one, town) : shouted(one, town));
  await filesChange(one, round, town);
  if (one.number % groups === round % groups) {
    await town.household.keeper.disconnect(propertiesPath);
    if (one.isLocal) {
      await rotated(one, board, town);
    }
    await town.household.connect(propertiesPath, serverOf(town, one));
  }
}

/** The server calls the device, which answers. */
async function called({ name }: Resident, { local: { server } }: Town): Promise<void> {
  const deviceId = server.devices().find(({ deviceName }) => deviceName === name)?.deviceId ?? "";
  const answered = await server.sendRpc(deviceId, "reboot", { soft: true });
  assert.equal(answered.kind, "answered", JSON.stringify(answered));
}

/** Whatever one says on this topic, all that are connected to the broker hear. */
async function shouted({ device, number }: Resident, { household }: Town): Promise<void> {
  await household.publish(device.propertiesPath, "v1/devices/me/attributes", `{"from":${number}}`);
}

async function filesChange({ device }: Resident, round: number, { memory }: Town): Promise<void> {
  const text = device.text("keygen.properties").replace(/^CITY=.*$/m, `CITY=Round${round}`);
  device.put("keygen.properties", text);
  const found = await inspectDevice(device.propertiesPath, world, memory);
  assert.ok(found.client.certificate !== undefined && !("unreadable" in found.client.certificate));
}

async function rotated(one: Resident, board: ThingsBoard, town: Town): Promise<void> {
  const { propertiesPath, file, folder } = one.device;
  const plan = await planRotation({ propertiesPath, deviceName: one.name }, { ...world, board }, signal);
  assert.ok(plan.ok && plan.value.isInSync, JSON.stringify(plan));
  const server = serverOf(town, one);
  const request = { propertiesPath, server, timeoutMs: 60_000, protocolVersion: 4 } as const;
  const more = { subscriptions: defaultSubscriptions, keepOpen: false };
  const outcome = await rotateClientCert(
    {
      plan: plan.value,
      server: { name: server.name, restUrl: town.local.server.restUrl },
      issue: { propertiesPath, validityDays: 30 },
      journalFolder: path.join(folder, "journals"),
    },
    {
      ...world,
      board,
      test: async (stop) => (await testConnection({ ...request, ...more }, world, {}, stop))?.report,
    },
    signal,
  );
  assert.ok(outcome.ok && outcome.value.kind === "rotated", JSON.stringify(outcome));
  // The old keys of a long soak would fill the disk.
  rmSync(file("backup"), { recursive: true, force: true });
  assert.ok(readFileSync(file("client.pub.pem"), "utf8").startsWith("-----BEGIN CERTIFICATE-----"));
}

async function left({ folder, household, local, residents, broker }: Town): Promise<void> {
  await household.dispose();
  await Promise.all([local.stop(), broker().stop()]);
  residents.forEach(({ device }) => {
    device.remove();
  });
  rmSync(folder, { recursive: true, force: true });
}
