import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { Registered, RegistrationFailure } from "../core/testServer/changes";
import { certificateRegistered } from "../core/testServer/changes";
import type { TestServerEvent } from "../core/testServer/events";
import type { Json } from "../core/credential/json";
import type { ServerInput } from "../core/testServer/server";
import type { Account, CallOutcome, ServerState } from "../core/testServer/state";
import { initialState, sessionsOf } from "../core/testServer/state";
import type { GenerateFailure } from "./generateIdentity";
import { join } from "./paths";
import type { TestServerIdentity } from "./testServerIdentity";
import { testServerIdentity } from "./testServerIdentity";
import { keepTestServerAccount, testServerAccount } from "./testServerAccount";
import type { TestServerMachine } from "./testServerMachine";
import { testServerMachine } from "./testServerMachine";
import type { RegistrySaver } from "./testServerRegistry";
import { loadRegistry, registrySaver } from "./testServerRegistry";
import type { FileFailure, ListenFailure, OpenTestServer, TestServerPlace, World } from "./world";

/** Which Local Test Server is to run. */
export interface TestServerRequest {
  /** Absolute path of the folder that keeps its identity. */
  readonly folder: string;
  /** Absolute path of the folder that keeps its devices; the same where absent. */
  readonly registryFolder?: string;
  /** MQTT over TLS; 8883 where absent, 0 for any free one. */
  readonly port?: number;
  /** REST over HTTP; where absent that of last time, or any free one. */
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
  /** The tenant administrator; the same at each start, unless the machine has no keyring. */
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
  "pause" | "files" | "clock" | "entropy" | "machine" | "testServers" | "secrets"
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
  const { registryFolder = request.folder } = request;
  const registryPath = join(registryFolder, "registry.json");
  const loaded = await loadRegistry(registryPath, join(request.folder, "registry.json"), world.files);
  if (!loaded.ok) {
    return loaded;
  }
  const tell = (news: TestServerNews): void => {
    observe({ ...news, atMs: world.clock().getTime() });
  };
  const saver = registrySaver(registryPath, world.files, (failure) => {
    tell({ kind: "registryNotSaved", failure });
  });
  const { account, restPort: lastRestPort } = await testServerAccount(registryFolder, world);
  const first = initialState(account, identity.value.certificatePem, loaded.value.registry);
  const machine = testServerMachine(first, { world, saver, tell });
  const place = { mqttPort: request.port ?? 8883, restPort: request.restPort ?? 0, ...identity.value };
  const take = (input: ServerInput): void => {
    machine.take(input);
  };
  const wanted = request.restPort === undefined ? lastRestPort : undefined;
  const server = await opened(place, wanted, take, world);
  if (!server.ok) {
    return server;
  }
  if (signal.aborted) {
    await server.value.close();
    return fail({ code: "cancelled" });
  }
  machine.attach(server.value);
  await keepTestServerAccount(registryFolder, { account, restPort: server.value.restPort }, world);
  tell({ kind: "listening", mqttPort: server.value.mqttPort, restPort: server.value.restPort });
  const { damagedCopy } = loaded.value;
  return ok({
    ...addresses(identity.value, server.value),
    login: loginOf(account),
    ...(damagedCopy === undefined ? {} : { damagedRegistry: damagedCopy }),
    ...controls(machine, server.value, saver),
  });
}

/** Without a port of its own REST comes back to that of last time, where it is free, and else to any. */
async function opened(
  place: TestServerPlace,
  lastRestPort: number | undefined,
  report: (input: ServerInput) => void,
  { testServers }: TestServerWorld,
): Promise<Result<OpenTestServer, ListenFailure>> {
  if (lastRestPort === undefined) {
    return testServers.open(place, report);
  }
  const again = await testServers.open({ ...place, restPort: lastRestPort }, report);
  const isTaken = !again.ok && again.failure.port === lastRestPort;
  return isTaken ? testServers.open(place, report) : again;
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
    devices: listing(machine),
    sendRpc: (deviceId, method, params) => machine.call(deviceId, method, params),
    stop: () => (stopping ??= stop()),
  };
}

/** The same state gives the same list: whoever looks for one device after the other does not have it made anew. */
function listing(machine: TestServerMachine): RunningTestServer["devices"] {
  let last: { readonly state: ServerState; readonly devices: readonly TestServerDevice[] } | undefined;
  return () => {
    const state = machine.state();
    last = last?.state === state ? last : { state, devices: devicesOf(state) };
    return last.devices;
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
