import type { KeyPair } from "../core/certificate/issued";
import { keyAlgorithmOf } from "../core/certificate/keyText";
import { isKeyOf, subjectNameOf } from "../core/certificate/signer";
import type { AlternativeName, Identity, Side } from "../core/identity/identity";
import { withNames } from "../core/identity/names";
import { readJks } from "../core/keystore/jks";
import { unprotectJksKey } from "../core/keystore/jksProtection";
import { leafIn, type LeafCertificate } from "../core/keystore/leaf";
import { openKeyFile } from "../core/keystore/open";
import { patienceFor, type Patience } from "../core/keystore/patience";
import { pemTextOf, readPem } from "../core/keystore/pem";
import { privateKeyOf } from "../core/keystore/privateKey";
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

/** Which certificate is to be renewed, and whether its key stays. */
export interface RenewRequest extends IssueRequest {
  readonly side: Side;
  readonly keepKey: boolean;
  /** Names that a server's certificate gets besides those that it has. */
  readonly addedNames?: readonly AlternativeName[];
}

/** Why a certificate cannot be renewed as it is. `path` is the file that stands in the way, absolute. */
export interface RenewRefused {
  readonly code:
    /** There is no certificate yet. */
    | "renew-nothing-there"
    | "renew-cert-unreadable"
    /** Its key is to stay, and is not there, not readable, of another certificate or of an algorithm that we lack. */
    | "renew-key-unusable"
    /** The passwords or the alias of the properties file are not those of the keystore: renewing would change them. */
    | "renew-would-change"
    /** A CA signed it, and none is chosen to sign the new one. */
    | "renew-needs-ca";
  readonly path: string;
  readonly side: Side;
}

/** Why nothing was renewed; the old bundle is as it was. */
export type RenewFailure = IdentityUnavailable | IssueFailure | RenewRefused;

/**
 * Issues a certificate anew and replaces its bundle, which goes to `backup/`. What stays: the subject, to the byte, a
 * server's names, alias, passwords, and the key where that is asked for. What is new: the dates, the serial number,
 * and the issuer where another CA is chosen.
 */
export async function renewIdentity(
  request: RenewRequest,
  world: IssueWorld,
  signal: AbortSignal,
): Promise<Result<Generated, RenewFailure>> {
  const identity = await loadIdentity(request.propertiesPath, request.side, world);
  if (!identity.ok) {
    return identity;
  }
  const patience = patienceFor({ pause: world.pause, signal });
  const old = await oldBundle(identity.value, request, { world, patience });
  if (!old.ok) {
    return old;
  }
  const { leaf, keptKey } = old.value;
  const prepared = await prepareBundle(renewed(identity.value, old.value, request), request, {
    world,
    signal,
  });
  if (!prepared.ok) {
    return prepared;
  }
  const keyPair = keptKey ?? (await world.entropy.keyPair(prepared.value.identity.algorithm, signal));
  const subjectDer = subjectNameOf(leaf.der);
  return keyPair === undefined || signal.aborted
    ? fail({ code: "cancelled" })
    : issueBundle(
        prepared.value,
        keyPair,
        { overwrite: true, ...(subjectDer === undefined ? {} : { subjectDer }) },
        { world, signal },
      );
}

/** The identity as the old certificate has it. */
function renewed(
  identity: Identity,
  { leaf: { certificate }, keptKey }: OldBundle,
  { addedNames = [] }: RenewRequest,
): Identity {
  const algorithm = keptKey === undefined ? undefined : keyAlgorithmOf(certificate.keyText);
  return {
    ...identity,
    subject: certificate.subject,
    names: identity.side === "server" ? withNames(certificate.names, addedNames) : [],
    ...(algorithm === undefined ? {} : { algorithm }),
  };
}

interface OldBundle {
  readonly leaf: LeafCertificate;
  readonly keptKey?: KeyPair;
}

/** What reading an old bundle takes. */
interface Reading {
  readonly world: IssueWorld;
  readonly patience: Patience;
}

type Refusal = Result<never, FileFailure | RenewRefused>;

/** Puts back what a crash interrupted, and makes sure that the old bundle is one that can be renewed as asked. */
async function oldBundle(
  identity: Identity,
  request: RenewRequest,
  { world, patience }: Reading,
): Promise<Result<OldBundle, FileFailure | RenewRefused>> {
  const folder = folderOf(request.propertiesPath);
  const recovered = await world.files.recoverBundle(folder, identity.filePrefix);
  const leaf = recovered.ok ? await oldLeaf(identity, request, world) : recovered;
  if (!leaf.ok) {
    return leaf;
  }
  const unchanged = await keepsSecrets(identity, folder, { world, patience });
  if (!unchanged.ok || !request.keepKey) {
    return unchanged.ok ? ok({ leaf: leaf.value }) : unchanged;
  }
  const path = join(folder, `${identity.filePrefix}.pk8.pem`);
  const keptKey = await keyOf(leaf.value, identity, { path, world, patience });
  return keptKey.ok ? ok({ leaf: leaf.value, keptKey: keptKey.value }) : keptKey;
}

