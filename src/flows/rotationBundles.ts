import { canonicalPemOf, credentialIdOf } from "../core/credential/credentialId";
import type { Rotation } from "../core/credential/rotation";
import { leafIn } from "../core/keystore/leaf";
import { pemTextOf } from "../core/keystore/pem";
import { fail, ok, type Result } from "../core/result";
import { loadIdentity, type IdentityUnavailable } from "./loadProfile";
import { folderOf, join } from "./paths";
import { listBackups, restoreBackup, type RestoreFailure } from "./restoreBackup";
import type { FileFailure, World } from "./world";

/** A client's bundle that was found by its certificate. */
export interface FoundBundle {
  /** Name of its folder in `backup/`; absent where it lies beside the properties file. */
  readonly backup?: string;
  /** The leaf alone, canonical. */
  readonly pem: string;
}

/** Why a bundle is not where it should be. */
export type BundleFailure =
  | IdentityUnavailable
  | FileFailure
  | RestoreFailure
  /** Neither beside the properties file nor in `backup/`. */
  | { readonly code: "rotation-bundle-missing"; readonly path: string; readonly credentialsId: string };

type BundleWorld = Pick<World, "files" | "machine" | "clock">;

/**
 * Gives the credentials id of the certificate beside a properties file, after putting back what a crash interrupted;
 * undefined where none can be read.
 */
export async function idOnDisk(
  propertiesPath: string,
  world: BundleWorld,
): Promise<Result<string | undefined, IdentityUnavailable | FileFailure>> {
  const identity = await loadIdentity(propertiesPath, "client", world);
  if (!identity.ok) {
    return identity;
  }
  const { filePrefix } = identity.value;
  const folder = folderOf(propertiesPath);
  const recovered = await world.files.recoverBundle(folder, filePrefix);
  if (!recovered.ok) {
    return recovered;
  }
  const der = await leafAt(join(folder, `${filePrefix}.pub.pem`), world);
  return der.ok ? ok(der.value && credentialIdOf(der.value)) : der;
}

/** Finds the bundle whose certificate has a credentials id: beside the properties file, else the youngest in `backup/`. */
export async function bundleWithId(
  propertiesPath: string,
  credentialsId: string,
  world: BundleWorld,
): Promise<Result<FoundBundle, BundleFailure>> {
  const identity = await loadIdentity(propertiesPath, "client", world);
  const backups = await listBackups(propertiesPath, "client", world);
  if (!identity.ok || !backups.ok) {
    return identity.ok ? (backups as Result<never, RestoreFailure>) : identity;
  }
  const folder = folderOf(propertiesPath);
  const leafName = `${identity.value.filePrefix}.pub.pem`;
  for (const backup of [undefined, ...backups.value.map(({ name }) => name)]) {
    const place = backup === undefined ? folder : join(join(folder, "backup"), backup);
    const der = await leafAt(join(place, leafName), world);
    if (!der.ok) {
      return der;
    }
    if (der.value !== undefined && credentialIdOf(der.value) === credentialsId) {
      return ok({ ...(backup === undefined ? {} : { backup }), pem: canonicalPemOf(der.value) });
    }
  }
  return fail({ code: "rotation-bundle-missing", path: join(folder, leafName), credentialsId });
}

/** Where the bundles of a rotation lie; what is nowhere is absent. */
export interface Whereabouts {
  readonly old?: FoundBundle;
  readonly new?: FoundBundle;
}

/** Tells where the old and the new bundle of a rotation lie. */
export async function whereaboutsOf(
  { propertiesPath, oldId, newId }: Rotation,
  world: BundleWorld,
): Promise<Whereabouts> {
  const old = await bundleWithId(propertiesPath, oldId, world);
  const fresh = newId === undefined ? undefined : await bundleWithId(propertiesPath, newId, world);
  return {
    ...(old.ok ? { old: old.value } : {}),
    ...(fresh?.ok === true ? { new: fresh.value } : {}),
  };
}

/** Brings a bundle that was found back beside the properties file; the one that is there goes to `backup/`. */
export async function bringBundle(
  propertiesPath: string,
  { backup }: FoundBundle,
  world: BundleWorld,
): Promise<Result<void, BundleFailure>> {
  if (backup === undefined) {
    return ok(undefined);
  }
  const restored = await restoreBackup({ propertiesPath, side: "client", name: backup }, world);
  return restored.ok ? ok(undefined) : restored;
}

async function leafAt(
  path: string,
  { files }: BundleWorld,
): Promise<Result<Uint8Array | undefined, FileFailure>> {
  const bytes = await files.read(path);
  if (!bytes.ok) {
    return bytes.failure.code === "file-not-found" ? ok(undefined) : bytes;
  }
  return ok(leafIn(pemTextOf(bytes.value))?.der);
}
