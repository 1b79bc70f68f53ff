import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { requireTool } from "../support/tools";
import type { Certificate, Rig } from "./testServerRig";
import { selfSigned, startRig } from "./testServerRig";
import { restClient } from "./testServerRest";
import { toolEnding } from "./toolEnding";

const publisher = requireTool("mosquitto_pub");
const subscriber = requireTool("mosquitto_sub");

/** Debian's own Python, as pip's ones do not see python3-paho-mqtt. */
function pythonWithPaho(): string {
  const candidates = ["/usr/bin/python3", "python3"];
  const found = candidates.find((python) => {
    try {
      execFileSync(python, ["-c", "import paho.mqtt.client"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
  assert.ok(found, "paho is missing: apt-get install python3-paho-mqtt");
  return found;
}

describe("the Local Test Server and mosquitto's clients", () => {
  let rig: Rig;
  let known: Certificate;
  let unknown: Certificate;
  let deviceId: string;
  before(async () => {
    rig = await startRig();
    known = selfSigned(rig.folder, "known");
    unknown = selfSigned(rig.folder, "unknown");
    deviceId = rig.register(known.certificatePem);
  });
  after(() => rig.stop());

  const at = (version: string, { certificateFile, keyFile }: Certificate): readonly string[] => [
    ...["-V", version, "-h", "127.0.0.1", "-p", String(rig.open.mqttPort)],
    ...["--cafile", rig.server.certificateFile, "--cert", certificateFile, "--key", keyFile],
  ];

  const refusals: [version: string, exitCode: number][] = [
    ["mqttv31", 5],
    ["mqttv311", 5],
    ["mqttv5", 0x87],
  ];
  for (const [version, exitCode] of refusals) {
    it(`${version}: an unregistered certificate passes TLS and is refused at CONNECT with ${String(exitCode)}`, async () => {
      const args = [...at(version, unknown), "-t", "v1/devices/me/telemetry", "-m", "{}"];
      const outcome = await toolEnding(publisher, args);
      assert.equal(outcome.exitCode, exitCode, outcome.stderr);
    });

    it(`${version}: a registered certificate is accepted, and its telemetry arrives`, async () => {
      const payload = `{"${version}":1}`;
      const args = [...at(version, known), "-q", "1", "-t", "v1/devices/me/telemetry", "-m", payload];
      const outcome = await toolEnding(publisher, args);
      assert.equal(outcome.exitCode, 0, outcome.stderr);
      const telemetry = rig.machine.state().registry.devices.get(deviceId)?.telemetry;
      assert.equal(telemetry?.get(version)?.value, 1);
    });
  }

  for (const version of ["mqttv311", "mqttv5"]) {
    it(`${version}: a one-way RPC arrives`, async () => {
      const rest = await restClient(rig);
      const args = [...at(version, known), "-q", "1", "-C", "1", "-t", "v1/devices/me/rpc/request/+", "-v"];
      const listening = toolEnding(subscriber, args);
      const response = await rest("POST", `/api/rpc/oneway/${deviceId}`, {
        method: "on",
        params: { pin: 7 },
      });
      assert.equal(response.status, 200);
      const { stdout, stderr } = await listening;
      assert.match(
        stdout,
        /^v1\/devices\/me\/rpc\/request\/\d+ {"method":"on","params":{"pin":7}}\n$/,
        stderr,
      );
    });

    it(`${version}: # is refused in the SUBACK`, async () => {
      const outcome = await toolEnding(subscriber, [...at(version, known), "-t", "#", "-W", "10"]);
      assert.match(outcome.stderr, /All subscription requests were denied/);
    });

    it(`${version}: malformed telemetry closes the session`, async () => {
      const ended = rig.next((event) => event.kind === "disconnected" && event.reason === "payload-invalid");
      await toolEnding(publisher, [...at(version, known), "-t", "v1/devices/me/telemetry", "-m", "{"]);
      assert.equal((await ended).kind, "disconnected");
    });
  }

  it("without a certificate a user name alone is refused with 5 and 0x86", async () => {
    const anonymous = (version: string): readonly string[] => [
      ...["-V", version, "-h", "127.0.0.1", "-p", String(rig.open.mqttPort)],
      "--cafile",
      rig.server.certificateFile,
    ];
    const codes = ["mqttv311", "mqttv5"].map(async (version) => {
      const args = [...anonymous(version), "-u", "nobody", "-t", "v1/devices/me/telemetry", "-m", "{}"];
      return (await toolEnding(publisher, args)).exitCode;
    });
    assert.deepEqual(await Promise.all(codes), [5, 0x86]);
  });
});

describe("the Local Test Server and a Python device like the how-to's", () => {
  it("answers its attribute request, and gets its answer to a two-way RPC", async () => {
    const rig = await startRig();
    const device = selfSigned(rig.folder, "python");
    const deviceId = rig.register(device.certificatePem);
    const rest = await restClient(rig);
    await rest("POST", `/api/plugins/telemetry/${deviceId}/SHARED_SCOPE`, { interval: 5 });
    const files = [rig.server.certificateFile, device.certificateFile, device.keyFile];
    const script = "test/interop/testServerDevice.py";
    const python = spawn(pythonWithPaho(), [script, String(rig.open.mqttPort), ...files], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines: string[] = [];
    createInterface({ input: python.stdout }).on("line", (line) => lines.push(line));
    const closed = new Promise((resolve) => python.once("close", resolve));
    try {
      const answer = await rest("POST", `/api/rpc/twoway/${deviceId}`, { method: "getValue", params: {} });
      assert.deepEqual([answer.status, await answer.json()], [200, { answered: "getValue" }]);
      await rest("POST", `/api/plugins/telemetry/${deviceId}/SHARED_SCOPE`, { stop: true });
      assert.equal(await closed, 0);
    } finally {
      python.kill();
      await closed;
      await rig.stop();
    }
    assert.deepEqual(lines, [
      "connected 0",
      'v1/devices/me/attributes/response/1 {"client":{"model":"py"},"shared":{"interval":5}}',
      'v1/devices/me/rpc/request/0 {"method":"getValue","params":{}}',
      'v1/devices/me/attributes {"stop":true}',
    ]);
  });
});
