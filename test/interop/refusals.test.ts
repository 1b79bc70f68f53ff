// Refusals and dates that look alike on the wire: what a server's REST API has of the device, and its clock, tell them apart.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { TlsOptions } from "node:tls";
import type { SessionEvent } from "../../src/core/connection/events";
import { refined } from "../../src/core/connection/refine";
import type { ReportFacts } from "../../src/core/connection/report";
import { serverKnowledge } from "../../src/flows/serverKnowledge";
import { inDays, newDevice, test, type Device } from "./connectionDevice";
import { tlsServer } from "./connectionServers";
import { scripted } from "./faults/peers";
import { forgetfulWorld, localServer, type LocalServerRig } from "./localServerRig";

const { signal } = new AbortController();
let rig: LocalServerRig;
const devices: Device[] = [];

before(async () => {
  rig = await localServer();
});
after(async () => {
  await rig.stop();
  devices.forEach((device) => {
    device.remove();
  });
});

async function deviceWith(...validity: Parameters<typeof newDevice>): Promise<Device> {
  const device = await newDevice(...validity);
  devices.push(device);
  return device;
}

/** What a person is told, and the last event that the wire showed. */
interface Told {
  readonly report: ReportFacts;
  readonly ending: SessionEvent | undefined;
}

/** Tests a device that is called `name`, signed in, by a clock of this machine's. */
async function told(device: Device, name: string, clock: () => Date, mqttUrl?: string): Promise<Told> {
  const { mqttUrl: ownUrl, caFile, restUrl } = rig.server;
  const trust = mqttUrl === undefined ? { caFile } : {};
  const { report, events } = await test(device, mqttUrl ?? ownUrl, { clock, ...trust });
  assert.ok(report);
  const board = await rig.boardAt(restUrl, clock);
  const request = { propertiesPath: device.propertiesPath, deviceName: name };
  const known = await serverKnowledge(report, request, { ...forgetfulWorld, board }, signal);
  const ending = events.findLast(({ kind }) => kind !== "noted" && kind !== "probed");
  return { report: refined(report, known), ending };
}

const now = (): Date => new Date();

/** Where a device is refused, and by which clock; default: by the Local Test Server, by the right one. */
interface Meeting {
  readonly clock?: () => Date;
  readonly url?: string;
}

/** Registers a device's certificate, as it is at this moment. */
async function register(device: Device, name: string): Promise<void> {
  const done = await rig.server.register(device.text("client.pub.pem"), name);
  assert.ok(done.ok, JSON.stringify(done));
}

describe("CONNACK 5, not authorized, is told apart", () => {
  const refusedAs = async (
    device: Device,
    name: string,
    { clock = now, url }: Meeting = {},
  ): Promise<ReportFacts> => {
    const { report, ending } = await told(device, name, clock, url);
    assert.equal(ending?.kind === "refused" && ending.returnCode, 5, "they look alike");
    return report;
  };
  /** Meets a server that refuses everybody, whose REST API is the one of ours. */
  const refusedByAll = async (device: Device, name: string, clock = now): Promise<ReportFacts> => {
    const mqtt = await scripted(serverOf(device), { connack: "20020005" });
    try {
      return await refusedAs(device, name, { clock, url: mqtt.url });
    } finally {
      await mqtt.stop();
    }
  };

  it("by the device that the server does not have", async () => {
    const report = await refusedAs(await deviceWith(), "valve 1");
    assert.equal(report.diagnosis?.code, "device-not-provisioned");
    assert.equal(skewOf(report), undefined);
  });

  it("by the other certificate that the server has for the device", async () => {
    await register(await deviceWith(), "valve 2");
    const report = await refusedAs(await deviceWith(), "valve 2");
    assert.equal(report.diagnosis?.code, "device-credentials-differ");
  });

  it("by the other device that has this certificate", async () => {
    const device = await deviceWith();
    await register(await deviceWith(), "valve 3");
    await register(device, "valve 3 old");
    const report = await refusedByAll(device, "valve 3");
    assert.equal(report.diagnosis?.code, "device-belongs-to-other");
    assert.equal(report.diagnosis.facts["otherDeviceName"], "valve 3 old");
  });

  it("by the device that is registered as it is, whose certificate has ended by the server's clock", async () => {
    const device = await deviceWith({ from: inDays(-800), days: 799 });
    await register(device, "valve 5");
    const report = await refusedByAll(device, "valve 5", () => inDays(-2));
    assert.equal(report.diagnosis?.code, "mqtt-not-authorized");
    assert.equal(report.diagnosis.facts["inSyncDevice"], "valve 5");
    assert.deepEqual(skewOf(report), { by: "rest", days: 2 });
  });
});

describe("a server's certificate that is out of its time", () => {
  const rows: readonly [
    what: string,
    server: { readonly from: Date; readonly days: number },
    clock: () => Date,
    code: string,
    skewDays: number | undefined,
  ][] = [
    ["has expired", { from: inDays(-90), days: 60 }, now, "server-cert-expired", undefined],
    [
      "has not, by a clock that is right",
      { from: inDays(-30), days: 60 },
      () => inDays(40),
      "server-cert-expired",
      -40,
    ],
    ["begins later", { from: inDays(30), days: 60 }, now, "server-cert-not-yet-valid", undefined],
    [
      "has begun, by a clock that is right",
      { from: inDays(-10), days: 60 },
      () => inDays(-20),
      "server-cert-not-yet-valid",
      20,
    ],
  ];
  for (const [what, validity, clock, code, skewDays] of rows) {
    it(`${what}: ${code}`, async () => {
      const device = await deviceWith(undefined, validity);
      const mqtt = await tlsServer(serverOf(device), () => undefined);
      try {
        const { report } = await told(device, "valve", clock, mqtt.url);
        assert.equal(report.diagnosis?.code, code);
        assert.deepEqual(skewOf(report), skewDays === undefined ? undefined : { by: "rest", days: skewDays });
      } finally {
        await mqtt.stop();
      }
    });
  }
});

function serverOf(device: Device): TlsOptions {
  const [cert, key] = [device.text("server.pub.pem"), device.text("server.pk8.pem")];
  return { cert, key, requestCert: true, rejectUnauthorized: false };
}

/** How far this machine's clock is said to be behind. */
function skewOf({ warnings }: ReportFacts): object | undefined {
  const facts = warnings.find(({ code }) => code === "clock-skew")?.facts;
  return facts && { by: facts["by"], days: Math.round(Number(facts["aheadSeconds"]) / 86_400) };
}
