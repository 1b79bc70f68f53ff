import { passwordFrom } from "../core/identity/password";
import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { Registered, RegistrationFailure } from "../core/testServer/changes";
import { certificateRegistered } from "../core/testServer/changes";
import type { TestServerEvent } from "../core/testServer/events";
import type { Json } from "../core/credential/json";
import type { Account, CallOutcome, ServerState } from "../core/testServer/state";
import { initialState, sessionsOf } from "../core/testServer/state";
import { uuidFrom } from "../core/testServer/uuid";
import type { GenerateFailure } from "./generateIdentity";
import { join } from "./paths";
import type { TestServerIdentity } from "./testServerIdentity";
import { testServerIdentity } from "./testServerIdentity";
import type { TestServerMachine } from "./testServerMachine";
import { testServerMachine } from "./testServerMachine";
import type { RegistrySaver } from "./testServerRegistry";
import { loadRegistry, registrySaver } from "./testServerRegistry";
import type { FileFailure, ListenFailure, OpenTestServer, World } from "./world";

/** Which Local Test Server is to run. */
export interface TestServerRequest {
  /** Absolute path of the folder that keeps its identity and its registry. */
  readonly folder: string;
  /** MQTT over TLS; 8883 where absent, 0 for any free one. */
  readonly port?: number;
  /** REST over HTTP; any free one where absent. */
  readonly restPort?: number;
}

/** Why the server did not start. */
export type TestServerFailure = ListenFailure | FileFailure | GenerateFailure;

/** Something that happened in a running server; `atMs` is milliseconds since 1970 UTC. */
export type TestServerReport = { readonly atMs: number } & TestServerNews;

/** What happened, without its time. */
export type TestServerNews =
  TestServerEvent | { readonly kind: "registryNotSaved"; readonly failure: FileFailure };

/** A device of the server, as a tree shows it. */
export interface TestServerDevice {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly credentialsType: "X509_CERTIFICATE" | "ACCESS_TOKEN";
  readonly credentialsId: string;
  readonly isConnected: boolean;
}

/** A server that runs until it is stopped. */
export interface RunningTestServer {
  /** `mqtts://127.0.0.1:<port>`, a name that its certificate has; `localhost` is one too. */
  readonly mqttUrl: string;
  /** `http://127.0.0.1:<port>`. */
  readonly restUrl: string;
  /** Absolute path of the server certificate, PEM, which its clients trust. */
  readonly caFile: string;
  /** The tenant administrator; the password and the API key are new at each start. */
  readonly login: { readonly username: string; readonly password: string; readonly apiKey: string };
  /** Where a copy of a registry lies that could not be read whole. */
  readonly damagedRegistry?: string;
  /** Gives a device a certificate, PEM; without a name, a new device named by the certificate's CN. Idempotent. */
  register(certificatePem: string, deviceName?: string): Promise<Result<Registered, RegistrationFailure>>;
  devices(): readonly TestServerDevice[];
  /** Calls a device and waits for its answer, 10 seconds at most. */
  sendRpc(deviceId: string, method: string, params: Json): Promise<CallOutcome>;
  /** Ends all sessions and closes both ports; what was to be saved is saved then. Does nothing the second time. */
  stop(): Promise<void>;
}

/** What starting needs of the world. */
export type TestServerWorld = Pick<
  World,
  "pause" | "files" | "clock" | "entropy" | "machine" | "testServers"
>;

/** Starts the Local Test Server, which decides as ThingsBoard does, with its own identity and its devices of last time. */
export async function startTestServer(
  request: TestServerRequest,
  world: TestServerWorld,
  observe: (report: TestServerReport) => void,
  signal: AbortSignal,
): Promise<Result<RunningTestServer, TestServerFailure>> {
  const identity = await testServerIdentity(request.folder, world, signal);
  if (!identity.ok) {
    return identity;
  }
  const registryPath = join(request.folder, "registry.json");
  const loaded = await loadRegistry(registryPath, world.files);
  if (!loaded.ok) {
    return loaded;
  }
  const tell = (news: TestServerNews): void => {
    observe({ ...news, atMs: world.clock().getTime() });
  };
  const saver = registrySaver(registryPath, world.files, (failure) => {
    tell({ kind: "registryNotSaved", failure });
  });
  const first = initialState(newAccount(world), identity.value.certificatePem, loaded.value.registry);
  const machine = testServerMachine(first, { world, saver, tell });
  const place = { mqttPort: request.port ?? 8883, restPort: request.restPort ?? 0, ...identity.value };
  const opened = await world.testServers.open(place, (input) => {
    machine.take(input);
  });
  if (!opened.ok) {
    return opened;
  }
  if (signal.aborted) {
    await opened.value.close();
    return fail({ code: "cancelled" });
  }
  machine.attach(opened.value);
  tell({ kind: "listening", mqttPort: opened.value.mqttPort, restPort: opened.value.restPort });
  const { damagedCopy } = loaded.value;
  return ok({
    ...addresses(identity.value, opened.value),
    login: loginOf(first.account),
    ...(damagedCopy === undefined ? {} : { damagedRegistry: damagedCopy }),
    ...controls(machine, opened.value, saver),
  });
}

/** ThingsBoard's own demo tenant, with a password of this run. */
function newAccount({ entropy }: TestServerWorld): Account {
  const random = (lengthBytes: number): Uint8Array => entropy.bytes(lengthBytes);
  return {
    username: "tenant@thingsboard.org",
    password: passwordFrom(random),
    userId: uuidFrom(random),
    tenantId: uuidFrom(random),
    deviceProfileId: uuidFrom(random),
    apiKey: passwordFrom(random),
    tokenKey: random(64),
  };
}

function loginOf({ username, password, apiKey }: Account): RunningTestServer["login"] {
  return { username, password, apiKey };
}

function addresses(
  { caFile }: TestServerIdentity,
  { mqttPort, restPort }: OpenTestServer,
): Pick<RunningTestServer, "mqttUrl" | "restUrl" | "caFile"> {
  return { mqttUrl: `mqtts://127.0.0.1:${mqttPort}`, restUrl: `http://127.0.0.1:${restPort}`, caFile };
}

function controls(
  machine: TestServerMachine,
  server: OpenTestServer,
  saver: RegistrySaver,
): Pick<RunningTestServer, "register" | "devices" | "sendRpc" | "stop"> {
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    machine.take({ kind: "stopping" });
    await server.close();
    await saver.settled();
  };
  return {
    register: async (certificatePem, deviceName) => {
      const registration = { certificatePem, ...(deviceName === undefined ? {} : { deviceName }) };
      const change = certificateRegistered(machine.state(), registration, machine.moment());
      if (!change.ok) {
        return change;
      }
      machine.apply(change.value.step);
      await saver.settled();
      return ok(change.value.value);
    },
    devices: () => devicesOf(machine.state()),
    sendRpc: (deviceId, method, params) => machine.call(deviceId, method, params),
    stop: () => (stopping ??= stop()),
  };
}

function devicesOf(state: ServerState): readonly TestServerDevice[] {
  return [...state.registry.devices.values()].map(({ id, name, credentials }) => ({
    deviceId: id,
    deviceName: name,
    credentialsType: credentials.type,
    credentialsId: credentials.credentialsId,
    isConnected: sessionsOf(state, id).length > 0,
  }));
}
