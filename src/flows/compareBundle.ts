import { bundleProblemsOf, type BundleContent } from "../core/devices/bundleProblems";
import type { DeviceProblem } from "../core/devices/deviceProblems";
import type { Identity, Side } from "../core/identity/identity";
import { identityOf } from "../core/identity/identityOf";
import { openKeyFile } from "../core/keystore/open";
import { patienceFor } from "../core/keystore/patience";
import { pemTextOf } from "../core/keystore/pem";
import { recognise } from "../core/keystore/recognise";
import { isUnsafePrefix } from "../core/profile/prefixes";
import type { Profile } from "../core/profile/profile";
import { folderOf, join } from "./paths";
import type { World } from "./world";

/** More than any bundle's file needs. */
const mostBytes = 1024 * 1024;

/** Nobody waits for a comparison: more rounds than any writer of a bundle takes are not done for it. */
const maxIterations = 1_000_000;

/** Which bundle is held against what. */
export interface Comparison {
  /** Absolute path of the properties file; the bundle lies beside it. */
  readonly propertiesPath: string;
  /** What the file says now, saved or not. */
  readonly profile: Profile;
  readonly side: Side;
  /** Whether another file of the folder has the same server, whose subject is then any one's of them. */
  readonly sharesServer: boolean;
}

/**
 * Tells how a bundle on disk differs from what its properties file says now. It only reads. What the file cannot say
 * for its own errors, and what is not there or cannot be read, is not compared.
 */
export async function compareBundle(
  { propertiesPath, profile, side, sharesServer }: Comparison,
  world: Pick<World, "files" | "pause">,
  signal: AbortSignal,
): Promise<readonly DeviceProblem[]> {
  const identity = identityOf(profile, side);
  if (!identity.ok || isUnsafePrefix(identity.value.filePrefix)) {
    return [];
  }
  const base = join(folderOf(propertiesPath), identity.value.filePrefix);
  const [certificate, keystore] = await Promise.all([
    world.files.read(`${base}.pub.pem`, mostBytes),
    world.files.read(`${base}.jks`, mostBytes),
  ]);
  const content: BundleContent = {
    ...(certificate.ok ? { certificatePem: pemTextOf(certificate.value) } : {}),
    ...(keystore.ok ? await keystoreContent(keystore.value, identity.value, { world, signal }) : {}),
  };
  return bundleProblemsOf(content, identity.value, { profile, sharesServer });
}

/** True JKS tells its aliases by itself; PKCS#12 has to be opened. */
async function keystoreContent(
  keystore: Uint8Array,
  { storePassword, keyPassword }: Identity,
  { world, signal }: { readonly world: Pick<World, "pause">; readonly signal: AbortSignal },
): Promise<Pick<BundleContent, "keystore" | "pkcs12">> {
  const recognised = recognise(keystore);
  if (!recognised.ok || recognised.value.kind !== "pkcs12") {
    return { keystore };
  }
  const patience = patienceFor({ pause: world.pause, signal, maxIterations });
  return { pkcs12: await openKeyFile(keystore, { storePassword, keyPassword }, patience) };
}
