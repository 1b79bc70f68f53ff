import { readCertificate } from "../certificate/read";
import { fail, ok, type Result } from "../result";
import { readJks, type JksEntry, type JksFailure } from "./jks";
import { unprotectJksKey } from "./jksProtection";
import type { OpenedEntry, OpenedFile, OpenedKey } from "./opened";
import { readPem, type PemBlock } from "./pem";
import type { KeyFailure } from "./pkcs8";
import { privateKeyOf } from "./privateKey";

/** The passwords that a file is tried with. */
export interface FilePasswords {
  readonly storePassword: string;
  readonly keyPassword: string;
}

/** Why a file of certificates and keys does not open. */
export type OpenFailure =
  | { readonly code: "keystore-wrong-password" }
  /** `offset` is where, in bytes from the start, as far as it can be told. */
  | { readonly code: "keystore-damaged"; readonly offset?: number }
  | { readonly code: "keystore-unsupported"; readonly algorithm: string }
  /** Neither a container that we know nor a certificate. */
  | { readonly code: "keystore-unrecognised" };

/** Opens a file of certificates and keys, by its content and not by its name. A key that stays locked is no failure. */
export function openFile(bytes: Uint8Array, passwords: FilePasswords): Result<OpenedFile, OpenFailure> {
  if (Buffer.from(bytes.subarray(0, 4)).toString("hex") === "feedfeed") {
    const entries = readJks(bytes, passwords.storePassword);
    return entries.ok
      ? ok({
          container: "jks",
          entries: entries.value.map((entry) => jksEntry(entry, passwords)),
          problems: [],
        })
      : fail(jksFailure(entries.failure));
  }
  if (readCertificate(bytes).ok) {
    return ok({ container: "der", entries: [{ kind: "certificate", chainDer: [bytes] }], problems: [] });
  }
  return pemFile(Buffer.from(bytes).toString("latin1"), passwords.keyPassword);
}

function jksFailure(failure: JksFailure): OpenFailure {
  switch (failure.code) {
    case "keystore-wrong-password":
    case "keystore-damaged":
      return failure;
    case "keystore-version-unsupported":
      return { code: "keystore-unsupported", algorithm: `JKS version ${failure.version}` };
    case "keystore-not-jks":
      return { code: "keystore-unrecognised" };
  }
}

function jksEntry(entry: JksEntry, { storePassword, keyPassword }: FilePasswords): OpenedEntry {
  const { alias } = entry;
  if (entry.kind === "trusted-certificate") {
    return { alias, kind: "trusted", chainDer: [entry.certificateDer] };
  }
  const withKeyPassword = unprotectJksKey(entry.protectedKeyDer, keyPassword);
  const key = withKeyPassword.ok ? withKeyPassword : unprotectJksKey(entry.protectedKeyDer, storePassword);
  return { alias, kind: "key", chainDer: entry.chainDer, key: openedKey(key, true) };
}

function openedKey(key: Result<Uint8Array, KeyFailure>, isProtected: boolean): OpenedKey {
  if (key.ok) {
    return { state: "open", pkcs8Der: key.value, isProtected };
  }
  const { code } = key.failure;
  return code === "key-passphrase-wrong" ? { state: "locked" } : { state: "unusable", reason: code };
}

/** A key belongs to all certificates of its file, as programs that take such a file have it. */
function pemFile(text: string, keyPassword: string): Result<OpenedFile, OpenFailure> {
  const { blocks, problems } = readPem(text);
  if (blocks.length === 0 && problems.length === 0) {
    return fail({ code: "keystore-unrecognised" });
  }
  const chainDer = blocks.filter(({ label }) => label.endsWith("CERTIFICATE")).map(({ der }) => der);
  const keys = blocks.filter(({ label }) => label.endsWith("PRIVATE KEY"));
  const entries: readonly OpenedEntry[] =
    keys.length === 0
      ? chainDer.map((der) => ({ kind: "certificate", chainDer: [der] }))
      : keys.map((block) => ({ kind: "key", chainDer, key: pemKey(block, keyPassword) }));
  return ok({
    container: "pem",
    entries,
    problems: problems.map(({ code, values }) => ({ code, line: Number(values["line"]) })),
  });
}

function pemKey(block: PemBlock, password: string): OpenedKey {
  return openedKey(privateKeyOf(block, password), block.label.startsWith("ENCRYPTED"));
}
