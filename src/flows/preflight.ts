import { parseMqttUrl, type Endpoint } from "../core/connection/options";
import { preflight, type LoadedFile, type Material, type PreflightFiles } from "../core/connection/preflight";
import type { DiagnosisFacts } from "../core/connection/diagnoses";
import type { Identity } from "../core/identity/identity";
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

/** Reads the properties file and the device's files, and makes sure that they are fit for a connection. */
export async function clearForConnection(
  request: PreflightRequest,
  world: Pick<World, "files" | "clock" | "machine">,
): Promise<Result<Cleared, DiagnosisFacts>> {
  const identity = await clientIdentity(request.propertiesPath, world);
  if (!identity.ok) {
    return identity;
  }
  const endpoint = parseMqttUrl(request.server.mqttUrl);
  if (!endpoint.ok) {
    const { code, reason } = endpoint.failure;
    return fail({ code, facts: { mqttUrl: request.server.mqttUrl, reason } });
  }
  const files = await loadFiles(request, identity.value, world);
  const material = preflight(files, {
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

async function loadFiles(
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
