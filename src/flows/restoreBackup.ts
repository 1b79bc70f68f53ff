import type { CertificateFacts } from "../core/certificate/read";
import type { Identity, Side } from "../core/identity/identity";
import type { BundleFile } from "../core/keystore/bundle";
import { bundleModeOf } from "../core/keystore/bundleNames";
import { leafIn } from "../core/keystore/leaf";
import { pemTextOf } from "../core/keystore/pem";
import { fail, ok, type Result } from "../core/result";
import { loadIdentity, type IdentityUnavailable } from "./loadProfile";
import { folderOf, join } from "./paths";
import type { FileFailure, World } from "./world";

/** A bundle that was replaced, and is kept. */
export interface Backup {
  /** Name of its folder in `backup/`: the prefix and the UTC time at which it was replaced. */
  readonly name: string;
  readonly side: Side;
  /** When it was replaced, as the name has it: `20260102T030405Z`. */
  readonly time: string;
  /** Of its `P.pub.pem`; absent where that is not there or cannot be read. */
  readonly certificate?: CertificateFacts;
}

/** Which backup is to come back. */
export interface RestoreRequest {
  /** Absolute path. */
  readonly propertiesPath: string;
  readonly side: Side;
  /** Name of its folder in `backup/`. */
  readonly name: string;
}

/** What came back. */
export interface Restored {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly certificate: CertificateFacts;
  /** Where the bundle is kept that was there until now. */
  readonly backupFolder?: string;
}

/** Why nothing was restored; the bundle is as it was. */
export type RestoreFailure =
  | IdentityUnavailable
  | FileFailure
  /** There is no such backup of this device; `path` is where it would be. */
  | { readonly code: "backup-missing"; readonly path: string }
  /** Its certificate or its key is missing or cannot be read. */
  | { readonly code: "backup-incomplete"; readonly path: string };

type RestoreWorld = Pick<World, "files" | "machine" | "clock">;

/** Lists the backups of a side of a properties file, the youngest first. */
export async function listBackups(
  propertiesPath: string,
  side: Side,
  world: RestoreWorld,
): Promise<Result<readonly Backup[], RestoreFailure>> {
  const identity = await loadIdentity(propertiesPath, side, world);
  if (!identity.ok) {
    return identity;
  }
  const { filePrefix } = identity.value;
  const backups = join(folderOf(propertiesPath), "backup");
  const names = await world.files.list(backups);
  if (!names.ok) {
    return names.failure.code === "file-not-found" ? ok([]) : names;
  }
  const found = names.value.map((name) => backupIn(backups, name, { side, filePrefix }, world));
  return ok((await Promise.all(found)).filter((backup) => backup !== undefined).reverse());
}

/** What a folder in `backup/` holds; undefined where it is none of that identity. */
async function backupIn(
  backups: string,
  name: string,
  { side, filePrefix }: Pick<Identity, "side" | "filePrefix">,
  { files }: RestoreWorld,
): Promise<Backup | undefined> {
  const time = timeOf(name, filePrefix);
  if (time === undefined) {
    return undefined;
  }
  const bytes = await files.read(join(join(backups, name), `${filePrefix}.pub.pem`));
  const leaf = bytes.ok ? leafIn(pemTextOf(bytes.value)) : undefined;
  return { name, side, time, ...(leaf === undefined ? {} : { certificate: leaf.certificate }) };
}

/** Brings a backup back whole; the bundle that was there goes to `backup/` itself, and the backup stays. */
export async function restoreBackup(
  { propertiesPath, side, name }: RestoreRequest,
  world: RestoreWorld,
): Promise<Result<Restored, RestoreFailure>> {
  const identity = await loadIdentity(propertiesPath, side, world);
  if (!identity.ok) {
    return identity;
  }
  const { filePrefix } = identity.value;
  const folder = folderOf(propertiesPath);
  const path = join(join(folder, "backup"), name);
  if (timeOf(name, filePrefix) === undefined) {
    return fail({ code: "backup-missing", path });
  }
  const files = await filesIn(path, filePrefix, world);
  if (!files.ok) {
    return files;
  }
  const leafFile = files.value.find((file) => file.name === `${filePrefix}.pub.pem`);
  const leaf = leafFile && leafIn(pemTextOf(leafFile.bytes));
  const hasKey = files.value.some((file) => file.name === `${filePrefix}.pk8.pem`);
  if (leaf === undefined || !hasKey) {
    return fail({ code: "backup-incomplete", path });
  }
  const bundle = { prefix: filePrefix, files: files.value };
  const written = await world.files.writeBundle(folder, bundle, { overwrite: true, now: world.clock() });
  return written.ok ? ok({ ...written.value, certificate: leaf.certificate }) : written;
}

/** The files of a backup that a bundle consists of; whatever else lies there stays there. */
async function filesIn(
  path: string,
  prefix: string,
  { files }: RestoreWorld,
): Promise<Result<readonly BundleFile[], RestoreFailure>> {
  const names = await files.list(path);
  if (!names.ok) {
    return names.failure.code === "file-not-found" ? fail({ code: "backup-missing", path }) : names;
  }
  const found: BundleFile[] = [];
  for (const name of names.value) {
    const mode = bundleModeOf(name, prefix);
    const bytes = mode === undefined ? undefined : await files.read(join(path, name));
    if (bytes?.ok === false) {
      return bytes;
    }
    found.push(...(mode === undefined || bytes === undefined ? [] : [{ name, bytes: bytes.value, mode }]));
  }
  return ok(found);
}

/** The time in a backup's name; undefined where it is another prefix's: `client-2-…` is none of `client`. */
function timeOf(name: string, prefix: string): string | undefined {
  const rest = name.startsWith(`${prefix}-`) ? name.slice(prefix.length + 1) : "";
  return /^(\d{8}T\d{6}Z)(?:-\d+)?$/.exec(rest)?.[1];
}
