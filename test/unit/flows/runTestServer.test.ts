import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RestRequest } from "../../../src/core/testServer/restMessages";
import { alphaPem, connectDevice, Outside } from "./testServerOutside";

describe("starting the Local Test Server", () => {
  it("makes its own identity the first time, with modes that keep secrets", async () => {
    const outside = new Outside();
    const server = await outside.running();
    assert.deepEqual(
      [server.mqttUrl, server.restUrl, server.caFile],
      ["mqtts://127.0.0.1:8883", "http://127.0.0.1:40001", "/storage/testserver.pub.pem"],
    );
    assert.equal(outside.place?.certificatePem, outside.text("/storage/testserver.pub.pem"));
    assert.match(outside.place.privateKeyPem, /^-----BEGIN PRIVATE KEY-----/);
    assert.equal(outside.files.get("/storage/keygen.properties")?.mode, 0o600);
    assert.equal(outside.files.get("/storage/testserver.pk8.pem")?.mode, 0o600);
    assert.doesNotMatch(outside.text("/storage/keygen.properties"), /PASSWORD="?password"?$/m);
    assert.deepEqual(outside.reports, [
      { kind: "listening", mqttPort: 8883, restPort: 40_001, atMs: 1_893_456_000_000 },
    ]);
  });

  it("has a password and an API key of 24 letters and digits, which the keyring keeps", async () => {
    const outside = new Outside();
    const [first, second] = [await outside.running(), await outside.running()];
    assert.equal(first.login.username, "tenant@thingsboard.org");
    assert.match(first.login.password, /^[A-Za-z0-9]{24}$/);
    assert.match(first.login.apiKey, /^[A-Za-z0-9]{24}$/);
    assert.deepEqual(second.login, first.login);
    assert.deepEqual([...outside.keyring.keys()], ["localTestServer:/storage"]);
    assert.ok(
      [...outside.files.values()].every(({ bytes }) => !String(bytes).includes(first.login.password)),
    );
  });

  it("has new ones at each start where there is no keyring", async () => {
    const outside = new Outside();
    outside.hasKeyring = false;
    const [first, second] = [await outside.running(), await outside.running()];
    assert.notEqual(first.login.password, second.login.password);
    assert.notEqual(first.login.apiKey, second.login.apiKey);
  });

  it("has a new one where the keyring holds something else", async () => {
    const outside = new Outside();
    outside.keyring.set("localTestServer:/storage", '{"password":"x"}');
    assert.match((await outside.running()).login.password, /^[A-Za-z0-9]{24}$/);
  });

  it("takes a token of before its restart", async () => {
    const outside = new Outside();
    const body = JSON.stringify((await outside.running()).login);
    const ask = (request: number, rest: Partial<RestRequest>): void => {
      outside.report({
        kind: "request",
        request,
        rest: { method: "GET", target: "/api/auth/user", body: "", ...rest },
      });
    };
    ask(1, { method: "POST", target: "/api/auth/login", body });
    const { token } = JSON.parse(outside.bodies.at(-1) ?? "") as { token: string };
    await outside.running();
    ask(2, { authorization: `Bearer ${token}` });
    assert.equal(outside.done.at(-1), "respond 2 200");
  });

  it("comes back to the REST port of last time, or takes another where that one is taken", async () => {
    const outside = new Outside();
    await outside.running();
    await outside.running();
    outside.portTaken = 40_001;
    await outside.running();
    assert.deepEqual(
      outside.places.map(({ restPort }) => restPort),
      [0, 40_001, 40_001, 0],
    );
  });

  it("takes the ports that it is told", async () => {
    const outside = new Outside();
    const started = await outside.start({ port: 0, restPort: 9_090 });
    assert.equal(started.ok && started.value.mqttUrl, "mqtts://127.0.0.1:40000");
    assert.equal(started.ok && started.value.restUrl, "http://127.0.0.1:9090");
  });

  const renewals: [what: string, spoil: (outside: Outside) => void, isRenewed: boolean][] = [
    ["is good for 31 days more", (outside) => (outside.now = new Date("2032-03-05T00:00:00Z")), false],
    ["ends within 30 days", (outside) => (outside.now = new Date("2032-03-10T00:00:00Z")), true],
    ["has no key", (outside) => outside.files.delete("/storage/testserver.pk8.pem"), true],
    ["is missing", (outside) => outside.files.delete("/storage/testserver.pub.pem"), true],
    [
      "cannot be read",
      (outside) => outside.files.set("/storage/testserver.pub.pem", { bytes: new Uint8Array(), mode: 0o644 }),
      true,
    ],
    [
      "does not go with its key",
      (outside) =>
        outside.files.set("/storage/testserver.pub.pem", {
          bytes: new TextEncoder().encode(alphaPem),
          mode: 0o644,
        }),
      true,
    ],
  ];
  for (const [what, spoil, isRenewed] of renewals) {
    it(`${isRenewed ? "renews" : "keeps"} an identity that ${what}`, async () => {
      const outside = new Outside();
      await outside.running();
      const before = outside.place?.certificatePem;
      spoil(outside);
      await outside.running();
      assert.equal(outside.place?.certificatePem !== before, isRenewed);
    });
  }

  it("says which port is taken", async () => {
    const outside = new Outside();
    outside.portTaken = 8883;
    assert.deepEqual(await outside.start(), { ok: false, failure: { code: "port-taken", port: 8883 } });
  });

  it("says that the disk is full", async () => {
    const outside = new Outside();
    outside.refuseWriting = "disk-full";
    const started = await outside.start();
    assert.equal(!started.ok && started.failure.code, "disk-full");
  });

  it("says what is wrong in its properties file", async () => {
    const outside = new Outside();
    outside.files.set("/storage/keygen.properties", {
      bytes: new TextEncoder().encode("CITY='"),
      mode: 0o600,
    });
    const started = await outside.start();
    assert.equal(!started.ok && started.failure.code, "properties-invalid");
  });

  it("leaves nothing open when it was cancelled", async () => {
    const outside = new Outside();
    await outside.running();
    const started = await outside.start({}, AbortSignal.abort());
    assert.deepEqual(started, { ok: false, failure: { code: "cancelled" } });
    assert.deepEqual(outside.done, ["close"]);
  });
});

