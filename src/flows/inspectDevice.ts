import { credentialIdOf } from "../core/credential/credentialId";
import { claimsOf } from "../core/devices/claims";
import type { BundleOnDisk, Device } from "../core/devices/device";
import { deviceNameOf } from "../core/devices/names";
import type { Side } from "../core/identity/identity";
import { blockingProblems, identityOf } from "../core/identity/identityOf";
import { bundleNamesOf } from "../core/keystore/bundleNames";
import { leafIn } from "../core/keystore/leaf";
import { pemTextOf } from "../core/keystore/pem";
import { isUnsafePrefix } from "../core/profile/prefixes";
import type { Profile } from "../core/profile/profile";
import { loadProfile } from "./loadProfile";
import { folderOf, join } from "./paths";
import type { World } from "./world";

/** Looks at a properties file and at the files beside it. It only reads, and gives a device whatever is there. */
export async function inspectDevice(
  propertiesPath: string,
  world: Pick<World, "files" | "machine">,
): Promise<Device> {
  const profile = await loadProfile(propertiesPath, world);
  const facts = profile.ok ? factsOf(profile.value) : { blockingProblems: 1 };
  const folder = folderOf(propertiesPath);
  const [client, server] = await Promise.all([
    bundleIn(folder, "client", facts.filePrefix, world),
    bundleIn(folder, "server", facts.serverFilePrefix, world),
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

async function bundleIn(
  folder: string,
  side: Side,
  prefix: string | undefined,
  world: Pick<World, "files">,
): Promise<BundleOnDisk> {
  if (prefix === undefined) {
    return { side, files: [] };
  }
  const names = [...bundleNamesOf(side, prefix), `${prefix}.chain.pem`];
  const paths = names.map((name) => join(folder, name));
  const stamps = await Promise.all(paths.map((path) => world.files.stamp(path)));
  const files = paths.filter((_, index) => stamps[index]?.ok === true);
  const certificate = await certificateAt(join(folder, `${prefix}.pub.pem`), world);
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
