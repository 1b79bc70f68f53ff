import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  issueCa,
  issueSelfSigned,
  issueSignedBy,
  type IssueTerms,
} from "../../../src/core/certificate/issue";
import type { Issued, KeyPair } from "../../../src/core/certificate/issued";
import { signerCertificateOf, signerOf } from "../../../src/core/certificate/signer";
import type { Identity, KeyAlgorithm } from "../../../src/core/identity/identity";
import type { Bundle } from "../../../src/core/keystore/bundle";
import { bundleOf, type KeystoreFormats } from "../../../src/core/keystore/bundleOf";
import { caBundleOf } from "../../../src/core/keystore/caBundle";
import { nodeEntropy } from "../../../src/io/entropy";
import { identityWith } from "../../support/identities";
import { pause } from "../../support/patience";
import { passwords } from "../bundleRig";

/** How a certificate is signed: the first axis beside the key. */
export type Issuance = "self-signed" | "CA-signed";

/** A key that the product makes, by the name that `docs/interop.md` gives it. */
export interface MatrixKey {
  readonly name: string;
  readonly algorithm: KeyAlgorithm;
}

/** Every key that the product makes. */
export const matrixKeys: readonly MatrixKey[] = [
  { name: "EC P-256", algorithm: { kind: "ec", curve: "P-256" } },
  { name: "EC P-384", algorithm: { kind: "ec", curve: "P-384" } },
  { name: "EC P-521", algorithm: { kind: "ec", curve: "P-521" } },
  { name: "RSA 2048", algorithm: { kind: "rsa", bits: 2048 } },
  { name: "RSA 3072", algorithm: { kind: "rsa", bits: 3072 } },
  { name: "RSA 4096", algorithm: { kind: "rsa", bits: 4096 } },
];

/** Both ways to sign. */
export const issuances: readonly Issuance[] = ["self-signed", "CA-signed"];

/** The settings of a keystore, and the prefix of the bundle of the client that is written with them. */
export const formatRows: readonly { readonly prefix: string; readonly formats: KeystoreFormats }[] = [
  { prefix: "client", formats: { keystore: "jks", pkcs12: "modern" } },
  { prefix: "jks-legacy", formats: { keystore: "jks", pkcs12: "legacy" } },
  { prefix: "pkcs12-modern", formats: { keystore: "pkcs12", pkcs12: "modern" } },
  { prefix: "pkcs12-legacy", formats: { keystore: "pkcs12", pkcs12: "legacy" } },
];

/** The bundles of a client and a server that every reader of one row is given. */
export interface MatrixBundles {
  readonly key: MatrixKey;
  readonly issuance: Issuance;
  readonly client: Issued;
  readonly server: Issued;
  /** Certificates in a chain that a keystore holds. */
  readonly chainLength: 1 | 2;
  /** Gives the path of a file of any bundle. */
  readonly file: (name: string) => string;
  /** PEM that clients trust: the server's own certificate, or the CA's. */
  readonly serverAnchor: string;
  /** PEM by which servers let clients in: the client's own certificate, or the CA's. */
  readonly clientAnchor: string;
}

/** All bundles of the matrix, in one folder that ends with them. */
export interface MatrixFolder {
  readonly folder: string;
  readonly of: (key: MatrixKey, issuance: Issuance) => MatrixBundles;
  readonly remove: () => void;
}

/** Makes the bundles of every key and issuance as the product does, each once, with real keys. */
export async function newMatrixFolder(): Promise<MatrixFolder> {
  const folder = mkdtempSync(path.join(tmpdir(), "tb-matrix-"));
  const all = await Promise.all(matrixKeys.map((key) => bundlesOfKey(key, folder)));
  return {
    folder,
    of: (key, issuance) => {
      const found = all.flat().find((one) => one.key === key && one.issuance === issuance);
      assert.ok(found);
      return found;
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const now = new Date();

function termsOf(validityDays: number): IssueTerms {
  return { now, validityDays, serial: randomBytes(16) };
}

/** Two self-signed certificates, and two by a device CA of the same algorithm, over the same two keys. */
async function bundlesOfKey(key: MatrixKey, folder: string): Promise<readonly MatrixBundles[]> {
  const entropy = nodeEntropy();
  const newKey = async (): Promise<KeyPair> => {
    const pair = await entropy.keyPair(key.algorithm, new AbortController().signal);
    assert.ok(pair);
    return pair;
  };
  const [client, server, ca] = await Promise.all([newKey(), newKey(), newKey()]);
  const names = { folder, key };
  return [
    await writtenBundles({ ...names, issuance: "self-signed" }, (identity, days) =>
      issueSelfSigned(identity, identity.side === "client" ? client : server, termsOf(days)),
    ),
    await writtenCaBundles(names, { client, server, ca }),
  ];
}

interface Place {
  readonly folder: string;
  readonly key: MatrixKey;
}

async function writtenCaBundles(
  place: Place,
  keys: { readonly client: KeyPair; readonly server: KeyPair; readonly ca: KeyPair },
): Promise<MatrixBundles> {
  const { algorithm } = place.key;
  const ca = issueCa({ commonName: "Fleet CA" }, algorithm, keys.ca, termsOf(7300));
  const certificate = signerCertificateOf(ca.certificateDer);
  assert.ok(certificate.ok);
  const signer = signerOf(certificate.value, ca.privateKeyPkcs8Der);
  assert.ok(signer.ok);
  const bundles = await writtenBundles({ ...place, issuance: "CA-signed" }, (identity, days) =>
    issueSignedBy(signer.value, identity, keys[identity.side], termsOf(days)),
  );
  write(path.dirname(bundles.file("fleet")), await caBundleOf(ca, "fleet", "ca-passphrase", randomBytes));
  const anchor = bundles.file("fleet.ca.pem");
  return { ...bundles, serverAnchor: anchor, clientAnchor: anchor };
}

async function writtenBundles(
  place: Place & { readonly issuance: Issuance },
  issue: (identity: Identity, validityDays: number) => Issued,
): Promise<MatrixBundles> {
  const { key, issuance } = place;
  const folder = mkdtempSync(path.join(place.folder, `${key.name.replace(" ", "-")}-${issuance}-`));
  const { algorithm } = key;
  const serverIdentity = identityWith("server", {
    algorithm,
    storePassword: passwords.serverStore,
    keyPassword: passwords.serverKey,
  });
  const client = issue(identityWith("client", { algorithm }), 3650);
  const server = issue(serverIdentity, 825);
  const context = { now, random: randomBytes, pause };
  write(folder, await bundleOf(server, serverIdentity, context));
  for (const { prefix, formats } of formatRows) {
    const identity = identityWith("client", { algorithm, filePrefix: prefix });
    const peerCertificateDer = server.certificateDer;
    write(folder, await bundleOf(client, identity, { ...context, peerCertificateDer, formats }));
  }
  const file = (name: string): string => path.join(folder, name);
  return {
    ...{ key, issuance, client, server, file },
    chainLength: issuance === "CA-signed" ? 2 : 1,
    serverAnchor: file("server.pub.pem"),
    clientAnchor: file("client.pub.pem"),
  };
}

function write(folder: string, bundle: Pick<Bundle, "files">): void {
  for (const { name, bytes, mode } of bundle.files) {
    writeFileSync(path.join(folder, name), bytes, { mode });
  }
}
