import { issueSelfSigned } from "../core/certificate/issue";
import { fingerprint256Of } from "../core/certificate/read";
import type { Issued } from "../core/certificate/issued";
import { credentialIdOf } from "../core/credential/credentialId";
import type { Identity, Side } from "../core/identity/identity";
import type { Bundle } from "../core/keystore/bundle";
import { bundleNamesOf, bundleOf } from "../core/keystore/bundleOf";
import { leafIn } from "../core/keystore/leaf";
import { fail, ok, type Result } from "../core/result";
import { loadIdentity, type IdentityUnavailable } from "./loadProfile";
import { folderOf, join } from "./paths";
import type { FileFailure, World } from "./world";

/** Which identity of a properties file is to be generated, and how. */
export interface GenerateRequest {
  /** Absolute path; the bundle goes beside it. */
  readonly propertiesPath: string;
  readonly side: Side;
  /** Whether an existing bundle may be replaced; it is then kept in `backup/`. */
  readonly overwrite: boolean;
  /** Whole days. */
  readonly validityDays: number;
  /** A folder that the keystore (`.jks`) is copied into as well, as the server script does; a file there is replaced. */
  readonly copyTo?: string;
}

/** What was generated. */
export interface Generated {
  /** Absolute paths, in the bundle's order, a copy last. */
  readonly files: readonly string[];
  /** SHA-256 of the certificate, upper-case hex with colons. */
  readonly fingerprint256: string;
  /** ThingsBoard's id of the certificate, lower-case hex. */
  readonly credentialsId: string;
  readonly notAfter: Date;
  /** Where the replaced bundle is kept. */
  readonly backupFolder?: string;
}

/** Why nothing was generated; whatever was there before is as it was. */
export type GenerateFailure =
  | IdentityUnavailable
  /** The server's certificate lies beside the file and is none: the keystore would trust nobody. */
  | { readonly code: "server-cert-unreadable"; readonly path: string }
  /** The bundle is written; its keystore could not be copied to `copyTo`. */
  | { readonly code: "copy-failed"; readonly path: string; readonly failure: FileFailure }
  | { readonly code: "cancelled" };

type GenerateWorld = Pick<World, "files" | "clock" | "entropy" | "machine">;

/** Turns a properties file into a key pair, a certificate and its bundle of files on disk. */
export async function generateIdentity(
  request: GenerateRequest,
  world: GenerateWorld,
  signal: AbortSignal,
): Promise<Result<Generated, GenerateFailure>> {
  const identity = await loadIdentity(request.propertiesPath, request.side, world);
  if (!identity.ok) {
    return identity;
  }
  const folder = folderOf(request.propertiesPath);
  const free = await placeFor(identity.value, folder, request.overwrite, world);
  if (!free.ok) {
    return free;
  }
  const peer = await peerCertificate(identity.value, folder, world);
  if (!peer.ok) {
    return peer;
  }
  const issued = await issue(identity.value, request.validityDays, world, signal);
  if (issued === undefined) {
    return fail({ code: "cancelled" });
  }
  const bundle = bundleOf(issued, identity.value, {
    ...peer.value,
    now: world.clock(),
    random: (lengthBytes) => world.entropy.bytes(lengthBytes),
  });
  return written(bundle, issued, request, world);
}

/** Puts back what a crash interrupted, and makes sure that nothing is in the way, before a key is made. */
async function placeFor(
  { side, filePrefix }: Identity,
  folder: string,
  overwrite: boolean,
  { files }: GenerateWorld,
): Promise<Result<void, FileFailure>> {
  const recovered = await files.recoverBundle(folder, filePrefix);
  if (!recovered.ok) {
    return recovered;
  }
  for (const name of overwrite ? [] : bundleNamesOf(side, filePrefix)) {
    const path = join(folder, name);
    const found = await files.stamp(path);
    if (found.ok || found.failure.code !== "file-not-found") {
      return fail(found.ok ? { code: "file-exists", path } : found.failure);
    }
  }
  return ok(undefined);
}

/** The server's certificate that a client's keystore trusts: the leaf of `S.pub.pem`, where that is there. */
async function peerCertificate(
  { side, peer }: Identity,
  folder: string,
  { files }: GenerateWorld,
): Promise<Result<{ readonly peerCertificateDer?: Uint8Array }, GenerateFailure>> {
  if (side === "server") {
    return ok({});
  }
  const path = join(folder, `${peer.filePrefix}.pub.pem`);
  const bytes = await files.read(path);
  if (!bytes.ok) {
    return bytes.failure.code === "file-not-found" ? ok({}) : bytes;
  }
  const leaf = leafIn(Buffer.from(bytes.value).toString("latin1"));
  return leaf === undefined
    ? fail({ code: "server-cert-unreadable", path })
    : ok({ peerCertificateDer: leaf.der });
}

async function issue(
  identity: Identity,
  validityDays: number,
  world: GenerateWorld,
  signal: AbortSignal,
): Promise<Issued | undefined> {
  const keyPair = await world.entropy.keyPair(identity.algorithm, signal);
  const terms = { now: world.clock(), validityDays, serial: world.entropy.bytes(16) };
  return keyPair === undefined || signal.aborted ? undefined : issueSelfSigned(identity, keyPair, terms);
}

async function written(
  bundle: Bundle,
  issued: Issued,
  { propertiesPath, overwrite, copyTo }: GenerateRequest,
  { files, clock }: GenerateWorld,
): Promise<Result<Generated, GenerateFailure>> {
  const done = await files.writeBundle(folderOf(propertiesPath), bundle, { overwrite, now: clock() });
  if (!done.ok) {
    return done;
  }
  const copies = copyTo === undefined ? ok([]) : await copied(bundle, copyTo, files);
  if (!copies.ok) {
    return copies;
  }
  const { backupFolder } = done.value;
  return ok({
    files: [...done.value.files, ...copies.value],
    fingerprint256: fingerprint256Of(issued.certificateDer),
    credentialsId: credentialIdOf(issued.certificateDer),
    notAfter: issued.notAfter,
    ...(backupFolder === undefined ? {} : { backupFolder }),
  });
}

async function copied(
  bundle: Bundle,
  folder: string,
  files: World["files"],
): Promise<Result<readonly string[], GenerateFailure>> {
  const keystores = bundle.files.filter(({ name }) => name.endsWith(".jks"));
  const paths: string[] = [];
  for (const { name, bytes, mode } of keystores) {
    const path = join(folder, name);
    const done = await files.replace(path, bytes, mode);
    if (!done.ok) {
      return fail({ code: "copy-failed", path, failure: done.failure });
    }
    paths.push(path);
  }
  return ok(paths);
}
