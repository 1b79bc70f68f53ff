import type { CertificateOnDisk, Device } from "../core/devices/device";
import { leafIn } from "../core/keystore/leaf";
import { pemTextOf } from "../core/keystore/pem";
import { scriptFileNamesOf, scriptFilesAmong } from "../core/keystore/scriptFiles";
import type { Profile } from "../core/profile/profile";
import { fail, ok, type Result } from "../core/result";
import { inspectDevice } from "./inspectDevice";
import { loadProfile, type ProfileFailure } from "./loadProfile";
import { folderOf, join, nameOf } from "./paths";
import type { FileFailure, World } from "./world";

/** What a folder of ThingsBoard's scripts holds. */
export interface ScriptFolder {
  readonly device: Device;
  /** Which of the scripts the properties file is for. */
  readonly generation: Profile["generation"];
  /** Of the client's certificate; of the properties file where there is none that can be read. */
  readonly commonName: string;
  /** Absolute paths of the files of both bundles that are there, the client's first. */
  readonly files: readonly string[];
  /** Absolute paths of those that the scripts of that generation write, and that are not there. */
  readonly missing: readonly string[];
}

/** Why a folder gives no device. `path` is the folder, but in what a properties file is refused for. */
export type ScriptFolderFailure =
  | ProfileFailure
  | { readonly code: "folder-not-found"; readonly path: string }
  | { readonly code: "folder-unreadable"; readonly path: string; readonly failure: FileFailure }
  /** `generated`: names of what looks like the scripts' work · `otherProperties`: of what may be its properties file. */
  | {
      readonly code: "properties-missing";
      readonly path: string;
      readonly generated: readonly string[];
      readonly otherProperties: readonly string[];
    }
  /** There are several devices in it; `properties` are the names of their files, and one has to be chosen. */
  | { readonly code: "properties-several"; readonly path: string; readonly properties: readonly string[] };

/**
 * Looks at a folder that ThingsBoard's scripts were run in, or at the folder of a properties file that is in one.
 * It only reads, and nothing in it is run.
 */
export async function inspectScriptFolder(
  path: string,
  world: Pick<World, "files" | "machine">,
): Promise<Result<ScriptFolder, ScriptFolderFailure>> {
  const propertiesPath = await propertiesPathAt(path, world);
  if (!propertiesPath.ok) {
    return propertiesPath;
  }
  const profile = await loadProfile(propertiesPath.value, world);
  if (!profile.ok) {
    return profile;
  }
  const device = await inspectDevice(propertiesPath.value, world);
  const { generation } = profile.value;
  const files = [...device.client.files, ...device.server.files];
  const missing = expectedFiles(device, generation).filter((file) => !files.includes(file));
  const commonName = await commonNameOf(device, profile.value, world);
  return ok({ device, generation, commonName, files, missing });
}

const isPropertiesName = /(?:^|\.)keygen\.properties$/;

async function propertiesPathAt(
  path: string,
  world: Pick<World, "files">,
): Promise<Result<string, ScriptFolderFailure>> {
  const listed = await world.files.list(path);
  if (!listed.ok) {
    const isFile = listed.failure.code === "file-not-regular" && isPropertiesName.test(nameOf(path));
    return isFile ? ok(path) : fail(folderFailureOf(path, listed.failure));
  }
  const properties = listed.value.filter((name) => isPropertiesName.test(name));
  const [first, second] = properties;
  if (first === undefined) {
    return fail(withoutProperties(path, listed.value));
  }
  return second === undefined
    ? ok(join(path, first))
    : fail({ code: "properties-several", path, properties });
}

function folderFailureOf(path: string, failure: FileFailure): ScriptFolderFailure {
  return failure.code === "file-not-found"
    ? { code: "folder-not-found", path }
    : { code: "folder-unreadable", path, failure };
}

/** The scripts take a properties file of any name with `-p`. */
function withoutProperties(path: string, names: readonly string[]): ScriptFolderFailure {
  return {
    code: "properties-missing",
    path,
    generated: scriptFilesAmong(names),
    otherProperties: names.filter((name) => name.endsWith(".properties")),
  };
}

function expectedFiles(
  { propertiesPath, filePrefix, serverFilePrefix }: Device,
  generation: Profile["generation"],
): readonly string[] {
  const names = [
    ...(filePrefix === undefined ? [] : scriptFileNamesOf(generation, "client", filePrefix)),
    ...(serverFilePrefix === undefined ? [] : scriptFileNamesOf(generation, "server", serverFilePrefix)),
  ];
  return names.map((name) => join(folderOf(propertiesPath), name));
}

/** The certificate may be from another machine, where `$(hostname)` said something else. */
async function commonNameOf(
  { client }: Device,
  profile: Profile,
  world: Pick<World, "files">,
): Promise<string> {
  const written = profile.values.get("DOMAIN_SUFFIX")?.value ?? "";
  return (isReadable(client.certificate) && (await commonNameIn(client.certificate.path, world))) || written;
}

function isReadable(certificate: Device["client"]["certificate"]): certificate is CertificateOnDisk {
  return certificate !== undefined && !("unreadable" in certificate);
}

async function commonNameIn(path: string, world: Pick<World, "files">): Promise<string> {
  const bytes = await world.files.read(path);
  const leaf = bytes.ok ? leafIn(pemTextOf(bytes.value)) : undefined;
  return leaf?.certificate.subject.commonName ?? "";
}
