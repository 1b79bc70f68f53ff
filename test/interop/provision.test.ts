import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { refined } from "../../src/core/connection/refine";
import { defaultSubscriptions } from "../../src/core/connection/topics";
import type { Comparison } from "../../src/core/credential/comparison";
import type { Result } from "../../src/core/result";
import { leafIn } from "../../src/core/keystore/leaf";
import { downloadServerCertificate } from "../../src/flows/downloadServerCertificate";
import { compareWithServer } from "../../src/flows/compareWithServer";
import {
  carryOut,
  planProvisioning,
  type Provisioned,
  type ProvisionFailure,
} from "../../src/flows/provisionDevice";
import { restoreCredentials } from "../../src/flows/restoreCredentials";
import type { RunningTestServer } from "../../src/flows/runTestServer";
import { serverKnowledge } from "../../src/flows/serverKnowledge";
import { testConnection } from "../../src/flows/testConnection";
import type { ThingsBoard } from "../../src/flows/thingsBoard";
import { newDevice, type Device } from "./connectionDevice";
import { forgetfulWorld, localServer, type LocalServerRig } from "./localServerRig";

const world = forgetfulWorld;
const { signal } = new AbortController();
let rig: LocalServerRig;
let server: RunningTestServer;
let device: Device;

before(async () => {
  rig = await localServer();
  server = rig.server;
  device = await newDevice();
});

after(async () => {
  await rig.stop();
  device.remove();
});

async function provisioned(
  deviceName: string,
  board: ThingsBoard,
  of = device,
): Promise<Result<Provisioned, ProvisionFailure>> {
  const { propertiesPath } = of;
  const plan = await planProvisioning({ propertiesPath, deviceName }, { ...world, board }, signal);
  return plan.ok ? carryOut(plan.value, board, signal) : plan;
}

async function compared(deviceName: string, board: ThingsBoard): Promise<Comparison["state"]> {
  const { propertiesPath } = device;
  const found = await compareWithServer({ propertiesPath, deviceName }, { ...world, board }, signal);
  assert.ok(found.ok, JSON.stringify(found));
  return found.value.comparison.state;
}

