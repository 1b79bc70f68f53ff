import type { Issued, RandomBytes } from "../certificate/issued";
import type { Identity } from "../identity/identity";
import type { Bundle, BundleFile } from "./bundle";
import { bundleRows, type BundleEnding } from "./bundleNames";
import { writeJks, type JksEntry } from "./jks";
import { protectJksKey } from "./jksProtection";
import type { Patience } from "./patience";
import { passwordKeyOf, type PasswordKey } from "./pbes2";
import { writePem } from "./pem";
import { writePkcs12, type Pkcs12Trusted } from "./pkcs12";
import { writeLegacyPkcs12 } from "./pkcs12Legacy";
import { encryptPkcs8 } from "./pkcs8";
import type { KeyOfPassword } from "./sharedPasswordKeys";

/** What a bundle needs besides the identity. */
export interface BundleContext {
  /** The server's certificate, trusted in a client's `P.jks` where it is known; a server's bundle takes no notice. */
  readonly peerCertificateDer?: Uint8Array;
  /** The creation date of the keystore entries. */
  readonly now: Date;
  readonly random: RandomBytes;
  /** Lets the event loop do what else there is; awaited between the slices of a derivation in JavaScript. */
  readonly pause: Patience["pause"];
  /** How the keystores are written; true JKS and modern PKCS#12 unless given. */
  readonly formats?: KeystoreFormats;
  /** Gives the key of a password, for whoever shares it between bundles; unless given it is derived for this one. */
  readonly keyOf?: KeyOfPassword;
}

/** How the keystores of a bundle are written. */
export interface KeystoreFormats {
  /** What `.jks` is: true JKS, or PKCS#12 under that name, as keytool has written it since Java 9. */
  readonly keystore: "jks" | "pkcs12";
  /** How PKCS#12 is encrypted: AES-256 with SHA-256, or triple DES with SHA-1 for old readers. */
  readonly pkcs12: "modern" | "legacy";
}

/** True JKS, and PKCS#12 for today's readers. */
const defaultFormats: KeystoreFormats = { keystore: "jks", pkcs12: "modern" };

/**
 * Gives the files of an identity, named and with the content of ThingsBoard's scripts.
 *
 * `.jks` true JKS, its key under the key password, or PKCS#12 all of it under the store password · `.p12` PKCS#12 under the key password · `.pem` certificate and
 * encrypted key · `.pk8.pem` plain key · for a client `.nopass.pem`, plain key and certificate · `.pub.pem` leaf alone ·
 * for a server `.cer`, the leaf as DER. Where the leaf has issuers, keystores and PEM files with a key carry the chain,
 * leaf first, and `.chain.pem` holds it alone. What holds a key has mode 0600, the rest 0644.
 * The key password's encryption key is derived once and serves `.p12` and `.pem`, with an IV for each use.
 */
export async function bundleOf(issued: Issued, identity: Identity, context: BundleContext): Promise<Bundle> {
  const material: Material = {
    issued,
    identity,
    context,
    formats: context.formats ?? defaultFormats,
    key: await keyIn(context, identity.keyPassword),
    chainDer: [issued.certificateDer, ...issued.issuersDer],
  };
  const wanted = bundleRows.filter(
    (row) => row.isOf(identity.side) || (row.isForChains === true && issued.issuersDer.length > 0),
  );
  const files: BundleFile[] = [];
  // One after the other: the same random bytes give the same files.
  for (const { ending, mode } of wanted) {
    files.push({ name: `${identity.filePrefix}${ending}`, bytes: await contents[ending](material), mode });
  }
  return { prefix: identity.filePrefix, files };
}

function keyIn({ keyOf, random }: BundleContext, password: string): Promise<PasswordKey> {
  return keyOf === undefined ? passwordKeyOf(password, random) : keyOf(password);
}

interface Material {
  readonly issued: Issued;
  readonly identity: Identity;
  readonly context: BundleContext;
  readonly formats: KeystoreFormats;
  readonly key: PasswordKey;
  /** Leaf first. */
  readonly chainDer: readonly Uint8Array[];
}

/** What is in each file. */
const contents: Readonly<Record<BundleEnding, (material: Material) => Uint8Array | Promise<Uint8Array>>> = {
  ".jks": jksOf,
  ".p12": pkcs12Of,
  ".pem": (material) => pemOf(chainPem(material), encryptedKeyPem(material)),
  ".pk8.pem": (material) => pemOf(plainKeyPem(material)),
  ".nopass.pem": (material) => pemOf(plainKeyPem(material), chainPem(material)),
  ".pub.pem": ({ issued }) => pemOf(writePem("CERTIFICATE", issued.certificateDer)),
  ".cer": ({ issued }) => issued.certificateDer,
  ".chain.pem": (material) => pemOf(chainPem(material)),
};

function jksOf(material: Material): Uint8Array | Promise<Uint8Array> {
  const { issued, identity, context, chainDer } = material;
  const peer = trustedPeer(material);
  if (material.formats.keystore === "pkcs12") {
    return namedJksOf(material, peer);
  }
  const createdMs = context.now.getTime();
  const own: JksEntry = {
    kind: "private-key",
    alias: identity.alias,
    createdMs,
    protectedKeyDer: protectJksKey(issued.privateKeyPkcs8Der, identity.keyPassword, context.random),
    chainDer,
  };
  const trusted = peer.map((entry): JksEntry => ({ kind: "trusted-certificate", createdMs, ...entry }));
  return writeJks([own, ...trusted], identity.storePassword);
}

/** A server's certificate under its alias, where a client knows it. */
function trustedPeer({ identity, context }: Material): readonly Pkcs12Trusted[] {
  const certificateDer = identity.side === "client" ? context.peerCertificateDer : undefined;
  return certificateDer === undefined ? [] : [{ alias: identity.peer.alias, certificateDer }];
}

/** PKCS#12 has one password: whoever opens the keystore gives the store's, and keytool takes no other for the key. */
async function namedJksOf(material: Material, trusted: readonly Pkcs12Trusted[]): Promise<Uint8Array> {
  const { storePassword, keyPassword } = material.identity;
  const key = storePassword === keyPassword ? material.key : await keyIn(material.context, storePassword);
  return writtenPkcs12({ ...material, key }, trusted);
}

function pkcs12Of(material: Material): Promise<Uint8Array> {
  return writtenPkcs12(material, []);
}

function writtenPkcs12(material: Material, trusted: readonly Pkcs12Trusted[]): Promise<Uint8Array> {
  const { issued, identity, context, key, chainDer } = material;
  const contents = {
    key: { alias: identity.alias, pkcs8Der: issued.privateKeyPkcs8Der, chainDer },
    trusted,
  };
  return material.formats.pkcs12 === "legacy"
    ? writeLegacyPkcs12(contents, key.password, context)
    : writePkcs12(contents, key, context);
}

function chainPem({ chainDer }: Material): string {
  return chainDer.map((der) => writePem("CERTIFICATE", der)).join("");
}

function plainKeyPem({ issued }: Material): string {
  return writePem("PRIVATE KEY", issued.privateKeyPkcs8Der);
}

function encryptedKeyPem({ issued, key, context }: Material): string {
  return writePem("ENCRYPTED PRIVATE KEY", encryptPkcs8(issued.privateKeyPkcs8Der, key, context.random));
}

function pemOf(...blocks: readonly string[]): Uint8Array {
  return Buffer.from(blocks.join(""), "latin1");
}
