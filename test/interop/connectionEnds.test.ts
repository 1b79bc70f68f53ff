// A test connection always ends and leaves nothing behind: when it is cancelled in any phase, and two hundred times in a row.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { SessionEvent } from "../../src/core/connection/events";
import { noteWarnings } from "../support/nodeWarnings";
import { leavesNothing } from "./connectionResources";
import { newDevice, test, type Choices, type Device } from "./connectionDevice";
import { brokerOf, fullServer, rawServer, tlsServer, type Running } from "./connectionServers";

let device: Device;
let broker: Running;
before(async () => {
  device = await newDevice();
  broker = await brokerOf(device);
});
after(async () => {
  await broker.stop();
  device.remove();
});

describe("a cancelled test connection gives no outcome and closes everything", () => {
  const kinds: SessionEvent["kind"][] = [
    "checking",
    "checked",
    "resolving",
    "resolved",
    "connecting",
    "connected",
    "securing",
    "secured",
    "trusted",
    "mqttConnecting",
    "accepted",
    "subscribing",
    "subscribed",
    "published",
  ];
  for (const kind of kinds) {
    it(`as soon as it says ${kind}`, async () => {
      await leavesNothing(async () => {
        const controller = new AbortController();
        const onEvent = (event: SessionEvent): void => {
          if (event.kind === kind) {
            controller.abort();
          }
        };
        const choices = { onEvent, signal: controller.signal, keepOpen: true };
        const { report, events } = await test(device, broker.url, choices);
        assert.equal(report, undefined);
        assert.ok(events.some((event) => event.kind === kind));
      });
    });
  }

  const waits: [what: string, peer: () => Promise<Running>][] = [
    ["an answer to its SYN", fullServer],
    ["a ServerHello", () => rawServer(() => undefined)],
    [
      "a CONNACK",
      () =>
        tlsServer(
          {
            cert: device.text("server.pub.pem"),
            key: device.text("server.pk8.pem"),
            requestCert: true,
            rejectUnauthorized: false,
          },
          (socket) => socket.resume(),
        ),
    ],
  ];
  for (const [what, peer] of waits) {
    it(`while it waits for ${what}`, async () => {
      const running = await peer();
      const { report, elapsedMs } = await test(device, running.url, { signal: AbortSignal.timeout(400) });
      await running.stop();
      assert.equal(report, undefined);
      assert.ok(elapsedMs < 8_000, `${String(elapsedMs)} ms`);
    });
  }

  it("before it begins", async () => {
    const { report, events } = await test(device, broker.url, { signal: AbortSignal.abort() });
    assert.equal(report, undefined);
    assert.ok(!events.some((event) => event.kind === "connecting"));
  });
});

describe("two hundred test connections in a row", () => {
  const rows: [what: string, choices: Choices, ok: boolean][] = [
    ["that pass", {}, true],
    ["that are refused by trust", { caFile: "client.pub.pem" }, false],
  ];
  for (const [what, choices, ok] of rows) {
    it(`${what}: no socket, no timer and no listener stays`, async () => {
      const controller = new AbortController();
      const caFile = choices.caFile === undefined ? {} : { caFile: device.file(choices.caFile) };
      const warnings = noteWarnings();
      await test(device, broker.url, { ...caFile });
      await leavesNothing(async () => {
        for (let index = 0; index < 200; index += 1) {
          const { report } = await test(device, broker.url, { ...caFile, signal: controller.signal });
          assert.equal(report?.ok, ok);
        }
      });
      assert.deepEqual(await warnings(), []);
    });
  }
});
