import { firstPropertiesName } from "../core/devices/names";
import { passwordFrom } from "../core/identity/password";
import { newProfileText } from "../core/profile/template";
import type { Result } from "../core/result";
import { ok } from "../core/result";
import type { ServerMaterial } from "../core/testServer/serverIdentity";
import { isUsable } from "../core/testServer/serverIdentity";
import type { GenerateFailure } from "./generateIdentity";
import { generateIdentity } from "./generateIdentity";
import { loadIdentity } from "./loadProfile";
import { join } from "./paths";
import type { FileFailure, World } from "./world";

/** The Local Test Server's identity: what it shows, and the file that its clients trust. */
export interface TestServerIdentity extends ServerMaterial {
  /** Absolute path of the certificate, PEM. */
  readonly caFile: string;
}

type IdentityWorld = Pick<World, "files" | "clock" | "entropy" | "machine" | "pause">;

/** `SERVER_FILE_PREFIX` of a new properties file. */
const filePrefix = "testserver";

/** The longest that strict platforms accept (Apple's limit for TLS servers), in days. */
const validityDays = 825;

/**
 * Gives the identity kept in a folder. A properties file is written there where there is none, and the server's bundle
 * is generated where it is missing, cannot be read, does not fit together or ends within 30 days.
 */
export async function testServerIdentity(
  folder: string,
  world: IdentityWorld,
  signal: AbortSignal,
): Promise<Result<TestServerIdentity, GenerateFailure>> {
  const propertiesPath = join(folder, firstPropertiesName);
  const prefix = await prefixIn(propertiesPath, world);
  if (!prefix.ok) {
    return prefix;
  }
  const recovered = await world.files.recoverBundle(folder, prefix.value);
  if (!recovered.ok) {
    return recovered;
  }
  const kept = await materialIn(folder, prefix.value, world);
  if (kept.ok && isUsable(kept.value, world.clock())) {
    return kept;
  }
  const request = { propertiesPath, side: "server", overwrite: true, validityDays } as const;
  const generated = await generateIdentity(request, world, signal);
  return generated.ok ? await materialIn(folder, prefix.value, world) : generated;
}

/** Gives the path of the certificate that the identity kept in a folder has, or will have when it is made there. */
export async function testServerCaFile(
  folder: string,
  world: Pick<IdentityWorld, "files" | "machine">,
): Promise<string> {
  const identity = await loadIdentity(join(folder, firstPropertiesName), "server", world);
  return join(folder, `${identity.ok ? identity.value.filePrefix : filePrefix}.pub.pem`);
}

/** The first part of the server files' names, from a properties file that is written where there is none. */
async function prefixIn(
  propertiesPath: string,
  world: IdentityWorld,
): Promise<Result<string, GenerateFailure>> {
  const stamp = await world.files.stamp(propertiesPath);
  if (!stamp.ok) {
    const text = new TextEncoder().encode(newTestServerProfile(world));
    const isMissing = stamp.failure.code === "file-not-found";
    const written = isMissing ? await world.files.create(propertiesPath, text, 0o600) : stamp;
    if (!written.ok) {
      return written;
    }
  }
  const identity = await loadIdentity(propertiesPath, "server", world);
  return identity.ok ? ok(identity.value.filePrefix) : identity;
}

function newTestServerProfile({ entropy }: IdentityWorld): string {
  const serverPassword = passwordFrom((lengthBytes) => entropy.bytes(lengthBytes));
  const clientPassword = passwordFrom((lengthBytes) => entropy.bytes(lengthBytes));
  return newProfileText({
    DOMAIN_SUFFIX: "localhost",
    SUBJECT_ALTERNATIVE_NAMES: "dns:localhost,ip:127.0.0.1",
    ORGANIZATIONAL_UNIT: "Local Test Server",
    SERVER_FILE_PREFIX: filePrefix,
    SERVER_KEYSTORE_PASSWORD: serverPassword,
    SERVER_KEY_PASSWORD: serverPassword,
    CLIENT_KEYSTORE_PASSWORD: clientPassword,
    CLIENT_KEY_PASSWORD: clientPassword,
  });
}

async function materialIn(
  folder: string,
  prefix: string,
  { files }: IdentityWorld,
): Promise<Result<TestServerIdentity, FileFailure>> {
  const caFile = join(folder, `${prefix}.pub.pem`);
  const certificate = await files.read(caFile);
  if (!certificate.ok) {
    return certificate;
  }
  const key = await files.read(join(folder, `${prefix}.pk8.pem`));
  if (!key.ok) {
    return key;
  }
  const certificatePem = new TextDecoder().decode(certificate.value);
  return ok({ caFile, certificatePem, privateKeyPem: new TextDecoder().decode(key.value) });
}
