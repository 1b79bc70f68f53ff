import {
  contentOf,
  contextContentOf,
  contextItems,
  numberOf,
  sequenceItems,
  tags,
} from "../certificate/asn1";
import { decodeBer } from "../certificate/ber";
import { encodeDer, identifierOf, type Asn1 } from "../certificate/forge";
import { oids } from "../certificate/oids";
import { fail, ok, type Result } from "../result";
import { nameOfAlgorithm } from "./algorithmNames";
import { decrypt, readEncryption, type Encryption } from "./encryption";
import { unreadable, unsupported, type KeyFailure } from "./keyFailure";
import { entriesOf, type FoundKey, type Keystore } from "./keystore";
import type { Patience } from "./patience";
import { bagsOf, type Pkcs12Bag } from "./pkcs12Bags";
import { isSealedBy, readPkcs12Mac, type Pkcs12Mac } from "./pkcs12Mac";
import { decryptKeyInfo } from "./pkcs8";
import { firstThatOpens, usableKey } from "./privateKey";

/** What a PKCS#12 file is opened with. Keys have nearly always the store's password, but need not. */
export interface Pkcs12Passwords {
  readonly store: string;
  readonly key: string;
}

/**
 * Reads a PKCS#12 file (RFC 7292, and RFC 9579 for its seal): BER or DER, any mix of keys, certificates and what else.
 *
 * The structure comes first, then the algorithms, each named if it is not supported, then the seal, in constant time.
 * A seal that does not fit is the password, except where the password opens what is within: then the file is damaged.
 */
export async function readPkcs12(
  bytes: Uint8Array,
  passwords: Pkcs12Passwords,
  patience: Patience,
): Promise<Result<Keystore, KeyFailure>> {
  const file = readPfx(bytes);
  if (!file.ok) {
    return file;
  }
  const { store, key } = passwords;
  const forms = store === "" ? ["", undefined] : [store];
  const opened = await firstThatOpens(forms, (form) =>
    openedIfSealed(file.value, { store: form, key }, patience),
  );
  const isDamaged =
    !opened.ok &&
    opened.failure.code === "key-passphrase-wrong" &&
    file.value.mac !== undefined &&
    (await opensSomething(file.value, store, patience));
  return isDamaged ? unreadable() : opened;
}

interface Pfx {
  /** What the seal is over. */
  readonly content: Uint8Array;
  readonly safes: readonly Safe[];
  readonly mac: Pkcs12Mac | undefined;
}

type Safe =
  | { readonly kind: "plain"; readonly bags: readonly Pkcs12Bag[] }
  | { readonly kind: "encrypted"; readonly encryption: Encryption; readonly ciphertext: Uint8Array };

/** A password that is undefined is none at all, which some writers mean by an empty one. */
interface Trial {
  readonly store: string | undefined;
  readonly key: string;
}

/** RFC 7292 §4. */
const version = 3;

function readPfx(bytes: Uint8Array): Result<Pfx, KeyFailure> {
  const decoded = decodeBer(bytes);
  if (!decoded.ok) {
    return unreadable(decoded.failure.offset);
  }
  const [versionNode, contentInfo, macData] = sequenceItems(decoded.value) ?? [];
  const found = numberOf(versionNode);
  if (found !== version) {
    return found === undefined ? unreadable() : unsupported(`PKCS#12 version ${found}`);
  }
  const content = dataOf(contentInfo);
  if (!content.ok) {
    return content;
  }
  const safes = readSafes(bytes, content.value);
  if (!safes.ok) {
    return safes;
  }
  const mac = macData === undefined ? ok(undefined) : readPkcs12Mac(macData);
  return mac.ok ? ok({ content: content.value, safes: safes.value, mac: mac.value }) : mac;
}

/** RFC 2315 §8: the content of a ContentInfo of type data; the other types mean public keys instead of a password. */
function dataOf(contentInfo: Asn1 | undefined): Result<Uint8Array, KeyFailure> {
  const [typeNode, wrapped] = sequenceItems(contentInfo) ?? [];
  const type = identifierOf(typeNode);
  if (type !== undefined && type !== oids.pkcs7Data) {
    return unsupported(nameOfAlgorithm(type));
  }
  const content = contentOf(contextItems(wrapped, 0)?.[0], tags.octetString);
  return type === undefined || content === undefined ? unreadable() : ok(content);
}

function readSafes(bytes: Uint8Array, content: Uint8Array): Result<readonly Safe[], KeyFailure> {
  const decoded = decodeBer(content);
  if (!decoded.ok) {
    return unreadable(offsetIn(bytes, content, decoded.failure.offset));
  }
  const safes: Safe[] = [];
  for (const contentInfo of sequenceItems(decoded.value) ?? []) {
    const isEncrypted = identifierOf(sequenceItems(contentInfo)?.[0]) === oids.pkcs7EncryptedData;
    const safe = isEncrypted ? readEncryptedSafe(contentInfo) : readPlainSafe(bytes, contentInfo);
    if (!safe.ok) {
      return safe;
    }
    safes.push(safe.value);
  }
  return sequenceItems(decoded.value) === undefined ? unreadable(offsetIn(bytes, content, 0)) : ok(safes);
}

