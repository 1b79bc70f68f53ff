import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TestServerDevice } from "../../../src/flows/runTestServer";
import { testServerIndexes } from "../../../src/flows/testServerIndex";

function device(number: number, more: Partial<TestServerDevice> = {}): TestServerDevice {
  const own = { deviceId: `id ${number}`, deviceName: `pump ${number}`, credentialsId: `c ${number}` };
  return { ...own, credentialsType: "X509_CERTIFICATE", isConnected: false, ...more };
}

describe("the devices of the Local Test Server", () => {
  it("are found by name and by certificate", () => {
    const token = device(3, { credentialsType: "ACCESS_TOKEN" });
    const index = testServerIndexes()([device(1), device(2), token]);
    assert.equal(index.named("pump 2")?.deviceId, "id 2");
    assert.equal(index.named("pump 4"), undefined);
    assert.equal(index.holderOf("c 1")?.deviceId, "id 1");
    assert.equal(index.holderOf("c 3"), undefined);
  });

  it("have another revision where one has other credentials or another name, came or went", () => {
    const indexed = testServerIndexes();
    const first = indexed([device(1), device(2)]).revision;
    assert.equal(indexed([device(1), device(2, { isConnected: true })]).revision, first);
    const revisions = [
      [device(1), device(2, { credentialsId: "other" })],
      [device(1), device(2, { deviceName: "other" })],
      [device(1), device(2), device(3)],
      [device(1)],
    ].map((devices) => indexed(devices).revision);
    assert.equal(new Set([first, ...revisions]).size, 5);
  });

  it("are gone through once, however many ask", () => {
    let reads = 0;
    const devices = Array.from({ length: 10_000 }, (_, number) =>
      Object.defineProperty(device(number), "credentialsId", {
        get: () => {
          reads += 1;
          return `c ${number}`;
        },
      }),
    );
    const indexed = testServerIndexes();
    const found = devices.filter((_, number) => indexed(devices).holderOf(`c ${number}`) !== undefined);
    assert.equal(found.length, 10_000);
    assert.ok(reads <= 4 * 10_000, `${reads} reads`);
  });
});
