import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alpha, Driver, publishPacket } from "./driver";

const nowMs = 1_893_456_000_000;

/** A device that published telemetry and attributes, and has shared ones. */
function published(): { driver: Driver; read: (path: string) => unknown } {
  const driver = new Driver();
  const deviceId = driver.register(alpha.pem);
  driver.connect(1);
  driver.packet(1, publishPacket("v1/devices/me/telemetry", '{"ts":5,"values":{"t":21,"on":true}}'));
  driver.packet(1, publishPacket("v1/devices/me/telemetry", '{"t":22.5,"state":{"a":[1]},"name":"x"}'));
  driver.packet(1, publishPacket("v1/devices/me/telemetry", '{"ts":6,"values":{"t":1}}'));
  driver.packet(1, publishPacket("v1/devices/me/attributes", '{"model":"m","limit":5}'));
  driver.rest("POST", `/api/plugins/telemetry/DEVICE/${deviceId}/SHARED_SCOPE`, { limit: 7 });
  const base = `/api/plugins/telemetry/DEVICE/${deviceId}`;
  return {
    driver,
    read: (path) => JSON.parse(driver.rest("GET", `${base}/${path}`).body) as unknown,
  };
}

describe("what a device published is read back:", () => {
  const model = { lastUpdateTs: nowMs, key: "model", value: "m" };
  const own = { lastUpdateTs: nowMs, key: "limit", value: 5 };
  const shared = { lastUpdateTs: nowMs, key: "limit", value: 7 };
  const rows: [path: string, value: unknown][] = [
    ["keys/timeseries", ["t", "on", "state", "name"]],
    [
      "values/timeseries",
      {
        t: [{ ts: nowMs, value: "22.5" }],
        on: [{ ts: 5, value: "true" }],
        state: [{ ts: nowMs, value: '{"a":[1]}' }],
        name: [{ ts: nowMs, value: "x" }],
      },
    ],
    [
      "values/timeseries?keys=t,none",
      { t: [{ ts: nowMs, value: "22.5" }], none: [{ ts: nowMs, value: null }] },
    ],
    [
      "values/timeseries?keys=t,on&useStrictDataTypes=true",
      { t: [{ ts: nowMs, value: 22.5 }], on: [{ ts: 5, value: true }] },
    ],
    ["keys/attributes", ["model", "limit", "limit"]],
    ["keys/attributes/CLIENT_SCOPE", ["model", "limit"]],
    ["values/attributes", [model, own, shared]],
    ["values/attributes?keys=limit", [own, shared]],
    ["values/attributes/CLIENT_SCOPE", [model, own]],
    ["values/attributes/CLIENT_SCOPE?keys=model", [model]],
    ["values/attributes/SHARED_SCOPE", [shared]],
    ["values/attributes/SERVER_SCOPE", []],
  ];
  for (const [path, value] of rows) {
    it(path, () => {
      assert.deepEqual(published().read(path), value);
    });
  }

  it("not from a scope that is none, nor of a device that is not there", () => {
    const { driver } = published();
    const base = "/api/plugins/telemetry/DEVICE";
    const [deviceId] = driver.state.registry.devices.keys();
    const scope = driver.rest("GET", `${base}/${deviceId ?? ""}/values/attributes/X`);
    assert.deepEqual(
      [scope.status, JSON.parse(scope.body)],
      [400, { status: 400, message: "Invalid attribute scope: X", errorCode: 30, timestamp: nowMs }],
    );
    const absent = "11111111-1111-4111-8111-111111111111";
    assert.equal(driver.rest("GET", `${base}/${absent}/values/timeseries`).status, 404);
  });
});
