import { readCertificate } from "../../src/core/certificate/read";
import type { KeystoreEntry } from "../../src/core/keystore/keystore";
import { openKeyFile, type KeyFilePasswords } from "../../src/core/keystore/open";
import { newPatience } from "./patience";

/** Opens a file and tells what came of it: one line for the whole, then one for each entry. */
export async function told(
  bytes: Uint8Array,
  passwords: KeyFilePasswords,
  patience = newPatience(),
): Promise<readonly string[]> {
  const opened = await openKeyFile(bytes, passwords, patience);
  if (!opened.ok) {
    return [Object.values(opened.failure).join(" ")];
  }
  const { format, integrity, entries, skipped } = opened.value;
  return [
    `${format} ${integrity}`,
    ...entries.map(entryText),
    ...skipped.map(({ kind, alias = "-", name }) => `skipped ${kind} ${alias} ${name}`),
  ];
}

function entryText(entry: KeystoreEntry): string {
  const { alias = "-" } = entry;
  if (entry.kind === "trusted") {
    return `trusted${entry.isTrustedByJava ? " by Java" : ""} ${alias}: ${nameOf(entry.certificateDer)}`;
  }
  const state = entry.key.ok ? "open" : Object.values(entry.key.failure).join(" ");
  return `key ${alias} ${state}: ${entry.chainDer.map(nameOf).join(" < ")}`;
}

function nameOf(der: Uint8Array): string {
  const facts = readCertificate(der);
  return facts.ok ? facts.value.subject.commonName : "unreadable";
}
