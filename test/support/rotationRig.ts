import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import type { ReportFacts } from "../../src/core/connection/report";
import { credentialIdOf } from "../../src/core/credential/credentialId";
import { fail, ok } from "../../src/core/result";
import type { CaChoice } from "../../src/flows/deviceCa";
import { generateIdentity } from "../../src/flows/generateIdentity";
import { newDeviceCa } from "../../src/flows/newDeviceCa";
import { planRotation } from "../../src/flows/planRotation";
import {
  carryThrough,
  rotateClientCert,
  type NotBegunFailure,
  type RotateWorld,
  type RotationOutcome,
} from "../../src/flows/rotateClientCert";
import { openRotations } from "../../src/flows/rotationJournal";
import { undoRotation, type UndoFailure } from "../../src/flows/undoRotation";
import type { Files, HttpFailure } from "../../src/flows/world";
import type { Result } from "../../src/core/result";
import { inMemoryWorld, type InMemoryWorld } from "./inMemoryWorld";
import { newKeyPair } from "./identities";
import { soundTextWith } from "./profiles";
import { thingsBoardInMemory, type ThingsBoardInMemory } from "./thingsBoardInMemory";

const folder = "/home/ada/tb";
const propertiesPath = `${folder}/keygen.properties`;
const journalFolder = "/home/ada/.storage/rotations";
const server = { name: "TB", restUrl: "http://tb" };
const deviceName = "tb.example.org";

/** The program ends here. */
export class Killed extends Error {}

/** What a test does at a call to the outside; nothing lets it pass. */
export type Meddle = (call: Call) => "fail" | "kill" | "kill-after" | "lose-answer" | Refusal | undefined;

/** The server says no, and does nothing. */
export interface Refusal {
  readonly status: number;
  readonly errorCode: number;
  readonly message: string;
}

/** A call to the outside, in the order of calls. `changes` tells those that may change something. */
export interface Call {
  readonly number: number;
  readonly what: string;
  readonly changes: boolean;
}

/** A device on a server with its bundle, in memory, and whatever happens to it. */
export interface RotationRig {
  readonly world: InMemoryWorld;
  readonly tb: ThingsBoardInMemory;
  readonly oldId: string;
  /** Every call so far. */
  readonly calls: Call[];
  meddle(meddle: Meddle): void;
  /** Plans and rotates from the beginning. */
  rotate(signal?: AbortSignal, ca?: CaChoice): Promise<Result<RotationOutcome, NotBegunFailure>>;
  finish(): Promise<RotationOutcome | undefined>;
  rollBack(mayReplaceOthers?: boolean): Promise<Result<void, UndoFailure> | undefined>;
  /** Whether a rotation waits to be finished or undone. */
  isOpen(): Promise<boolean>;
  /** The credentials id that the server has in force. */
  inForce(): string | undefined;
  /** The credentials id of the bundle beside the properties file, whose key is its own. */
  onDisk(): string;
  /** Gives the device a certificate of a device CA, here and on the server. */
  signedByCa(): Promise<CaChoice>;
  issuerOnDisk(): string;
  /** Somebody else gives the device an access token. */
  giveToken(): void;
  /** Asserts that the key for the certificate that the server has in force is on disk, beside the properties file or in `backup/`. */
  assertNoKeyLost(): void;
}

/** Where a device stands before. */
export interface Standing {
  /** Whether the server has its certificate; else it has an access token there. */
  readonly isInSync: boolean;
}

/** Gives a way to make rigs, all of the same device, whose bundle is generated once. */
export function rotationRigs(): (standing: Standing) => Promise<RotationRig> {
  let first: Promise<InMemoryWorld> | undefined;
  return async (standing) => {
    first ??= deviceInMemory();
    const { disk } = await first;
    const world = worldWithNewKeys();
    disk.forEach((file, path) => world.disk.set(path, file));
    return rotationRig(world, standing);
  };
}