async function oldLeaf(
  { side, filePrefix }: Identity,
  { propertiesPath, ca }: RenewRequest,
  world: IssueWorld,
): Promise<Result<LeafCertificate, FileFailure | RenewRefused>> {
  const path = join(folderOf(propertiesPath), `${filePrefix}.pub.pem`);
  const refuse = (code: RenewRefused["code"]): Refusal => fail({ code, path, side });
  const bytes = await world.files.read(path);
  if (!bytes.ok) {
    return bytes.failure.code === "file-not-found" ? refuse("renew-nothing-there") : bytes;
  }
  const leaf = leafIn(pemTextOf(bytes.value));
  if (leaf === undefined) {
    return refuse("renew-cert-unreadable");
  }
  return leaf.certificate.isSelfIssued || ca !== undefined ? ok(leaf) : refuse("renew-needs-ca");
}

/** A true JKS tells alias and both passwords, PKCS#12 alias and store password, `P.pem` the key's; what is not there says nothing. */
async function keepsSecrets(
  identity: Identity,
  folder: string,
  { world, patience }: Reading,
): Promise<Result<void, FileFailure | RenewRefused>> {
  const checks: readonly (readonly [ending: string, holds: (bytes: Uint8Array) => Promise<boolean>])[] = [
    [".jks", (bytes) => hasSecrets(bytes, identity, patience)],
    [".pem", (bytes) => opensKey(bytes, identity.keyPassword, patience)],
  ];
  for (const [ending, holds] of checks) {
    const path = join(folder, identity.filePrefix + ending);
    const bytes = await world.files.read(path);
    if (!bytes.ok && bytes.failure.code !== "file-not-found") {
      return bytes;
    }
    if (bytes.ok && !(await holds(bytes.value))) {
      return fail({ code: "renew-would-change", path, side: identity.side });
    }
  }
  return ok(undefined);
}

async function hasSecrets(bytes: Uint8Array, identity: Identity, patience: Patience): Promise<boolean> {
  const { alias, storePassword, keyPassword } = identity;
  const entries = readJks(bytes, storePassword);
  if (!entries.ok) {
    return (
      entries.failure.code !== "keystore-wrong-password" && (await isOpenedBy(bytes, identity, patience))
    );
  }
  return entries.value.some(
    (entry) =>
      entry.kind === "private-key" &&
      entry.alias === alias &&
      unprotectJksKey(entry.protectedKeyDer, keyPassword).ok,
  );
}

/** Tells of a keystore in another format whether store password and alias hold; one that is damaged says nothing. */
async function isOpenedBy(
  bytes: Uint8Array,
  { alias, storePassword }: Identity,
  patience: Patience,
): Promise<boolean> {
  const opened = await openKeyFile(bytes, { storePassword }, patience);
  return opened.ok
    ? opened.value.entries.some((entry) => entry.kind === "key" && entry.alias === alias)
    : opened.failure.code !== "key-passphrase-wrong";
}

async function opensKey(bytes: Uint8Array, keyPassword: string, patience: Patience): Promise<boolean> {
  const block = readPem(pemTextOf(bytes)).blocks.find(({ label }) => label === "ENCRYPTED PRIVATE KEY");
  const key = block === undefined ? undefined : await privateKeyOf(block, [keyPassword], patience);
  return key?.ok !== false || key.failure.code !== "key-passphrase-wrong";
}

async function keyOf(
  { certificate }: LeafCertificate,
  { side }: Identity,
  { path, world, patience }: Reading & { readonly path: string },
): Promise<Result<KeyPair, FileFailure | RenewRefused>> {
  const bytes = await world.files.read(path);
  if (!bytes.ok && bytes.failure.code !== "file-not-found") {
    return bytes;
  }
  const [block] = bytes.ok ? readPem(pemTextOf(bytes.value)).blocks : [];
  const key = block === undefined ? undefined : await privateKeyOf(block, [], patience);
  const publicKeySpkiDer = certificate.publicKeySpkiDer;
  return key?.ok === true &&
    isKeyOf(publicKeySpkiDer, key.value) &&
    keyAlgorithmOf(certificate.keyText) !== undefined
    ? ok({ privateKeyPkcs8Der: key.value, publicKeySpkiDer })
    : fail({ code: "renew-key-unusable", path, side });
}
