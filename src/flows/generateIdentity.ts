import type { Identity, Side } from "../core/identity/identity";
import { bundleNamesOf } from "../core/keystore/bundleNames";
import { fail, ok, type Result } from "../core/result";
import {
  issueBundle,
  prepareBundle,
  type Generated,
  type IssueFailure,
  type IssueRequest,
  type IssueWorld,
} from "./issueBundle";
import { loadIdentity, type IdentityUnavailable } from "./loadProfile";
import { folderOf, join } from "./paths";
import type { FileFailure } from "./world";

/** Which identity of a properties file is to be generated, and how. */
export interface GenerateRequest extends IssueRequest {
  readonly side: Side;
  /** Whether an existing bundle may be replaced; it is then kept in `backup/`. */
  readonly overwrite: boolean;
}

/** Why nothing was generated; whatever was there before is as it was. */
export type GenerateFailure = IdentityUnavailable | IssueFailure;

/** Turns a properties file into a key pair, a certificate and its bundle of files on disk. */
export async function generateIdentity(
  request: GenerateRequest,
  world: IssueWorld,
  signal: AbortSignal,
): Promise<Result<Generated, GenerateFailure>> {
  const identity = await loadIdentity(request.propertiesPath, request.side, world);
  if (!identity.ok) {
    return identity;
  }
  const free = await placeFor(identity.value, request, world);
  if (!free.ok) {
    return free;
  }
  const prepared = await prepareBundle(identity.value, request, { world, signal });
  if (!prepared.ok) {
    return prepared;
  }
  const keyPair = await world.entropy.keyPair(identity.value.algorithm, signal);
  return keyPair === undefined || signal.aborted
    ? fail({ code: "cancelled" })
    : issueBundle(prepared.value, keyPair, { overwrite: request.overwrite }, { world, signal });
}

/** Puts back what a crash interrupted, and makes sure that nothing is in the way, before a key is made. */
async function placeFor(
  { side, filePrefix }: Identity,
  { propertiesPath, overwrite, ca, signer }: GenerateRequest,
  { files }: IssueWorld,
): Promise<Result<void, FileFailure>> {
  const folder = folderOf(propertiesPath);
  const recovered = await files.recoverBundle(folder, filePrefix);
  if (!recovered.ok) {
    return recovered;
  }
  const names = [
    ...bundleNamesOf(side, filePrefix),
    ...(ca === undefined && signer === undefined ? [] : [`${filePrefix}.chain.pem`]),
  ];
  for (const name of overwrite ? [] : names) {
    const path = join(folder, name);
    const found = await files.stamp(path);
    if (found.ok || found.failure.code !== "file-not-found") {
      return fail(found.ok ? { code: "file-exists", path } : found.failure);
    }
  }
  return ok(undefined);
}