/** A proxy before the server's REST; `meddle` gives true where it has dealt with a request itself. */
async function proxied<T>(
  meddle: (request: IncomingMessage, response: ServerResponse) => "pass" | "pass-and-cut" | "done",
  use: (board: ThingsBoard) => Promise<T>,
): Promise<T> {
  const proxy = createServer((request, response) => {
    const way = meddle(request, response);
    if (way === "done") {
      return;
    }
    const { method, headers, url } = request;
    const onward = forward(server.restUrl + (url ?? ""), { method, headers }, (answer) => {
      if (way === "pass-and-cut") {
        // The server has done it; its answer never arrives.
        answer.resume();
        answer.on("end", () => {
          request.socket.destroy();
        });
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, "127.0.0.1", resolve);
  });
  try {
    return await use(await rig.boardAt(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`));
  } finally {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  }
}

function isWriting({ method, url }: IncomingMessage): boolean {
  return method === "POST" && url?.startsWith("/api/device") === true;
}

async function refusedAs(restUrl: string): Promise<string | undefined> {
  const { propertiesPath } = device;
  const outcome = await testConnection(
    {
      propertiesPath,
      server: { name: "Here", mqttUrl: server.mqttUrl, caFile: server.caFile, restUrl },
      timeoutMs: 5000,
      protocolVersion: 4,
      subscriptions: defaultSubscriptions,
      keepOpen: false,
    },
    world,
    {},
    signal,
  );
  assert.ok(outcome !== undefined);
  const board = await rig.boardAt(restUrl);
  const request = { propertiesPath, deviceName: "pump" };
  const known = await serverKnowledge(outcome.report, request, { ...world, board }, signal);
  return refined(outcome.report, known).diagnosis?.code;
}

describe("a device and a server's REST API, over real sockets", () => {
  it("offers the certificate for download that its handshake shows", async () => {
    const downloaded = await downloadServerCertificate(await rig.boardAt(server.restUrl), signal);
    const shown = leafIn(readFileSync(server.caFile, "utf8"))?.certificate.fingerprint256;
    assert.ok(shown !== undefined);
    assert.equal(downloaded?.[0]?.fingerprint256, shown);
  });

  it("is refused and not provisioned; provisioned once, it connects; again, nothing changes", async () => {
    const board = await rig.boardAt(server.restUrl);
    assert.equal(await refusedAs(server.restUrl), "device-not-provisioned");
    assert.equal(await compared("pump", board), "not-provisioned");

    const first = await provisioned("pump", board);
    assert.deepEqual(first.ok && [first.value.created, first.value.changed], [true, true]);
    assert.equal(await compared("pump", board), "in-sync");
    assert.equal(await refusedAs(server.restUrl), undefined);

    const second = await provisioned("pump", board);
    assert.deepEqual(second.ok && [second.value.created, second.value.changed], [false, false]);
    assert.equal(server.devices().filter(({ deviceName }) => deviceName === "pump").length, 1);
  });

  it("belongs to another device under another name, which is named", async () => {
    const refusal = await provisioned("pump 2", await rig.boardAt(server.restUrl));
    assert.equal(!refusal.ok && refusal.failure.code, "device-belongs-to-other");
    assert.equal(
      server.devices().some(({ deviceName }) => deviceName === "pump 2"),
      false,
    );
  });

  it("differs once the server has another certificate, and gets that one back", async () => {
    const board = await rig.boardAt(server.restUrl);
    const other = await newDevice();
    try {
      const { propertiesPath } = other;
      const request = { propertiesPath, deviceName: "pump" };
      const plan = await planProvisioning(request, { ...world, board }, signal);
      assert.ok(plan.ok && plan.value.kind === "replace");
      const replaced = await carryOut(plan.value, board, signal);
      assert.deepEqual(replaced.ok && replaced.value.changed, true);
      assert.equal(await refusedAs(server.restUrl), "device-credentials-differ");
      assert.equal(await compared("pump", board), "differs");

      const { device: found, old } = plan.value;
      const back = await restoreCredentials(found.id, old.whole, board, signal);
      assert.deepEqual(back, { ok: true, value: { changed: true } });
      assert.equal(await refusedAs(server.restUrl), undefined);
    } finally {
      other.remove();
    }
  });

  it("is provisioned though the answer to the one writing request never arrives", async () => {
    const other = await newDevice();
    try {
      const done = await proxied(
        (request) => (isWriting(request) ? "pass-and-cut" : "pass"),
        (board) => provisioned("valve", board, other),
      );
      assert.ok(done.ok, JSON.stringify(done));
      assert.deepEqual([done.value.created, done.value.changed], [true, true]);
    } finally {
      other.remove();
    }
  });

  it("is not provisioned where the request never arrives, and says so", async () => {
    const other = await newDevice();
    try {
      const done = await proxied(
        (request) => {
          if (!isWriting(request)) {
            return "pass";
          }
          request.socket.destroy();
          return "done";
        },
        (board) => provisioned("tap", board, other),
      );
      assert.match(!done.ok ? done.failure.code : "", /^http-/);
      assert.equal(
        server.devices().some(({ deviceName }) => deviceName === "tap"),
        false,
      );
    } finally {
      other.remove();
    }
  });

  const refusals: readonly [status: number, errorCode: number, code: string][] = [
    [429, 33, "rest-rate-limited"],
    [403, 20, "rest-forbidden"],
  ];
  for (const [status, errorCode, code] of refusals) {
    it(`is not provisioned where the server answers ${status}: ${code}`, async () => {
      const other = await newDevice();
      try {
        const done = await proxied(
          (request, response) => {
            if (!isWriting(request)) {
              return "pass";
            }
            request.resume();
            const body = JSON.stringify({ status, message: "no", errorCode, timestamp: 0 });
            response.writeHead(status, { "Content-Type": "application/json", "Retry-After": "1" }).end(body);
            return "done";
          },
          (board) => provisioned("lamp", board, other),
        );
        assert.equal(!done.ok && done.failure.code, code);
      } finally {
        other.remove();
      }
    });
  }

  it("a REST API that says nothing in time leaves the diagnosis as it was", async () => {
    const { propertiesPath } = device;
    const silent = AbortSignal.abort();
    const report = {
      ok: false,
      server: { name: "Here", mqttUrl: server.mqttUrl },
      properties: propertiesPath,
      phases: [],
      diagnosis: { code: "mqtt-not-authorized", facts: {} },
      warnings: [],
    } as const;
    const board = await rig.boardAt(server.restUrl);
    const known = await serverKnowledge(report, { propertiesPath }, { ...world, board }, silent);
    assert.equal(refined(report, known).diagnosis?.code, "mqtt-not-authorized");
  });
});
