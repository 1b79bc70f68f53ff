import { isKeyOf, type Signer } from "../certificate/signer";
import { algorithmText } from "../devices/claims";
import type { Identity } from "../identity/identity";
import { differingKeys } from "../identity/subject";
import { bundleRows, type BundleEnding } from "../keystore/bundleNames";
import { readJks } from "../keystore/jks";
import { leafIn, type LeafCertificate } from "../keystore/leaf";
import { pemTextOf, readPem } from "../keystore/pem";
import { usableKey } from "../keystore/privateKey";
import { recognise } from "../keystore/recognise";

/** The files of a client's bundle by their endings, as they lie on disk. */
export type BundleBytes = ReadonlyMap<BundleEnding, Uint8Array>;

/** Names what a client's bundle of a fleet consists of. */
export function endingsOf(isSigned: boolean): readonly BundleEnding[] {
  return bundleRows
    .filter((row) => row.isOf("client") || (isSigned && row.isForChains === true))
    .map(({ ending }) => ending);
}

/**
 * Tells whether a client's bundle is whole and its identity's own: every file is there, all have the same certificate and
 * key, which belong together, and subject, algorithm, alias, store password and issuer are what they have to be. What lies
 * encrypted behind many rounds of derivation is not opened: of it, the structure is looked at.
 */
export function isWholeBundle(files: BundleBytes, identity: Identity, signer: Signer | undefined): boolean {
  const leaf = leafIn(textIn(files, ".pub.pem"));
  return (
    leaf !== undefined &&
    endingsOf(signer !== undefined).every((ending) => files.has(ending)) &&
    isOf(leaf, identity, signer) &&
    checks.every((check) => check({ files, leaf, identity, signer }))
  );
}

interface Checked {
  readonly files: BundleBytes;
  readonly leaf: LeafCertificate;
  readonly identity: Identity;
  readonly signer: Signer | undefined;
}

const checks: readonly ((checked: Checked) => boolean)[] = [
  ({ files, leaf }) => hasKey(files, ".pk8.pem", leaf),
  ({ files, leaf }) => hasKey(files, ".nopass.pem", leaf),
  (checked) => hasChain(checked, ".nopass.pem"),
  (checked) => hasChain(checked, ".pem"),
  (checked) => checked.signer === undefined || hasChain(checked, ".chain.pem"),
  ({ files }) => dersIn(files, ".pem", "ENCRYPTED PRIVATE KEY").length === 1,
  (checked) => isKeystore(checked),
  ({ files }) => isPkcs12(files.get(".p12")),
];

function isOf({ certificate }: LeafCertificate, identity: Identity, signer: Signer | undefined): boolean {
  const isIssued =
    signer === undefined ? certificate.isSelfIssued : certificate.issuerText === signer.facts.subjectText;
  return (
    isIssued &&
    differingKeys(certificate.subject, identity.subject).length === 0 &&
    certificate.keyText === algorithmText(identity.algorithm)
  );
}

function hasKey(files: BundleBytes, ending: BundleEnding, { certificate }: LeafCertificate): boolean {
  const [der, ...others] = dersIn(files, ending, "PRIVATE KEY");
  const key = der === undefined ? undefined : usableKey(der);
  return key?.ok === true && others.length === 0 && isKeyOf(certificate.publicKeySpkiDer, key.value);
}

/** Leaf first, then the CA and its issuers. */
function hasChain({ files, leaf, signer }: Checked, ending: BundleEnding): boolean {
  return areSame(dersIn(files, ending, "CERTIFICATE"), [leaf.der, ...(signer?.chainDer ?? [])]);
}

/** True JKS tells by its digest that it is whole; PKCS#12 under that name, by its structure. */
function isKeystore({ files, leaf, identity, signer }: Checked): boolean {
  const bytes = files.get(".jks") ?? new Uint8Array(0);
  const entries = readJks(bytes, identity.storePassword);
  if (!entries.ok) {
    return entries.failure.code === "keystore-not-jks" && isPkcs12(bytes);
  }
  return entries.value.some(
    (entry) =>
      entry.kind === "private-key" &&
      entry.alias === identity.alias &&
      areSame(entry.chainDer, [leaf.der, ...(signer?.chainDer ?? [])]),
  );
}

function isPkcs12(bytes: Uint8Array | undefined): boolean {
  const recognised = recognise(bytes ?? new Uint8Array(0));
  return recognised.ok && recognised.value.kind === "pkcs12";
}

function dersIn(files: BundleBytes, ending: BundleEnding, label: string): readonly Uint8Array[] {
  const { blocks, problems } = readPem(textIn(files, ending));
  return problems.length > 0 ? [] : blocks.filter((block) => block.label === label).map(({ der }) => der);
}

function textIn(files: BundleBytes, ending: BundleEnding): string {
  return pemTextOf(files.get(ending) ?? new Uint8Array(0));
}

function areSame(some: readonly Uint8Array[], others: readonly Uint8Array[]): boolean {
  return (
    some.length === others.length &&
    some.every((bytes, index) => Buffer.compare(bytes, others[index] ?? new Uint8Array(0)) === 0)
  );
}
