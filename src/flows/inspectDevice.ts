import { credentialIdOf } from "../core/credential/credentialId";
import { claimsOf } from "../core/devices/claims";
import type { BundleOnDisk, Device } from "../core/devices/device";
import { deviceNameOf, firstPropertiesName } from "../core/devices/names";
import type { Side } from "../core/identity/identity";
import { blockingProblems, identityOf } from "../core/identity/identityOf";
import { bundleNamesOf } from "../core/keystore/bundleNames";
import { leafIn } from "../core/keystore/leaf";
import { pemTextOf } from "../core/keystore/pem";
import { isUnsafePrefix } from "../core/profile/prefixes";
import type { Profile } from "../core/profile/profile";
import { newFileMemory, type FileMemory } from "./fileMemory";
import { loadProfile } from "./loadProfile";
import { folderOf, join, nameOf } from "./paths";
import type { World } from "./world";

/** What was made of files that were looked at before. */
export interface InspectionMemory {
  readonly profiles: FileMemory<ProfileFacts>;
  readonly certificates: FileMemory<BundleOnDisk["certificate"]>;
}

/** Prepares looking at many devices again and again: a file with the same stamp is neither read nor parsed again. */
export function newInspectionMemory(): InspectionMemory {
  return { profiles: newFileMemory(), certificates: newFileMemory() };
}

/** Looks at a properties file and at the files beside it. It only reads, and gives a device whatever is there. */
export async function inspectDevice(
  propertiesPath: string,
  world: Pick<World, "files" | "machine">,
  memory: InspectionMemory = newInspectionMemory(),
): Promise<Device> {
  const read = async (): Promise<ProfileFacts> => {
    const profile = await loadProfile(propertiesPath, world);
    return profile.ok ? factsOf(profile.value) : { blockingProblems: 1 };
  };
  const stamp = await world.files.stamp(propertiesPath);
  const facts = stamp.ok ? await memory.profiles(propertiesPath, stamp.value, read) : await read();
  const folder = folderOf(propertiesPath);
  const listed = await namesBeside(propertiesPath, world);
  const [client, server] = await Promise.all([
    bundleIn({ folder, listed, side: "client", prefix: facts.filePrefix }, world, memory),
    bundleIn({ folder, listed, side: "server", prefix: facts.serverFilePrefix }, world, memory),
  ]);
  return {
    propertiesPath,
    name: deviceNameOf(propertiesPath, facts.filePrefix),
    ...facts,
    client,
    server,
  };
}

type ProfileFacts = Pick<Device, "blockingProblems" | "filePrefix" | "serverFilePrefix" | "claims">;

function factsOf(profile: Profile): ProfileFacts {
  const identity = identityOf(profile, "client");
  const written = (key: string): string | undefined => profile.values.get(key)?.value;
  const filePrefix = usable(written("CLIENT_FILE_PREFIX"));
  const serverFilePrefix = usable(
    identity.ok ? identity.value.peer.filePrefix : written("SERVER_FILE_PREFIX"),
  );
  return {
    blockingProblems: blockingProblems(profile, "client").length,
    ...(filePrefix === undefined ? {} : { filePrefix }),
    ...(serverFilePrefix === undefined ? {} : { serverFilePrefix }),
    claims: claimsOf(profile),
  };
}

/** A prefix that leads out of the folder is not followed, not even to look. */
function usable(prefix: string | undefined): string | undefined {
  return prefix === undefined || prefix === "" || isUnsafePrefix(prefix) ? undefined : prefix;
}

/** Undefined where the folder may hold very many devices: the first of a folder is alone in having its name. */
async function namesBeside(
  propertiesPath: string,
  { files }: Pick<World, "files">,
): Promise<ReadonlySet<string> | undefined> {
  if (nameOf(propertiesPath) !== firstPropertiesName) {
    return undefined;
  }
  const listed = await files.list(folderOf(propertiesPath));
  return listed.ok ? new Set(listed.value) : undefined;
}

interface BundlePlace {
  readonly folder: string;
  /** What lies in the folder, where that is known. */
  readonly listed: ReadonlySet<string> | undefined;
  readonly side: Side;
  readonly prefix: string | undefined;
}

async function bundleIn(
  { folder, listed, side, prefix }: BundlePlace,
  world: Pick<World, "files">,
  { certificates }: InspectionMemory,
): Promise<BundleOnDisk> {
  if (prefix === undefined) {
    return { side, files: [] };
  }
  const all = [...bundleNamesOf(side, prefix), `${prefix}.chain.pem`];
  const names = listed === undefined ? all : all.filter((name) => listed.has(name));
  const paths = names.map((name) => join(folder, name));
  const stamps = await Promise.all(paths.map((path) => world.files.stamp(path)));
  const files = paths.filter((_, index) => stamps[index]?.ok === true);
  const path = join(folder, `${prefix}.pub.pem`);
  const stamp = stamps[paths.indexOf(path)];
  const read = (): Promise<BundleOnDisk["certificate"]> => certificateAt(path, world);
  const isMissing = stamp === undefined || (!stamp.ok && stamp.failure.code === "file-not-found");
  const look = (): Promise<BundleOnDisk["certificate"]> =>
    stamp?.ok === true ? certificates(path, stamp.value, read) : read();
  const certificate = isMissing ? undefined : await look();
  return { side, files, ...(certificate === undefined ? {} : { certificate }) };
}

/** More than any chain needs. */
const mostCertificateBytes = 1024 * 1024;

async function certificateAt(
  path: string,
  world: Pick<World, "files">,
): Promise<BundleOnDisk["certificate"]> {
  const bytes = await world.files.read(path, mostCertificateBytes);
  if (!bytes.ok) {
    return bytes.failure.code === "file-not-found" ? undefined : { path, unreadable: true };
  }
  const leaf = leafIn(pemTextOf(bytes.value));
  if (leaf === undefined) {
    return { path, unreadable: true };
  }
  const { subjectText, keyText, notBefore, notAfter, fingerprint256 } = leaf.certificate;
  return {
    path,
    subjectText,
    keyText,
    notBeforeMs: notBefore.getTime(),
    notAfterMs: notAfter.getTime(),
    fingerprint256,
    credentialsId: credentialIdOf(leaf.der),
  };
}