function readPlainSafe(bytes: Uint8Array, contentInfo: Asn1): Result<Safe, KeyFailure> {
  const content = dataOf(contentInfo);
  if (!content.ok) {
    return content;
  }
  const decoded = decodeBer(content.value);
  const bags = decoded.ok ? bagsOf(decoded.value) : undefined;
  const offset = decoded.ok ? 0 : decoded.failure.offset;
  return bags === undefined
    ? unreadable(offsetIn(bytes, content.value, offset))
    : ok({ kind: "plain", bags });
}

/** RFC 2315 §13: ContentInfo of type encryptedData. */
function readEncryptedSafe(contentInfo: Asn1): Result<Safe, KeyFailure> {
  const encryptedData = contextItems(sequenceItems(contentInfo)?.[1], 0)?.[0];
  const [, algorithm, content] = sequenceItems(sequenceItems(encryptedData)?.[1]) ?? [];
  const ciphertext = implicitOctets(content);
  if (ciphertext === undefined) {
    return unreadable();
  }
  const encryption = readEncryption(algorithm);
  return encryption.ok ? ok({ kind: "encrypted", encryption: encryption.value, ciphertext }) : encryption;
}

/** [0] IMPLICIT OCTET STRING, whole or in pieces. */
function implicitOctets(node: Asn1 | undefined): Uint8Array | undefined {
  const pieces = contextItems(node, 0)?.map((piece) => contentOf(piece, tags.octetString));
  if (pieces === undefined) {
    return contextContentOf(node, 0);
  }
  return pieces.every((piece) => piece !== undefined) ? Buffer.concat(pieces) : undefined;
}

async function openedIfSealed(
  file: Pfx,
  passwords: Trial,
  patience: Patience,
): Promise<Result<Keystore, KeyFailure>> {
  const isSealed =
    file.mac === undefined ? ok(true) : await isSealedBy(file.mac, file.content, passwords.store, patience);
  if (!isSealed.ok) {
    return isSealed;
  }
  return isSealed.value ? openedWith(file, passwords, patience) : fail({ code: "key-passphrase-wrong" });
}

/** Tells whether a password opens what is encrypted within, certificates or else keys, so that it cannot be wrong. */
async function opensSomething({ safes }: Pfx, password: string, patience: Patience): Promise<boolean> {
  const encrypted = safes.find((safe) => safe.kind === "encrypted");
  if (encrypted !== undefined) {
    return (await openedSafe(encrypted, { store: password, key: password }, patience)).ok;
  }
  const bags = safes.flatMap((safe) => (safe.kind === "plain" ? safe.bags : []));
  const key = bags.find((bag) => bag.kind === "encrypted-key");
  return key !== undefined && (await decryptKeyInfo(key.encrypted, password, patience)).ok;
}

async function openedWith(
  file: Pfx,
  passwords: Trial,
  patience: Patience,
): Promise<Result<Keystore, KeyFailure>> {
  const bags: Pkcs12Bag[] = [];
  for (const safe of file.safes) {
    const content = safe.kind === "plain" ? ok(safe.bags) : await openedSafe(safe, passwords, patience);
    if (!content.ok) {
      return content;
    }
    bags.push(...content.value);
  }
  const keys: FoundKey[] = [];
  for (const bag of bags) {
    if (bag.kind === "key" || bag.kind === "encrypted-key") {
      const { alias, localKeyIdHex } = bag;
      keys.push({ alias, localKeyIdHex, key: await openedKey(bag, passwords, patience) });
    }
  }
  const certificates = bags.filter((bag) => bag.kind === "certificate");
  return ok({
    format: "pkcs12",
    entries: entriesOf(keys, certificates),
    skipped: bags.flatMap((bag) => (bag.kind === "skipped" ? [bag.entry] : [])),
    integrity: file.mac === undefined ? "absent" : "verified",
  });
}

async function openedSafe(
  { encryption, ciphertext }: Extract<Safe, { kind: "encrypted" }>,
  passwords: Trial,
  patience: Patience,
): Promise<Result<readonly Pkcs12Bag[], KeyFailure>> {
  return firstThatOpens([...new Set([passwords.store, passwords.key])], async (password) => {
    const plain = await decrypt(encryption, ciphertext, password, patience);
    if (!plain.ok) {
      return plain;
    }
    const decoded = decodeBer(plain.value);
    const bags = decoded.ok ? bagsOf(decoded.value) : undefined;
    // A padding that is right by chance is followed by noise.
    return bags === undefined ? fail({ code: "key-passphrase-wrong" }) : ok(bags);
  });
}

async function openedKey(
  bag: Extract<Pkcs12Bag, { kind: "key" | "encrypted-key" }>,
  passwords: Trial,
  patience: Patience,
): Promise<Result<Uint8Array, KeyFailure>> {
  if (bag.kind === "key") {
    return sequenceItems(bag.plain) === undefined ? unreadable() : usableKey(encodeDer(bag.plain));
  }
  const trials = [...new Set([passwords.key, passwords.store])];
  const pkcs8 = await firstThatOpens(trials, (password) => decryptKeyInfo(bag.encrypted, password, patience));
  return pkcs8.ok ? usableKey(pkcs8.value) : pkcs8;
}

/** Where a place within a part is in the whole; undefined where the part was put together of pieces. */
function offsetIn(whole: Uint8Array, part: Uint8Array, offset: number): number | undefined {
  return whole.buffer === part.buffer ? part.byteOffset - whole.byteOffset + offset : undefined;
}
