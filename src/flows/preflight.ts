import { parseMqttUrl, type Endpoint } from "../core/connection/options";
import { plainFileOf } from "../core/connection/keystoreMaterial";
import {
  lacksPair,
  preflight,
  type LoadedFile,
  type Material,
  type PreflightFiles,
} from "../core/connection/preflight";
import type { DiagnosisFacts } from "../core/connection/diagnoses";
import type { Identity } from "../core/identity/identity";
import { openKeyFile, type KeyFilePasswords } from "../core/keystore/open";
import { patienceFor } from "../core/keystore/patience";
import { fail, ok, type Result } from "../core/result";
import { loadIdentity, type IdentityUnavailable } from "./loadProfile";
import { folderOf, join } from "./paths";
import type { World } from "./world";

/** Which device is to connect to which server. */
export interface PreflightRequest {
  readonly propertiesPath: string;
  readonly server: { readonly mqttUrl: string; readonly caFile?: string };
  readonly expiryWarningDays: number;
}

/** Everything that is known before the first packet. */
export interface Cleared {
  readonly endpoint: Endpoint;
  readonly material: Material;
  /** `CLIENT_FILE_PREFIX`. */
  readonly filePrefix: string;
}

/**
 * Reads the properties file and the device's files, and makes sure that they are fit for a connection. Key and
 * certificate come from PEM files, else from `P.p12`, else from `P.jks`. Undefined when the signal aborted it.
 */
export async function clearForConnection(
  request: PreflightRequest,
  world: Pick<World, "files" | "clock" | "machine" | "pause">,
  signal: AbortSignal,
): Promise<Result<Cleared, DiagnosisFacts> | undefined> {
  const identity = await clientIdentity(request.propertiesPath, world);
  if (!identity.ok) {
    return identity;
  }
  const endpoint = parseMqttUrl(request.server.mqttUrl);
  if (!endpoint.ok) {
    const { code, reason } = endpoint.failure;
    return fail({ code, facts: { mqttUrl: request.server.mqttUrl, reason } });
  }
  const files = await loadFiles(request, identity.value, { world, signal });
  if (signal.aborted) {
    return undefined;
  }
  if (!files.ok) {
    return files;
  }
  const material = preflight(files.value, {
    keyPassword: identity.value.keyPassword,
    now: world.clock(),
    expiryWarningDays: request.expiryWarningDays,
  });
  return material.ok
    ? ok({ endpoint: endpoint.value, material: material.value, filePrefix: identity.value.filePrefix })
    : material;
}

/** Gives the device of a properties file, or says why there is none as a connection's diagnosis. */
export async function clientIdentity(
  path: string,
  world: Pick<World, "files" | "machine">,
): Promise<Result<Identity, DiagnosisFacts>> {
  const identity = await loadIdentity(path, "client", world);
  return identity.ok
    ? identity
    : fail({ code: "properties-invalid", facts: { path, ...factsOf(identity.failure) } });
}

/** `reason` is a file failure's code, why it is no text, or `problems` with their codes and the first one's offset. */
function factsOf(failure: IdentityUnavailable): Readonly<Record<string, string>> {
  if (failure.code === "properties-unreadable") {
    const { reason, line, column } = failure;
    return { reason, line: String(line), column: String(column) };
  }
  if (failure.code !== "properties-invalid") {
    return { reason: failure.code };
  }
  const codes = failure.problems.map((problem) => problem.code);
  const offset = failure.problems[0]?.span.start ?? 0;
  return { reason: "problems", problems: codes.join(", "), offset: String(offset) };
}

interface Loading {
  readonly world: Pick<World, "files" | "pause">;
  readonly signal: AbortSignal;
}

async function loadFiles(
  request: PreflightRequest,
  identity: Identity,
  loading: Loading,
): Promise<Result<PreflightFiles, DiagnosisFacts>> {
  const files = await loadPemFiles(request, identity, loading.world);
  if (!lacksPair(files)) {
    return ok(files);
  }
  const keystore = await loadKeystore(folderOf(request.propertiesPath), identity, loading);
  return keystore?.ok === false ? keystore : ok({ ...files, ...(keystore && { plain: keystore.value }) });
}

/** `P.p12`, else `P.jks`, as the PEM file that it stands for; undefined where neither is there. */
async function loadKeystore(
  folder: string,
  identity: Identity,
  { world, signal }: Loading,
): Promise<Result<LoadedFile, DiagnosisFacts> | undefined> {
  for (const row of keystores) {
    const file = await load(join(folder, identity.filePrefix + row.ending), world);
    if (file.bytes !== undefined) {
      const patience = patienceFor({ pause: world.pause, signal });
      const opened = await openKeyFile(file.bytes, row.passwordsOf(identity), patience);
      const { storePasswordKey } = row;
      return plainFileOf({ path: file.path, opened, storePasswordKey }, identity);
    }
    if (file.failure !== "file-not-found") {
      return ok(file);
    }
  }
  return undefined;
}

/** By which passwords the scripts and we write them. */
const keystores: readonly {
  readonly ending: string;
  readonly storePasswordKey: string;
  readonly passwordsOf: (identity: Identity) => KeyFilePasswords;
}[] = [
  {
    ending: ".p12",
    storePasswordKey: "CLIENT_KEY_PASSWORD",
    passwordsOf: ({ keyPassword }) => ({ storePassword: keyPassword }),
  },
  {
    ending: ".jks",
    storePasswordKey: "CLIENT_KEYSTORE_PASSWORD",
    passwordsOf: ({ storePassword, keyPassword }) => ({ storePassword, keyPassword }),
  },
];

async function loadPemFiles(
  request: PreflightRequest,
  identity: Identity,
  world: Pick<World, "files">,
): Promise<PreflightFiles> {
  const folder = folderOf(request.propertiesPath);
  const own = (suffix: string): Promise<LoadedFile> =>
    load(join(folder, identity.filePrefix + suffix), world);
  const { caFile } = request.server;
  const [plain, encrypted, certificate, key, localTrust] = await Promise.all([
    own(".nopass.pem"),
    own(".pem"),
    own(".pub.pem"),
    own(".pk8.pem"),
    load(join(folder, `${identity.peer.filePrefix}.pub.pem`), world),
  ]);
  const files = { plain, encrypted, certificate, key, localTrust };
  return caFile === undefined ? files : { ...files, configuredTrust: await load(caFile, world) };
}

async function load(path: string, world: Pick<World, "files">): Promise<LoadedFile> {
  const read = await world.files.read(path);
  return read.ok ? { path, bytes: read.value } : { path, failure: read.failure.code };
}
