import { bundleProblemsOf, type BundleContent } from "../core/devices/bundleProblems";
import type { DeviceProblem } from "../core/devices/deviceProblems";
import type { Side } from "../core/identity/identity";
import { identityOf } from "../core/identity/identityOf";
import { isUnsafePrefix } from "../core/profile/prefixes";
import type { Profile } from "../core/profile/profile";
import { folderOf, join } from "./paths";
import type { World } from "./world";

/** More than any bundle's file needs. */
const mostBytes = 1024 * 1024;

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
  world: Pick<World, "files">,
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
    ...(certificate.ok ? { certificatePem: Buffer.from(certificate.value).toString("latin1") } : {}),
    ...(keystore.ok ? { keystore: keystore.value } : {}),
  };
  return bundleProblemsOf(content, identity.value, { profile, sharesServer });
}