describe("a running Local Test Server", () => {
  it("shows who is connected, and tells it", async () => {
    const outside = new Outside();
    const server = await outside.running();
    await server.register(alphaPem);
    connectDevice(outside);
    assert.deepEqual(
      server.devices().map(({ isConnected }) => isConnected),
      [true],
    );
    assert.deepEqual(outside.done, ["send 1 connack", "send 1 suback"]);
    assert.deepEqual(
      outside.reports.map(({ kind }) => kind),
      ["listening", "registered", "connected"],
    );
  });

  it("calls a device and gives its answer", async () => {
    const outside = new Outside();
    const server = await outside.running();
    const registered = await server.register(alphaPem);
    assert.ok(registered.ok);
    connectDevice(outside);
    const outcome = server.sendRpc(registered.value.deviceId, "getValue", {});
    const payload = new TextEncoder().encode("21");
    const answer = { cmd: "publish", topic: "v1/devices/me/rpc/response/0", payload, qos: 0 } as const;
    outside.report({ kind: "packet", connection: 1, packet: answer });
    assert.deepEqual(await outcome, { kind: "answered", text: "21" });
    assert.equal(outside.done.at(-1), "send 1 publish v1/devices/me/rpc/request/0");
  });

  it("answers REST", async () => {
    const outside = new Outside();
    const server = await outside.running();
    const body = JSON.stringify(server.login);
    outside.report({
      kind: "request",
      request: 4,
      rest: { method: "POST", target: "/api/auth/login", body },
    });
    assert.deepEqual(outside.done, ["respond 4 200"]);
  });

  it("stops once: sessions end, ports close, what changed is saved", async () => {
    const outside = new Outside();
    const server = await outside.running();
    await server.register(alphaPem);
    connectDevice(outside);
    const payload = new TextEncoder().encode('{"t":21}');
    outside.report({
      kind: "packet",
      connection: 1,
      packet: { cmd: "publish", topic: "v2/t", payload, qos: 0 },
    });
    await Promise.all([server.stop(), server.stop()]);
    assert.deepEqual(outside.done.slice(-2), ["end 1", "close"]);
    assert.match(outside.text("/storage/registry.json"), /"key": "t"/);
  });
});
