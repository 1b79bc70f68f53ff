import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { KeyPair } from "../../../src/core/certificate/issued";
import { fail, ok } from "../../../src/core/result";
import type { ServerInput } from "../../../src/core/testServer/server";
import type { RunningTestServer, TestServerReport, TestServerWorld } from "../../../src/flows/runTestServer";
import { startTestServer } from "../../../src/flows/runTestServer";
import type { FileFailure, Files, OpenTestServer, TestServerPlace } from "../../../src/flows/world";

export const alphaPem = readFileSync("test/fixtures/testServer/alpha.pem", "utf8");
const alphaDer = new Uint8Array(Buffer.from(alphaPem.replace(/-----.*-----/g, ""), "base64"));
export const alphaId = "a5c2a73b1461eab9505d7d4b59e02e989916e2bd3569600407cd94d37cb99184";

/** A world of its own: files in a map, a clock that a test sets, ports that record. */
export class Outside {
  readonly files = new Map<string, { bytes: Uint8Array; mode: number }>();
  readonly reports: TestServerReport[] = [];
  readonly done: string[] = [];
  readonly keyring = new Map<string, string>();
  hasKeyring = true;
  now = new Date("2030-01-01T00:00:00Z");
  refuseWriting: FileFailure["code"] | undefined;
  portTaken: number | undefined;
  place: TestServerPlace | undefined;
  readonly places: TestServerPlace[] = [];
  readonly bodies: string[] = [];
  report: (input: ServerInput) => void = () => undefined;

  start(
    request: { port?: number; restPort?: number; registryFolder?: string } = {},
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
      secrets: {
        get: (name) => Promise.resolve(this.keyring.get(name)),
        set: (name, value) =>
          Promise.resolve(
            this.hasKeyring ? ok(void this.keyring.set(name, value)) : fail({ code: "secrets-unavailable" }),
          ),
        delete: (name) => Promise.resolve(void this.keyring.delete(name)),
      },
      testServers: {
        open: (place, report) => {
          this.place = place;
          this.report = report;
          this.places.push(place);
          return Promise.resolve(
            this.portTaken === undefined || ![place.mqttPort, place.restPort].includes(this.portTaken)
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
      respond: (request, { status, body }) => {
        this.bodies.push(body);
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
      pieces: () => assert.fail("read in pieces"),
      isLink: () => Promise.resolve(ok(false)),
      list: (folder) => Promise.resolve(fail(missing(folder))),
      create: put,
      replace: put,
      createFolder: () => assert.fail("a folder made"),
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
export function connectDevice(outside: Outside): void {
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
