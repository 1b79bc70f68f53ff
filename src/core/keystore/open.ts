import { readCertificate } from "../certificate/read";
import type { Span } from "../problem";
import { fail, ok, type Result } from "../result";
import { readJks, type JksEntry, type JksFailure } from "./jks";
import { unprotectJksKey } from "./jksProtection";
import { unreadable, unsupported, type KeyFailure } from "./keyFailure";
import {
  entriesOf,
  type FoundCertificate,
  type FoundKey,
  type Keystore,
  type KeystoreEntry,
} from "./keystore";
import type { Patience } from "./patience";
import { readPem, type PemBlock } from "./pem";
import { readPkcs12 } from "./pkcs12Read";
import { firstThatOpens, privateKeyForms, privateKeyOf, readPrivateKey, usableKey } from "./privateKey";
import { recognise, type KeyFileUnknown, type Recognised } from "./recognise";

/** What a file is opened with. An absent password is an empty one; a key without one of its own has the store's. */
export interface KeyFilePasswords {
  readonly storePassword?: string;
  readonly keyPassword?: string;
}

/** Why nothing can be said of a file's content. A key that does not open is not among it: its entry says so. */
export type KeyFileFailure =
  KeyFailure | KeyFileUnknown | { readonly code: "key-file-too-large"; readonly maxBytes: number };

/**
 * Opens any file of keys and certificates: JKS, PKCS#12, PEM, and single keys and certificates as DER.
 *
 * A wrong password, damage and an algorithm that is not supported are three different failures. Nothing is verified of
 * the certificates, but keys and chains are put together.
 */
export async function openKeyFile(
  bytes: Uint8Array,
  passwords: KeyFilePasswords,
  patience: Patience,
): Promise<Result<Keystore, KeyFileFailure>> {
  if (bytes.length > maxBytes) {
    return fail({ code: "key-file-too-large", maxBytes });
  }
  const recognised = recognise(bytes);
  if (!recognised.ok) {
    return recognised;
  }
  const opened = await open({ bytes, what: recognised.value }, trialsOf(passwords), patience);
  return patience.signal.aborted ? fail({ code: "cancelled" }) : opened;
}

/** Far above what Java ships as its trust store. */
const maxBytes = 4 * 1024 * 1024;

/** The passwords for the whole and for its keys, each with the other as second choice for keys. */
interface Trials {
  readonly store: string;
  readonly key: string;
  readonly forKeys: readonly string[];
}

function trialsOf({ storePassword = "", keyPassword }: KeyFilePasswords): Trials {
  const key = keyPassword ?? storePassword;
  return { store: storePassword, key, forKeys: [...new Set([key, storePassword])] };
}

async function open(
  { bytes, what }: { readonly bytes: Uint8Array; readonly what: Recognised },
  trials: Trials,
  patience: Patience,
): Promise<Result<Keystore, KeyFileFailure>> {
  switch (what.kind) {
    case "jks":
      return openJks(bytes, trials);
    case "pkcs12":
      return readPkcs12(bytes, trials, patience);
    case "pem":
      return openPem(what.text, trials, patience);
    case "certificate":
      return openCertificate(bytes);
    case "key": {
      const key = await readPrivateKey({ form: what.form, der: bytes }, trials.forKeys, patience);
      const entries: readonly KeystoreEntry[] = [{ kind: "key", alias: undefined, key, chainDer: [] }];
      return ok({ format: "der", entries, skipped: [], integrity: "absent" });
    }
  }
}

async function openJks(bytes: Uint8Array, trials: Trials): Promise<Result<Keystore, KeyFailure>> {
  const read = readJks(bytes, trials.store);
  if (!read.ok) {
    return jksFailure(read.failure);
  }
  const entries = await Promise.all(read.value.map((entry) => jksEntry(entry, trials)));
  return ok({ format: "jks", entries, skipped: [], integrity: "verified" });
}

async function jksEntry(entry: JksEntry, trials: Trials): Promise<KeystoreEntry> {
  const { alias } = entry;
  if (entry.kind === "trusted-certificate") {
    return { kind: "trusted", alias, certificateDer: entry.certificateDer, isTrustedByJava: true };
  }
  const pkcs8 = await firstThatOpens(trials.forKeys, (password) =>
    unprotectJksKey(entry.protectedKeyDer, password),
  );
  return {
    kind: "key",
    alias,
    key: pkcs8.ok ? usableKey(pkcs8.value) : pkcs8,
    chainDer: entry.chainDer,
  };
}

function jksFailure(failure: JksFailure): Result<never, KeyFailure> {
  switch (failure.code) {
    case "keystore-not-jks":
      return unreadable(0);
    case "keystore-damaged":
      return unreadable(failure.offset);
    case "keystore-version-unsupported":
      return unsupported(`JKS version ${failure.version}`);
    case "keystore-wrong-password":
      return fail({ code: "key-passphrase-wrong" });
  }
}

function openCertificate(der: Uint8Array): Result<Keystore, KeyFailure> {
  if (!readCertificate(der).ok) {
    return unreadable();
  }
  const entry: KeystoreEntry = {
    kind: "trusted",
    alias: undefined,
    certificateDer: der,
    isTrustedByJava: false,
  };
  return ok({ format: "der", entries: [entry], skipped: [], integrity: "absent" });
}

/** RFC 7468 §5.1: the second is what old programs wrote. */
const certificateLabels: readonly string[] = ["CERTIFICATE", "X509 CERTIFICATE"];

async function openPem(
  text: string,
  trials: Trials,
  patience: Patience,
): Promise<Result<Keystore, KeyFileFailure>> {
  const { blocks, problems } = readPem(text);
  const certificateBlocks = blocks.filter(({ label }) => certificateLabels.includes(label));
  const damaged = problems[0] ?? certificateBlocks.find(({ der }) => !readCertificate(der).ok);
  if (damaged !== undefined) {
    return fail({ code: "key-unreadable", line: lineOf(text, damaged.span) });
  }
  const keys: FoundKey[] = [];
  for (const block of blocks.filter(({ label }) => privateKeyForms.has(label))) {
    const key = await privateKeyOf(block, trials.forKeys, patience);
    const isDamaged = !key.ok && key.failure.code === "key-unreadable";
    const placed = isDamaged
      ? fail<KeyFailure>({ code: "key-unreadable", line: lineOf(text, block.span) })
      : key;
    keys.push({ alias: undefined, localKeyIdHex: undefined, key: placed });
  }
  const certificates = certificateBlocks.map(({ der }): FoundCertificate => ({
    alias: undefined,
    localKeyIdHex: undefined,
    der,
    isMarked: false,
  }));
  const others = blocks.filter(
    ({ label }) => !certificateLabels.includes(label) && !privateKeyForms.has(label),
  );
  return pemKeystore(entriesOf(keys, certificates), others);
}

function pemKeystore(
  entries: readonly KeystoreEntry[],
  others: readonly PemBlock[],
): Result<Keystore, KeyFileFailure> {
  const [other] = others;
  if (entries.length === 0) {
    return other === undefined ? fail({ code: "key-file-unknown" }) : unsupported(other.label);
  }
  const skipped = others.map(({ label }) => ({ kind: "pem-block", alias: undefined, name: label }) as const);
  return ok({ format: "pem", entries, skipped, integrity: "absent" });
}

/** Lines count from 1. */
function lineOf(text: string, { start }: Span): number {
  return text.slice(0, start).split(/\r\n|\n|\r/).length;
}
