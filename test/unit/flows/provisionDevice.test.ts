import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fail, ok, type Result } from "../../../src/core/result";
import { compareWithServer } from "../../../src/flows/compareWithServer";
import {
  carryOut,
  planProvisioning,
  writingCall,
  type Provisioned,
  type ProvisionFailure,
  type ProvisionPlan,
  type ProvisionRequest,
} from "../../../src/flows/provisionDevice";
import { restoreCredentials } from "../../../src/flows/restoreCredentials";
import type { HttpRequest, HttpResponse } from "../../../src/flows/world";
import { inMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";
import { thingsBoardInMemory, type ThingsBoardInMemory } from "../../support/thingsBoardInMemory";

const alphaPem = readFileSync("test/fixtures/testServer/alpha.pem", "utf8");
const betaPem = readFileSync("test/fixtures/testServer/beta.pem", "utf8");
const alphaId = "a5c2a73b1461eab9505d7d4b59e02e989916e2bd3569600407cd94d37cb99184";
const betaId = "c3dc1ac95d6ab1cc4b8e265e3d3e4c72f5155330d76ccfb02e22551b4bf39aec";

const propertiesPath = "/home/ada/tb/keygen.properties";
const world = inMemoryWorld({
  [propertiesPath]: soundTextWith(""),
  "/home/ada/tb/client.pub.pem": alphaPem,
});
const { signal } = new AbortController();

async function planned(
  tb: ThingsBoardInMemory,
  more: Partial<ProvisionRequest> = {},
): Promise<Result<ProvisionPlan, ProvisionFailure>> {
  return planProvisioning({ propertiesPath, ...more }, { ...world, board: tb.board }, signal);
}

async function provisioned(
  tb: ThingsBoardInMemory,
  more: Partial<ProvisionRequest> = {},
): Promise<Result<Provisioned, ProvisionFailure>> {
  const plan = await planned(tb, more);
  return plan.ok ? carryOut(plan.value, tb.board, signal) : plan;
}

async function compared(tb: ThingsBoardInMemory, deviceName?: string): Promise<unknown> {
  const request = { propertiesPath, ...(deviceName === undefined ? {} : { deviceName }) };
  const found = await compareWithServer(request, { ...world, board: tb.board }, signal);
  return found.ok ? found.value.comparison : found.failure;
}

function response(status: number, body: unknown): Result<HttpResponse, never> {
  return ok({
    status,
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", "retry-after": "3" },
  });
}

function isWriting({ method }: HttpRequest): boolean {
  return method === "POST";
}

describe("a device is provisioned when", () => {
  it("the server does not have it: it is made with the certificate, under its common name", async () => {
    const tb = await thingsBoardInMemory();
    const done = await provisioned(tb);
    assert.ok(done.ok, JSON.stringify(done));
    assert.deepEqual(done.value, {
      device: { id: tb.device("alpha")?.id, name: "alpha" },
      created: true,
      changed: true,
      credentialsId: alphaId,
    });
    assert.equal(tb.device("alpha")?.credentials.credentialsId, alphaId);
  });

  it("it is there already: nothing is written", async () => {
    const tb = await thingsBoardInMemory();
    await provisioned(tb);
    tb.asked.length = 0;
    const again = await provisioned(tb);
    assert.equal(again.ok && again.value.changed, false);
    assert.deepEqual(
      tb.asked.filter((line) => line.startsWith("POST")),
      [],
    );
  });

  it("it has an access token: the plan says so before, and the token can be put back", async () => {
    const tb = await thingsBoardInMemory();
    const id = tb.create("alpha");
    const before = tb.device("alpha")?.credentials;
    const plan = await planned(tb);
    assert.ok(plan.ok && plan.value.kind === "replace");
    const done = await carryOut(plan.value, tb.board, signal);
    assert.deepEqual(done.ok && [done.value.created, done.value.changed], [false, true]);
    assert.equal(tb.device("alpha")?.credentials.type, "X509_CERTIFICATE");

    const back = await restoreCredentials(id, plan.value.old.whole, tb.board, signal);
    assert.deepEqual(back, ok({ changed: true }));
    const { type, credentialsId } = tb.device("alpha")?.credentials ?? {};
    assert.deepEqual([type, credentialsId], [before?.type, before?.credentialsId]);
    assert.deepEqual(
      await restoreCredentials(id, plan.value.old.whole, tb.board, signal),
      ok({ changed: false }),
    );
  });

  it("it is to have another name", async () => {
    const tb = await thingsBoardInMemory();
    const done = await provisioned(tb, { deviceName: "Boiler / 7 & co" });
    assert.equal(done.ok && done.value.device.name, "Boiler / 7 & co");
    assert.deepEqual(await compared(tb, "Boiler / 7 & co"), {
      state: "in-sync",
      device: { id: tb.device("Boiler / 7 & co")?.id, name: "Boiler / 7 & co" },
    });
  });

  it("the answer to the one writing request was lost, and it took", async () => {
    for (const isThere of [false, true]) {
      const tb = await thingsBoardInMemory();
      if (isThere) {
        tb.create("alpha");
      }
      tb.between((request, pass) => {
        const answer = pass();
        return isWriting(request) ? fail({ code: "http-broken-off" }) : answer;
      });
      const done = await provisioned(tb);
      assert.ok(done.ok, JSON.stringify(done));
      assert.deepEqual([done.value.created, done.value.credentialsId], [!isThere, alphaId]);
    }
  });

  it("another session changed the version in between", async () => {
    const tb = await thingsBoardInMemory();
    tb.create("alpha");
    let conflicts = 0;
    tb.between((request, pass) => {
      if (isWriting(request) && conflicts === 0) {
        conflicts += 1;
        return response(409, { status: 409, message: "Version conflict", errorCode: 35 });
      }
      return pass();
    });
    const done = await provisioned(tb);
    assert.equal(done.ok && done.value.credentialsId, alphaId);
  });
});

describe("a device is not provisioned when", () => {
  const code = (done: Result<unknown, { readonly code: string }>): string | undefined =>
    done.ok ? undefined : done.failure.code;

  it("another device has the certificate: that one is named", async () => {
    const tb = await thingsBoardInMemory();
    tb.register(alphaPem, "alpha of old");
    assert.deepEqual(
      await provisioned(tb, { deviceName: "alpha" }),
      fail({ code: "device-belongs-to-other", deviceName: "alpha of old", credentialsId: alphaId }),
    );
  });

  it("another device has it that cannot be found: the server's refusal says so", async () => {
    const tb = await thingsBoardInMemory();
    tb.register(alphaPem, "gamma");
    assert.deepEqual(
      await provisioned(tb),
      fail({ code: "device-belongs-to-other", credentialsId: alphaId }),
    );
    assert.equal(tb.device("alpha"), undefined);
  });

  it("the answer was lost and it did not take", async () => {
    const tb = await thingsBoardInMemory();
    tb.between((request, pass) => (isWriting(request) ? fail({ code: "http-timeout" }) : pass()));
    assert.equal(code(await provisioned(tb)), "http-timeout");
  });

  it("its credentials are others now than those that were agreed on", async () => {
    const tb = await thingsBoardInMemory();
    tb.create("alpha");
    const plan = await planned(tb);
    assert.ok(plan.ok);
    tb.register(betaPem, "alpha");
    tb.between((request, pass) =>
      isWriting(request) ? response(409, { status: 409, message: "", errorCode: 35 }) : pass(),
    );
    assert.equal(code(await carryOut(plan.value, tb.board, signal)), "rest-conflict");
    assert.equal(tb.device("alpha")?.credentials.credentialsId, betaId);
  });

  it("the server says yes and keeps something else", async () => {
    const tb = await thingsBoardInMemory();
    const id = tb.create("alpha");
    tb.between((request, pass) => (isWriting(request) ? response(200, JSON.parse(read(pass))) : pass()));
    const read = (pass: () => ReturnType<Parameters<ThingsBoardInMemory["between"]>[0]>): string => {
      const before = pass();
      tb.register(betaPem, "alpha");
      return before.ok ? before.value.body : "";
    };
    assert.deepEqual(
      await provisioned(tb),
      fail({
        code: "credentials-not-kept",
        device: { id, name: "alpha" },
        has: { type: "X509_CERTIFICATE", credentialsId: betaId },
      }),
    );
  });

  const refusals: readonly [status: number, errorCode: number, code: string][] = [
    [429, 33, "rest-rate-limited"],
    [403, 20, "rest-forbidden"],
    [403, 41, "rest-entity-limit"],
    [400, 31, "rest-refused"],
  ];
  for (const [status, errorCode, expected] of refusals) {
    it(`the server answers ${status} with error code ${errorCode}`, async () => {
      const tb = await thingsBoardInMemory();
      tb.between((request, pass) =>
        isWriting(request) ? response(status, { status, message: "no", errorCode }) : pass(),
      );
      assert.equal(code(await provisioned(tb)), expected);
      assert.equal(tb.device("alpha"), undefined);
    });
  }
});

describe("a comparison says", () => {
  it("not-provisioned, with the likeliest name", async () => {
    assert.deepEqual(await compared(await thingsBoardInMemory()), {
      state: "not-provisioned",
      deviceName: "alpha",
    });
  });

  it("differs, with the id of a certificate", async () => {
    const tb = await thingsBoardInMemory();
    const id = tb.register(betaPem, "alpha");
    assert.deepEqual(await compared(tb), {
      state: "differs",
      device: { id, name: "alpha" },
      has: { type: "X509_CERTIFICATE", credentialsId: betaId },
    });
  });

  it("differs, without an access token", async () => {
    const tb = await thingsBoardInMemory();
    const id = tb.create("client");
    assert.deepEqual(await compared(tb), {
      state: "differs",
      device: { id, name: "client" },
      has: { type: "ACCESS_TOKEN" },
    });
  });

  it("in-sync, where a device of a similar name has the certificate", async () => {
    const tb = await thingsBoardInMemory();
    const id = tb.register(alphaPem, "alpha (roof)");
    assert.deepEqual(await compared(tb), { state: "in-sync", device: { id, name: "alpha (roof)" } });
  });

  it("other-device, where one of that name has other credentials", async () => {
    const tb = await thingsBoardInMemory();
    const id = tb.register(alphaPem, "alpha 2");
    tb.create("alpha");
    assert.deepEqual(await compared(tb), {
      state: "other-device",
      device: { id, name: "alpha 2" },
      deviceName: "alpha",
    });
  });

  it("why it could not compare", async () => {
    const tb = await thingsBoardInMemory();
    tb.between(() => ok({ status: 200, body: "<html>", headers: { "content-type": "text/html" } }));
    assert.deepEqual(await compared(tb), {
      code: "rest-not-thingsboard",
      status: 200,
      contentType: "text/html",
    });
  });
});

describe("a dry run", () => {
  it("shows the request, and no secret of the old credentials", async () => {
    const tb = await thingsBoardInMemory();
    tb.create("alpha");
    const token = tb.device("alpha")?.credentials.credentialsId ?? "";
    const plan = await planned(tb);
    assert.ok(plan.ok);
    const call = writingCall(plan.value);
    assert.equal(call?.path, "/api/device/credentials");
    assert.ok(token !== "" && !JSON.stringify(call).includes(token));
    assert.equal(tb.device("alpha")?.credentials.type, "ACCESS_TOKEN");
  });
});
