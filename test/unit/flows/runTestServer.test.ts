import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { KeyPair } from "../../../src/core/certificate/issued";
import { fail, ok } from "../../../src/core/result";
import type { ServerInput } from "../../../src/core/testServer/server";
import type { RunningTestServer, TestServerReport, TestServerWorld } from "../../../src/flows/runTestServer";
import { startTestServer } from "../../../src/flows/runTestServer";
import type { FileFailure, Files, OpenTestServer, TestServerPlace } from "../../../src/flows/world";

const alphaPem = readFileSync("test/fixtures/testServer/alpha.pem", "utf8");
const alphaDer = new Uint8Array(Buffer.from(alphaPem.replace(/-----.*-----/g, ""), "base64"));
const alphaId = "a5c2a73b1461eab9505d7d4b59e02e989916e2bd3569600407cd94d37cb99184";

/** A world of its own: files in a map, a clock that a test sets, ports that record. */
class Outside {
  readonly files = new Map<string, { bytes: Uint8Array; mode: number }>();
  readonly reports: TestServerReport[] = [];
  readonly done: string[] = [];
  now = new Date("2030-01-01T00:00:00Z");
  refuseWriting: FileFailure["code"] | undefined;
  portTaken: number | undefined;
  place: TestServerPlace | undefined;
  report: (input: ServerInput) => void = () => undefined;

  start(
    request: { port?: number; restPort?: number } = {},
    signal = new AbortController().signal,
  ): ReturnType<typeof startTestServer> {
    return startTestServer(
      { folder: "/storage", ...request },
      this.world(),
      (report) => this.reports.push(report),
      signal,
    );
  }

  async running(): Promise<RunningTestServer> {
    const started = await this.start();
    assert.ok(started.ok, JSON.stringify(started));
    return started.value;
  }

  text(path: string): string {
    return new TextDecoder().decode(this.files.get(path)?.bytes);
  }

  world(): TestServerWorld {
    return {
      files: this.#files(),
      clock: () => this.now,
      entropy: {
        bytes: (lengthBytes) => new Uint8Array(randomBytes(lengthBytes)),
        keyPair: () => Promise.resolve(newKeyPair()),
      },
      machine: { hostName: "here", homeFolder: "/home" },
      pause: () => Promise.resolve(),
      testServers: {
        open: (place, report) => {
          this.place = place;
          this.report = report;
          return Promise.resolve(
            this.portTaken === undefined
              ? ok(this.#server(place))
              : fail({ code: "port-taken" as const, port: this.portTaken }),
          );
        },
      },
    };
  }

  #server(place: TestServerPlace): OpenTestServer {
    const note = (text: string): void => {
      this.done.push(text);
    };
    return {
      mqttPort: place.mqttPort || 40_000,
      restPort: place.restPort || 40_001,
      send: (connection, packet) => {
        const topic = packet.cmd === "publish" ? ` ${packet.topic}` : "";
        note(`send ${String(connection)} ${packet.cmd}${topic}`);
      },
      end: (connection) => {
        note(`end ${String(connection)}`);
      },
      limitSilence: () => undefined,
      respond: (request, { status }) => {
        note(`respond ${String(request)} ${String(status)}`);
      },
      wake: () => undefined,
      close: () => {
        note("close");
        return Promise.resolve();
      },
    };
  }

  #files(): Files {
    const missing = (path: string): FileFailure => ({ code: "file-not-found", path });
    const put = (path: string, bytes: Uint8Array, mode: number): ReturnType<Files["replace"]> => {
      if (this.refuseWriting !== undefined) {
        return Promise.resolve(fail({ code: this.refuseWriting, path }));
      }
      this.files.set(path, { bytes, mode });
      return Promise.resolve(ok(undefined));
    };
    return {
      read: (path) => {
        const file = this.files.get(path);
        return Promise.resolve(file === undefined ? fail(missing(path)) : ok(file.bytes));
      },
      stamp: (path) => {
        const file = this.files.get(path);
        return Promise.resolve(
          file === undefined
            ? fail(missing(path))
            : ok({ sizeBytes: file.bytes.length, modifiedMs: 0, mode: file.mode }),
        );
      },
      isLink: () => Promise.resolve(ok(false)),
      list: (folder) => Promise.resolve(fail(missing(folder))),
      create: put,
      replace: put,
      writeBundle: async (folder, bundle) => {
        const paths = bundle.files.map(({ name }) => `${folder}/${name}`);
        for (const { name, bytes, mode } of bundle.files) {
          const written = await put(`${folder}/${name}`, bytes, mode);
          if (!written.ok) {
            return written;
          }
        }
        return ok({ files: paths });
      },
      recoverBundle: () => Promise.resolve(ok({ recovered: false })),
    };
  }
}

function newKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { format: "der", type: "pkcs8" },
    publicKeyEncoding: { format: "der", type: "spki" },
  });
  return {
    privateKeyPkcs8Der: new Uint8Array(privateKey),
    publicKeySpkiDer: new Uint8Array(publicKey),
  };
}

/** Lets a device connect and listen for RPC. */
function connectDevice(outside: Outside): void {
  const connect = { cmd: "connect", protocolVersion: 4, clientId: "", clean: true, keepalive: 0 } as const;
  const subscriptions = [{ topic: "v1/devices/me/rpc/request/+", qos: 1 }] as const;
  outside.report({ kind: "opened", connection: 1, certificateDer: alphaDer });
  outside.report({ kind: "packet", connection: 1, packet: connect });
  outside.report({
    kind: "packet",
    connection: 1,
    packet: { cmd: "subscribe", messageId: 1, subscriptions },
  });
}

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

  it("has a password of 24 letters and digits, new at each start", async () => {
    const outside = new Outside();
    const [first, second] = [await outside.running(), await outside.running()];
    assert.equal(first.login.username, "tenant@thingsboard.org");
    assert.match(first.login.password, /^[A-Za-z0-9]{24}$/);
    assert.notEqual(first.login.password, second.login.password);
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

describe("the registry of the Local Test Server", () => {
  it("takes a certificate and is saved by then, for its owner alone", async () => {
    const outside = new Outside();
    const server = await outside.running();
    const registered = await server.register(alphaPem, "Thermometer");
    assert.equal(registered.ok && registered.value.credentialsId, alphaId);
    const file = outside.files.get("/storage/registry.json");
    assert.equal(file?.mode, 0o600);
    assert.match(outside.text("/storage/registry.json"), /"Thermometer"/);
  });

  it("is there again after a restart", async () => {
    const outside = new Outside();
    const registered = await (await outside.running()).register(alphaPem, "Thermometer");
    assert.ok(registered.ok);
    assert.deepEqual((await outside.running()).devices(), [
      {
        deviceId: registered.value.deviceId,
        deviceName: "Thermometer",
        credentialsType: "X509_CERTIFICATE",
        credentialsId: alphaId,
        isConnected: false,
      },
    ]);
  });

  it("says why a certificate is not taken", async () => {
    const server = await new Outside().running();
    assert.deepEqual(await server.register("none"), {
      ok: false,
      failure: { code: "certificate-unreadable" },
    });
  });

  it("is kept aside when it is damaged, and the server starts with none", async () => {
    const outside = new Outside();
    outside.files.set("/storage/registry.json", { bytes: new TextEncoder().encode("{"), mode: 0o600 });
    const server = await outside.running();
    assert.equal(server.damagedRegistry, "/storage/registry.json.damaged");
    assert.equal(outside.text("/storage/registry.json.damaged"), "{");
    assert.equal(outside.files.get("/storage/registry.json.damaged")?.mode, 0o600);
    assert.deepEqual(server.devices(), []);
  });

  it("tells when it could not be saved", async () => {
    const outside = new Outside();
    const server = await outside.running();
    outside.refuseWriting = "disk-full";
    assert.equal((await server.register(alphaPem)).ok, true);
    assert.deepEqual(outside.reports.at(-1), {
      kind: "registryNotSaved",
      failure: { code: "disk-full", path: "/storage/registry.json" },
      atMs: 1_893_456_000_000,
    });
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
