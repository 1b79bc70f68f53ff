import { issueSelfSigned, issueSignedBy } from "../core/certificate/issue";
import type { Issued, KeyPair } from "../core/certificate/issued";
import { fingerprint256Of } from "../core/certificate/read";
import type { Signer } from "../core/certificate/signer";
import { credentialIdOf } from "../core/credential/credentialId";
import type { Identity } from "../core/identity/identity";
import type { Bundle } from "../core/keystore/bundle";
import { bundleOf, type KeystoreFormats } from "../core/keystore/bundleOf";
import { leafIn } from "../core/keystore/leaf";
import type { KeyOfPassword } from "../core/keystore/sharedPasswordKeys";
import { pemTextOf } from "../core/keystore/pem";
import { fail, ok, type Result } from "../core/result";
import { openCa, type CaChoice, type CaFailure } from "./deviceCa";
import { folderOf, join } from "./paths";
import type { FileFailure, World } from "./world";

/** How a bundle is issued and written. */
export interface IssueRequest {
  /** Absolute path; the bundle goes beside it. */
  readonly propertiesPath: string;
  /** Whole days. */
  readonly validityDays: number;
  /** The device CA that signs; without one the certificate is signed by its own key. */
  readonly ca?: CaChoice;
  /** The same, opened already, for whoever issues many. */
  readonly signer?: Signer;
  /** How the keystores are written. */
  readonly formats?: KeystoreFormats;
  /** Gives the keys of passwords, for whoever issues many. */
  readonly keyOf?: KeyOfPassword;
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

/** Why no bundle was issued; whatever was there before is as it was. */
export type IssueFailure =
  | FileFailure
  | CaFailure
  /** The server's certificate lies beside the file and is none: the keystore would trust nobody. */
  | { readonly code: "server-cert-unreadable"; readonly path: string }
  /** The bundle is written; its keystore could not be copied to `copyTo`. */
  | { readonly code: "copy-failed"; readonly path: string; readonly failure: FileFailure }
  | { readonly code: "cancelled" };

/** What issuing takes from outside; without a keyring the passphrase of a device CA has to come with the request. */
export type IssueWorld = Pick<World, "files" | "clock" | "entropy" | "machine" | "pause"> &
  Partial<Pick<World, "secrets">>;

/** All that a bundle needs besides its key, gathered before one is made. */
export interface PreparedBundle {
  readonly identity: Identity;
  readonly request: IssueRequest;
  readonly peerCertificateDer?: Uint8Array;
  readonly signer?: Signer;
}

/** The world, and the signal of whoever may cancel until the bundle is written. */
export interface Issuing {
  readonly world: IssueWorld;
  readonly signal: AbortSignal;
}

/** Gathers what a bundle needs besides its key: the peer's certificate and the device CA that signs. */
export async function prepareBundle(
  identity: Identity,
  request: IssueRequest,
  { world, signal }: Issuing,
): Promise<Result<PreparedBundle, IssueFailure>> {
  const peer = await peerCertificate(identity, folderOf(request.propertiesPath), world);
  if (!peer.ok) {
    return peer;
  }
  if (request.signer !== undefined) {
    return ok({ identity, request, ...peer.value, signer: request.signer });
  }
  if (request.ca === undefined) {
    return ok({ identity, request, ...peer.value });
  }
  const signer = await openCa(request.ca, world, signal);
  return signer.ok ? ok({ identity, request, ...peer.value, signer: signer.value }) : signer;
}

/** What is particular about one issuing. */
export interface IssueOptions {
  /** Whether an existing bundle may be replaced; it is then kept in `backup/`. */
  readonly overwrite: boolean;
  /** The encoded Name to give instead of the identity's subject. */
  readonly subjectDer?: Uint8Array;
}

/** Issues a certificate for a key and writes its bundle, unless it is cancelled before the first file is. */
export async function issueBundle(
  prepared: PreparedBundle,
  keyPair: KeyPair,
  options: IssueOptions,
  { world, signal }: Issuing,
): Promise<Result<Generated, IssueFailure>> {
  const { bundle, issued } = await bundleFor(prepared, keyPair, world, options);
  const { request } = prepared;
  return signal.aborted
    ? fail({ code: "cancelled" })
    : written(bundle, issued, { ...request, overwrite: options.overwrite }, world);
}

/** Issues a certificate for a key and makes the files of its bundle, which nobody has written yet. */
export async function bundleFor(
  { identity, request, signer, peerCertificateDer }: PreparedBundle,
  keyPair: KeyPair,
  world: Pick<IssueWorld, "clock" | "entropy" | "pause">,
  { subjectDer }: Pick<IssueOptions, "subjectDer"> = {},
): Promise<{ readonly bundle: Bundle; readonly issued: Issued }> {
  const { validityDays, formats, keyOf } = request;
  const now = world.clock();
  const random = (lengthBytes: number): Uint8Array => world.entropy.bytes(lengthBytes);
  const terms = {
    now,
    validityDays,
    serial: random(16),
    ...(subjectDer === undefined ? {} : { subjectDer }),
  };
  const issued =
    signer === undefined
      ? issueSelfSigned(identity, keyPair, terms)
      : issueSignedBy(signer, identity, keyPair, terms);
  const bundle = await bundleOf(issued, identity, {
    now,
    random,
    pause: world.pause,
    ...(peerCertificateDer === undefined ? {} : { peerCertificateDer }),
    ...(formats === undefined ? {} : { formats }),
    ...(keyOf === undefined ? {} : { keyOf }),
  });
  return { bundle, issued };
}

/** The server's certificate that a client's keystore trusts: the leaf of `S.pub.pem`, where that is there. */
async function peerCertificate(
  { side, peer }: Identity,
  folder: string,
  { files }: IssueWorld,
): Promise<Result<{ readonly peerCertificateDer?: Uint8Array }, IssueFailure>> {
  if (side === "server") {
    return ok({});
  }
  const path = join(folder, `${peer.filePrefix}.pub.pem`);
  const bytes = await files.read(path);
  if (!bytes.ok) {
    return bytes.failure.code === "file-not-found" ? ok({}) : bytes;
  }
  const leaf = leafIn(pemTextOf(bytes.value));
  return leaf === undefined
    ? fail({ code: "server-cert-unreadable", path })
    : ok({ peerCertificateDer: leaf.der });
}

async function written(
  bundle: Bundle,
  issued: Issued,
  { propertiesPath, overwrite, copyTo }: IssueRequest & IssueOptions,
  { files, clock }: IssueWorld,
): Promise<Result<Generated, IssueFailure>> {
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
): Promise<Result<readonly string[], IssueFailure>> {
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
