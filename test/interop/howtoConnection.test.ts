import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { defaultSubscriptions } from "../../src/core/connection/topics";
import type { ReportFacts } from "../../src/core/connection/report";
import { fail } from "../../src/core/result";
import { startTestServer } from "../../src/flows/runTestServer";
import { testConnection, type ServerChoice } from "../../src/flows/testConnection";
import type { World } from "../../src/flows/world";
import { nextTurn, systemClock, timer } from "../../src/io/clock";
import { nodeEntropy } from "../../src/io/entropy";
import { nodeFiles } from "../../src/io/files";
import { nodeHttp } from "../../src/io/http";
import { machineNames } from "../../src/io/machine";
import { mqttPort } from "../../src/io/mqtt";
import { nodeNetwork } from "../../src/io/network";
import { nodeSpools } from "../../src/io/spool";
import { nodeTestServers } from "../../src/io/testServer";
import { mosquitto, twoWay } from "./connectionServers";
import { generate, howtoRig, howtoText, type HowtoRig } from "./howtoRig";

const world: Omit<World, "git"> = {
  // A machine without a keyring.
  secrets: {
    get: () => Promise.resolve(undefined),
    set: () => Promise.resolve(fail({ code: "secrets-unavailable" })),
    delete: () => Promise.resolve(),
  },
  files: nodeFiles(),
  clock: systemClock,
  entropy: nodeEntropy(),
  machine: machineNames(),
  pause: nextTurn,
  wait: timer,
  network: nodeNetwork(),
  mqtt: mqttPort(),
  http: nodeHttp(),
  testServers: nodeTestServers(),
  spools: nodeSpools(),
};
const never = new AbortController().signal;

describe("the how-to's own file, as it is, gives a connection to", () => {
  let rig: HowtoRig;
  let propertiesPath: string;
  const file = (name: string): string => path.join(path.dirname(propertiesPath), name);

  before(async () => {
    rig = await howtoRig();
    propertiesPath = rig.put(howtoText);
    for (const side of ["server", "client"] as const) {
      const generated = await generate(propertiesPath, side);
      assert.ok(generated.ok, JSON.stringify(generated));
    }
  });
  after(() => {
    rig.remove();
  });

  it("mosquitto with require_certificate and the file's own server certificate", async () => {
    const lines = twoWay(file("mqttclient.pub.pem"), file("mqttserver.pub.pem"), file("mqttserver.pk8.pem"));
    const broker = await mosquitto({ folder: path.dirname(propertiesPath), lines });
    const report = await reportOf({ name: "mosquitto", mqttUrl: broker.url });
    await broker.stop();
    assert.deepEqual([report?.ok, report?.diagnosis], [true, undefined]);
  });

  it("the Local Test Server, once it is registered there", async () => {
    const folder = file("local-test-server");
    const started = await startTestServer({ folder, port: 0, restPort: 0 }, world, () => undefined, never);
    assert.ok(started.ok, JSON.stringify(started));
    const running = started.value;
    const server = { name: "Local Test Server", mqttUrl: running.mqttUrl, caFile: running.caFile };
    const before = await reportOf(server);
    const registered = await running.register(readFileSync(file("mqttclient.pub.pem"), "utf8"));
    const afterwards = await reportOf(server);
    await running.stop();
    assert.equal(before?.diagnosis?.code, "mqtt-not-authorized");
    assert.equal(before.diagnosis.facts["returnCode"], "5");
    assert.equal(registered.ok, true);
    assert.deepEqual([afterwards?.ok, afterwards?.diagnosis], [true, undefined]);
  });

  async function reportOf(server: ServerChoice): Promise<ReportFacts | undefined> {
    const request = {
      propertiesPath,
      server,
      timeoutMs: 10_000,
      protocolVersion: 4,
      subscriptions: defaultSubscriptions,
      keepOpen: false,
    } as const;
    return (await testConnection(request, world, {}, never))?.report;
  }
});
