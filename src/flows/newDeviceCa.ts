import { issueCa } from "../core/certificate/issue";
import { fingerprint256Of } from "../core/certificate/read";
import type { KeyAlgorithm } from "../core/identity/identity";
import { passwordFrom } from "../core/identity/password";
import { caBundleOf } from "../core/keystore/caBundle";
import { fail, ok, type Result } from "../core/result";
import { caCertificatePathOf, caFolderOf, caKeyPathOf, caValueProblem } from "./caPlace";
import { caSecretName } from "./deviceCa";
import type { FileFailure, SecretsFailure, World } from "./world";

/** Which device CA is to be made, and where. */
export interface NewDeviceCaRequest {
  /** Absolute path of the workspace folder: the CA goes to `.thingsboard-ca/NAME/` in it. */
  readonly workspaceFolder: string;
  /** The common name of the CA, and the name of its folder and files. */
  readonly name: string;
  readonly algorithm: KeyAlgorithm;
  /** Whole days. */
  readonly validityDays: number;
  /** What encrypts its key; 24 random letters and digits where none is given. */
  readonly passphrase?: string;
}

/** A device CA that was made. */
export interface NewDeviceCa {
  readonly certificatePath: string;
  readonly keyPath: string;
  readonly fingerprint256: string;
  readonly notAfter: Date;
}

/** Why no device CA was made; nothing is left of it then. */
export type NewDeviceCaFailure =
  | FileFailure
  | SecretsFailure
  /** The name is no common name or no file name, or the passphrase is too short. */
  | { readonly code: "ca-values-invalid"; readonly reason: "name" | "passphrase"; readonly name: string }
  | { readonly code: "cancelled" };

/** How long a device CA lasts unless it is said: what it signs ends no later, and a device's certificate has ten years. */
export const caValidityDays = 7300;

/** Makes a device CA: its certificate, and its key under a passphrase that the keyring of this machine keeps. */
export async function newDeviceCa(
  request: NewDeviceCaRequest,
  world: Pick<World, "files" | "clock" | "entropy" | "secrets">,
  signal: AbortSignal,
): Promise<Result<NewDeviceCa, NewDeviceCaFailure>> {
  const { name, workspaceFolder, algorithm } = request;
  const reason = caValueProblem(name, request.passphrase);
  if (reason !== undefined) {
    return fail({ code: "ca-values-invalid", reason, name });
  }
  const certificatePath = caCertificatePathOf(name, workspaceFolder);
  const found = await firstFound([certificatePath, caKeyPathOf(certificatePath)], world);
  if (found !== undefined) {
    return fail(found);
  }
  const keyPair = await world.entropy.keyPair(algorithm, signal);
  if (keyPair === undefined || signal.aborted) {
    return fail({ code: "cancelled" });
  }
  const random = (lengthBytes: number): Uint8Array => world.entropy.bytes(lengthBytes);
  const terms = { now: world.clock(), validityDays: request.validityDays, serial: random(16) };
  const issued = issueCa({ commonName: name }, algorithm, keyPair, terms);
  const fingerprint256 = fingerprint256Of(issued.certificateDer);
  const passphrase = request.passphrase ?? passwordFrom(random);
  // First the keyring: files whose passphrase nobody knows would be worth nothing.
  const kept = await world.secrets.set(caSecretName({ fingerprint256 }), passphrase);
  if (!kept.ok) {
    return kept;
  }
  const bundle = await caBundleOf(issued, name, passphrase, random);
  const written = await world.files.writeBundle(caFolderOf(workspaceFolder, name), bundle, {
    overwrite: false,
    now: terms.now,
  });
  if (!written.ok) {
    await world.secrets.delete(caSecretName({ fingerprint256 }));
    return written;
  }
  return ok({
    certificatePath,
    keyPath: caKeyPathOf(certificatePath),
    fingerprint256,
    notAfter: issued.notAfter,
  });
}

/** The first path that something lies at, or that cannot be looked at. */
async function firstFound(
  paths: readonly string[],
  { files }: Pick<World, "files">,
): Promise<FileFailure | undefined> {
  for (const path of paths) {
    const found = await files.stamp(path);
    if (found.ok || found.failure.code !== "file-not-found") {
      return found.ok ? { code: "file-exists", path } : found.failure;
    }
  }
  return undefined;
}
