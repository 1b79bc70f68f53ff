// A thousand failed test connections in a row leave no socket, no timer and no listener behind.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { DiagnosisCode } from "../../../src/core/connection/diagnoses";
import { leavesNothing } from "../connectionResources";
import { newDevice, test, type Device } from "../connectionDevice";
import { closedPort, type Running } from "../connectionServers";
import { alerting } from "./peers";

let device: Device;
let server: Running;
before(async () => {
  device = await newDevice();
  server = await alerting(48);
});
after(async () => {
  await server.stop();
  device.remove();
});

describe("five hundred test connections in a row leave nothing behind", () => {
  const rows: [what: string, url: () => Promise<string>, code: DiagnosisCode][] = [
    ["where nothing listens", async () => `mqtts://localhost:${String(await closedPort())}`, "tcp-refused"],
    ["where TLS fails at once", () => Promise.resolve(server.url), "client-cert-rejected-unknown-ca"],
  ];
  for (const [what, urlOf, code] of rows) {
    it(what, async () => {
      const url = await urlOf();
      const { signal } = new AbortController();
      const warnings: Error[] = [];
      const noteWarning = (warning: Error): void => {
        warnings.push(warning);
      };
      process.on("warning", noteWarning);
      await test(device, url);
      await leavesNothing(async () => {
        for (let index = 0; index < 500; index += 1) {
          const { report } = await test(device, url, { signal });
          assert.equal(report?.diagnosis?.code, code);
        }
      });
      process.off("warning", noteWarning);
      // Node warns at the eleventh listener of one signal.
      assert.deepEqual(warnings, []);
    });
  }
});
