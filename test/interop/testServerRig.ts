import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { certificateRegistered } from "../../src/core/testServer/changes";
import type { TestServerEvent } from "../../src/core/testServer/events";
import { initialState } from "../../src/core/testServer/state";
import { uuidFrom } from "../../src/core/testServer/uuid";
import type { TestServerMachine } from "../../src/flows/testServerMachine";
import { testServerMachine } from "../../src/flows/testServerMachine";
import type { OpenTestServer } from "../../src/flows/world";
import { nodeTestServers } from "../../src/io/testServer";
import { requireTool } from "../support/tools";

const openssl = requireTool("openssl");

/** A certificate with its key, made by openssl: file paths and texts. */
export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** A folder for a test's files. */
function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), "tb-test-server-"));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a self-signed P-256 certificate; `more` are further arguments of `openssl req`. */
export function selfSigned(folder: string, name: string, more: readonly string[] = []): Certificate {
  const certificateFile = path.join(folder, `${name}.pem`);
  const keyFile = path.join(folder, `${name}.key`);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", keyFile];
  run(["req", "-x509", ...key, "-out", certificateFile, "-days", "30", "-subj", `/CN=${name}`, ...more]);
  return read(certificateFile, keyFile);
}

/** Makes a certificate that `issuer` signed, without key identifiers. */
export function signedBy(folder: string, name: string, issuer: Certificate): Certificate {
  const keyFile = path.join(folder, `${name}.key`);
  const requestFile = path.join(folder, `${name}.csr`);
  const certificateFile = path.join(folder, `${name}.pem`);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", keyFile];
  run(["req", "-new", ...key, "-subj", `/CN=${name}`, "-out", requestFile]);
  const signing = ["-CA", issuer.certificateFile, "-CAkey", issuer.keyFile, "-CAcreateserial", "-days", "30"];
  run(["x509", "-req", "-in", requestFile, ...signing, "-out", certificateFile]);
  return read(certificateFile, keyFile);
}

/** A running server over real sockets, with the rules and without the files. */
export interface Rig {
  readonly folder: string;
  readonly server: Certificate;
  readonly open: OpenTestServer;
  readonly machine: TestServerMachine;
  readonly restUrl: string;
  readonly password: string;
  readonly apiKey: string;
  /** Resolves with the next event that is wanted. */
  readonly next: (isWanted: (event: TestServerEvent) => boolean) => Promise<TestServerEvent>;
  /** Gives the device's id. */
  readonly register: (certificatePem: string, deviceName?: string) => string;
  readonly stop: () => Promise<void>;
}

/** Starts the server on free ports. */
export async function startRig(): Promise<Rig> {
  const { folder, remove } = temporaryFolder();
  const server = selfSigned(folder, "localhost", ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]);
  const random = (lengthBytes: number): Uint8Array => new Uint8Array(randomBytes(lengthBytes));
  const account = {
    username: "tenant@thingsboard.org",
    password: randomBytes(12).toString("hex"),
    userId: uuidFrom(random),
    tenantId: uuidFrom(random),
    deviceProfileId: uuidFrom(random),
    apiKey: randomBytes(12).toString("hex"),
    tokenKey: random(64),
  };
  const news = newsOf();
  const machine = testServerMachine(initialState(account, server.certificatePem), {
    world: { clock: () => new Date(), entropy: { bytes: random, keyPair: () => Promise.resolve(undefined) } },
    saver: { save: () => undefined, settled: () => Promise.resolve() },
    tell: news.tell,
  });
  const place = {
    mqttPort: 0,
    restPort: 0,
    certificatePem: server.certificatePem,
    privateKeyPem: server.keyPem,
  };
  const opened = await nodeTestServers().open(place, (input) => {
    machine.take(input);
  });
  if (!opened.ok) {
    throw new Error(opened.failure.code);
  }
  machine.attach(opened.value);
  return {
    folder,
    server,
    open: opened.value,
    machine,
    restUrl: `http://127.0.0.1:${String(opened.value.restPort)}`,
    password: account.password,
    apiKey: account.apiKey,
    next: news.next,
    register: (certificatePem, deviceName) => registered(machine, certificatePem, deviceName),
    stop: async () => {
      machine.take({ kind: "stopping" });
      await opened.value.close();
      remove();
    },
  };
}

function registered(machine: TestServerMachine, certificatePem: string, deviceName?: string): string {
  const registration = { certificatePem, ...(deviceName === undefined ? {} : { deviceName }) };
  const change = certificateRegistered(machine.state(), registration, machine.moment());
  if (!change.ok) {
    throw new Error(change.failure.code);
  }
  machine.apply(change.value.step);
  return change.value.value.deviceId;
}

interface News {
  readonly tell: (event: TestServerEvent) => void;
  readonly next: Rig["next"];
}

function newsOf(): News {
  const listeners = new Set<(event: TestServerEvent) => void>();
  return {
    tell: (event) => {
      listeners.forEach((listener) => {
        listener(event);
      });
    },
    next: (isWanted) =>
      new Promise((resolve) => {
        const listener = (event: TestServerEvent): void => {
          if (isWanted(event)) {
            listeners.delete(listener);
            resolve(event);
          }
        };
        listeners.add(listener);
      }),
  };
}

function run(args: readonly string[]): void {
  execFileSync(openssl, args, { stdio: ["ignore", "ignore", "pipe"] });
}

function read(certificateFile: string, keyFile: string): Certificate {
  return {
    certificateFile,
    keyFile,
    certificatePem: readFileSync(certificateFile, "utf8"),
    keyPem: readFileSync(keyFile, "utf8"),
  };
}

/** Writes a file that holds several PEM texts. */
export function chained(folder: string, name: string, ...certificates: readonly Certificate[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, certificates.map(({ certificatePem }) => certificatePem).join(""));
  return file;
}