async function rotationRig(world: InMemoryWorld, { isInSync }: Standing): Promise<RotationRig> {
  const tb = await thingsBoardInMemory();
  const oldId = idIn(world, folder);
  if (isInSync) {
    tb.register(world.text(`${folder}/client.pub.pem`) ?? "", deviceName);
  } else {
    tb.create(deviceName);
  }
  const calls: Call[] = [];
  let meddler: Meddle = () => undefined;
  let isBegun = false;
  const called = (what: string, changes: boolean): ReturnType<Meddle> => {
    if (!isBegun) {
      return undefined;
    }
    const call = { number: calls.length + 1, what, changes };
    calls.push(call);
    return meddler(call);
  };
  const meddled = meddledWorld({ world, tb, called });
  const { signal: never } = new AbortController();
  const issue = { propertiesPath, validityDays: 30 };
  const rotations = () => openRotations(journalFolder, world);
  return {
    ...{ world, tb, oldId, calls },
    meddle: (one) => {
      meddler = one;
    },
    rotate: async (signal = never, ca?: CaChoice) => {
      const plan = await planRotation({ propertiesPath }, { ...world, board: tb.board }, never);
      assert.ok(plan.ok, JSON.stringify(plan));
      isBegun = true;
      const request = { plan: plan.value, server, journalFolder };
      const signed = ca === undefined ? issue : { ...issue, ca };
      return rotateClientCert({ ...request, issue: signed }, meddled, signal);
    },
    finish: async () => {
      const [rotation] = await rotations();
      const request = { issue, journalFolder, mayReplaceOthers: true };
      return rotation && carryThrough(rotation, request, meddled, never);
    },
    rollBack: async (mayReplaceOthers = true) => {
      const [rotation] = await rotations();
      return rotation && undoRotation({ rotation, journalFolder, mayReplaceOthers }, meddled, never);
    },
    isOpen: async () => (await rotations()).length > 0,
    inForce: () => tb.device(deviceName)?.credentials.credentialsId,
    onDisk: () => {
      assertPair(world, folder);
      return idIn(world, folder);
    },
    signedByCa: async () => {
      const ca = await newDeviceCa(
        {
          workspaceFolder: folder,
          name: "fleet",
          algorithm: { kind: "ec", curve: "P-256" },
          validityDays: 90,
        },
        world,
        never,
      );
      assert.ok(ca.ok, JSON.stringify(ca));
      const choice = { certificatePath: ca.value.certificatePath };
      const request = { ...issue, side: "client", overwrite: true, ca: choice } as const;
      assert.ok((await generateIdentity(request, world, never)).ok);
      tb.register(world.text(`${folder}/client.pub.pem`) ?? "", deviceName);
      return choice;
    },
    issuerOnDisk: () => certificateIn(world, folder).issuer,
    giveToken: () => {
      tb.giveToken(deviceName, "a token of somebody else");
    },
    assertNoKeyLost: () => {
      const { type, credentialsId: inForce } = tb.device(deviceName)?.credentials ?? {};
      if (type !== "X509_CERTIFICATE") {
        return;
      }
      const places = [...world.disk.keys()]
        .filter((path) => path.endsWith("/client.pub.pem"))
        .map((path) => path.slice(0, path.lastIndexOf("/")));
      const place = places.find((one) => idIn(world, one) === inForce);
      assert.ok(place !== undefined, "the server has a certificate whose bundle is nowhere");
      assertPair(world, place);
    },
  };
}

/** A device with a bundle of the first day. */
async function deviceInMemory(): Promise<InMemoryWorld> {
  const world = worldWithNewKeys();
  world.put(propertiesPath, soundTextWith(""));
  const request = { propertiesPath, side: "client", overwrite: false, validityDays: 30 } as const;
  assert.ok((await generateIdentity(request, world, new AbortController().signal)).ok);
  return world;
}

/** A world whose keys are all different. */
function worldWithNewKeys(): InMemoryWorld {
  const world = inMemoryWorld();
  const keyPair: InMemoryWorld["entropy"]["keyPair"] = (algorithm, signal) =>
    Promise.resolve(signal.aborted ? undefined : newKeyPair(algorithm));
  const different: InMemoryWorld = {
    ...world,
    clock: () => different.now,
    entropy: { ...world.entropy, keyPair },
  };
  return different;
}

