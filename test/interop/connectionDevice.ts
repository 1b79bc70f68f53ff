import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { issueSelfSigned } from "../../src/core/certificate/issue";
import type { SessionEvent } from "../../src/core/connection/events";
import type { ReportFacts } from "../../src/core/connection/report";
import { defaultSubscriptions } from "../../src/core/connection/topics";
import type { Identity, Side } from "../../src/core/identity/identity";
import { identityOf } from "../../src/core/identity/identityOf";
import { bundleOf } from "../../src/core/keystore/bundleOf";
import { fail, ok } from "../../src/core/result";
import {
  testConnection,
  type LiveSession,
  type ServerChoice,
  type TestConnectionRequest,
} from "../../src/flows/testConnection";
import type { Files, Network, World } from "../../src/flows/world";
import { mqttPort } from "../../src/io/mqtt";
import { nodeNetwork } from "../../src/io/network";
import { newKeyPair } from "../support/identities";
import { profileOf, soundTextWith, testMachine } from "../support/profiles";
import { pause } from "../support/patience";

/** When a bundle's certificate holds. */
export interface Validity {
  readonly from: Date;
  readonly days: number;
}

const dayMs = 86_400_000;

/** So many days from now, which may be negative. */
export function inDays(days: number): Date {
  return new Date(Date.now() + days * dayMs);
}

/** Valid for two years back and ten ahead, so that tests may choose their own time. */
const longValidity: Validity = { from: inDays(-800), days: 4400 };

/** A device as a person has it: a properties file with both bundles beside it, all made by the core. */
export interface Device {
  readonly folder: string;
  readonly propertiesPath: string;
  /** A file of the folder. */
  readonly file: (name: string) => string;
  readonly text: (name: string) => string;
  /** Puts a file into the folder and gives its path. */
  readonly put: (name: string, content: string) => string;
  readonly remove: () => void;
}

/** Makes a device in a folder of its own. The client's files are `client.*`, the server's `server.*`. */
export async function newDevice(
  client: Validity = longValidity,
  server: Validity = longValidity,
): Promise<Device> {
  const device = deviceIn(mkdtempSync(path.join(tmpdir(), "tb-connection-")));
  const text = soundTextWith("DOMAIN_SUFFIX=localhost");
  device.put("keygen.properties", text);
  await writeBundle(device.folder, identityIn(text, "server"), server);
  await writeBundle(device.folder, identityIn(text, "client"), client);
  return device;
}

/** The device of a folder; nothing is written. */
export function deviceIn(folder: string): Device {
  const file = (name: string): string => path.join(folder, name);
  return {
    folder,
    propertiesPath: file("keygen.properties"),
    file,
    put: (name, content) => {
      writeFileSync(file(name), content);
      return file(name);
    },
    text: (name) => readFileSync(file(name), "utf8"),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function identityIn(text: string, side: Side): Identity {
  const identity = identityOf(profileOf(text), side);
  if (!identity.ok) {
    throw new Error(identity.failure.code);
  }
  return identity.value;
}

/** Issues an identity and writes its bundle. */
export async function writeBundle(
  folder: string,
  identity: Identity,
  { from, days }: Validity,
): Promise<void> {
  const random = (lengthBytes: number): Uint8Array => new Uint8Array(randomBytes(lengthBytes));
  const terms = { now: from, validityDays: days, serial: random(16) };
  const issued = issueSelfSigned(identity, newKeyPair(identity.algorithm), terms);
  const { files } = await bundleOf(issued, identity, { now: from, random, pause });
  for (const { name, bytes, mode } of files) {
    writeFileSync(path.join(folder, name), bytes, { mode });
  }
}

/** Reads real files; the flow needs no more. */
const readingFiles: Pick<Files, "read" | "list"> = {
  list: (folder) =>
    readdir(folder).then(
      (names) => ok(names.sort()),
      () => fail({ code: "file-not-found", path: folder }),
    ),
  read: (filePath) =>
    readFile(filePath).then(
      (bytes) => ok(new Uint8Array(bytes)),
      () => fail({ code: "file-not-found", path: filePath }),
    ),
};

/** What a test may choose. */
export interface Choices extends Partial<Omit<TestConnectionRequest, "propertiesPath" | "server">> {
  readonly caFile?: string;
  readonly clock?: () => Date;
  readonly network?: Network;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SessionEvent) => void;
}

/** What came of it. */
export interface Tested {
  readonly events: readonly SessionEvent[];
  readonly elapsedMs: number;
  readonly report?: ReportFacts;
  readonly session?: LiveSession;
}

/** How long each phase may take unless a test says otherwise, milliseconds. */
export const usualTimeoutMs = 10_000;

/** Runs the real flow over the real network and MQTT ports. */
export async function test(device: Device, mqttUrl: string, choices: Choices = {}): Promise<Tested> {
  const { caFile, clock = () => new Date(), network = nodeNetwork(), signal, onEvent, ...rest } = choices;
  const server: ServerChoice = { name: "peer", mqttUrl, ...(caFile === undefined ? {} : { caFile }) };
  const events: SessionEvent[] = [];
  const files = readingFiles as Files;
  const world = { files, clock, machine: testMachine, network, mqtt: mqttPort(), pause };
  const startedMs = performance.now();
  const outcome = await testConnection(
    {
      propertiesPath: device.propertiesPath,
      server,
      timeoutMs: usualTimeoutMs,
      protocolVersion: 4,
      subscriptions: defaultSubscriptions,
      keepOpen: false,
      ...rest,
    },
    world satisfies Partial<World>,
    {
      event: (event) => {
        events.push(event);
        onEvent?.(event);
      },
    },
    signal ?? new AbortController().signal,
  );
  return { events, elapsedMs: performance.now() - startedMs, ...outcome };
}

/** The real network, on which no client certificate is shown. */
export function networkWithoutCertificate(): Network {
  const real = nodeNetwork();
  return {
    ...real,
    open: ({ host, port, trustedPem, timeoutMs }, emit, signal) =>
      real.open({ host, port, trustedPem, timeoutMs }, emit, signal),
  };
}