interface Parts {
  readonly world: InMemoryWorld;
  readonly tb: ThingsBoardInMemory;
  readonly called: (what: string, changes: boolean) => ReturnType<Meddle>;
}

const changing: ReadonlySet<string> = new Set(["create", "replace", "writeBundle"]);

/** The world, of which every call may fail, or be the last. */
function meddledWorld({ world, tb, called }: Parts): RotateWorld {
  const files = Object.fromEntries(
    Object.entries(world.files).map(([name, method]) => [
      name,
      async (...args: [string, ...unknown[]]): Promise<unknown> => {
        const way = called(`${name} ${args[0]}`, changing.has(name));
        stopAt(way, "kill");
        if (way === "fail") {
          return fail({ code: "file-io", path: args[0] });
        }
        const result: unknown = await (method as (...all: unknown[]) => Promise<unknown>)(...args);
        // The clock of a test stands still, and a backup of the same second would be the same.
        world.now = new Date(world.now.getTime() + 1000);
        stopAt(way, "kill-after");
        return result;
      },
    ]),
  ) as unknown as Files;
  tb.between((request, pass) => {
    const way = called(`${request.method} ${request.url}`, request.method === "POST");
    stopAt(way, "kill");
    if (typeof way === "object") {
      return ok({ status: way.status, body: JSON.stringify(way), headers: {} });
    }
    const answer = way === "fail" ? undefined : pass();
    stopAt(way, "kill-after");
    return answer === undefined || way === "lose-answer"
      ? fail<HttpFailure>({ code: answer === undefined ? "http-unreachable" : "http-timeout" })
      : answer;
  });
  const secrets: RotateWorld["secrets"] = {
    get: (name) => {
      const way = called("get secret", false);
      stopAt(way, "kill");
      return way === "fail" ? Promise.resolve(undefined) : world.secrets.get(name);
    },
    set: async (name, value) => {
      const way = called("set secret", true);
      stopAt(way, "kill");
      const result =
        way === "fail"
          ? fail({ code: "secrets-unavailable" } as const)
          : await world.secrets.set(name, value);
      stopAt(way, "kill-after");
      return result;
    },
    delete: async (name) => {
      const way = called("delete secret", true);
      stopAt(way, "kill");
      await world.secrets.delete(name);
      stopAt(way, "kill-after");
    },
  };
  const { clock, entropy, machine, pause } = world;
  const test: RotateWorld["test"] = async (signal) => {
    await Promise.resolve();
    const way = called("test", false);
    stopAt(way, "kill");
    const isAdmitted = tb.device(deviceName)?.credentials.credentialsId === idIn(world, folder);
    stopAt(way, "kill-after");
    return signal.aborted ? undefined : reportOf(isAdmitted && way !== "fail");
  };
  return { files, secrets, clock, entropy, machine, pause, board: tb.board, test };
}

function stopAt(way: ReturnType<Meddle>, where: "kill" | "kill-after"): void {
  if (way === where) {
    throw new Killed(where);
  }
}

function reportOf(ok: boolean): ReportFacts {
  const facts = { server: { name: "TB", mqttUrl: "mqtts://tb" }, properties: propertiesPath };
  const diagnosis = { code: "mqtt-not-authorized", facts: {} } as const;
  return { ok, ...facts, phases: [], warnings: [], ...(ok ? {} : { diagnosis }) };
}

function certificateIn(world: InMemoryWorld, place: string): X509Certificate {
  return new X509Certificate(world.text(`${place}/client.pub.pem`) ?? "");
}

function idIn(world: InMemoryWorld, place: string): string {
  return credentialIdOf(new Uint8Array(certificateIn(world, place).raw));
}

function assertPair(world: InMemoryWorld, place: string): void {
  const key = createPrivateKey(world.text(`${place}/client.pk8.pem`) ?? "");
  assert.ok(certificateIn(world, place).checkPrivateKey(key), `${place} has the key of another certificate`);
}
