import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import path from "node:path";
import { readCertificate } from "../../../src/core/certificate/read";
import { openKeyFile, type KeyFilePasswords } from "../../../src/core/keystore/open";
import { newPatience } from "../../support/patience";
import type { Issuance, MatrixKey } from "./bundles";
import type { Shared } from "./reader";

/** A program whose files the product reads. */
export interface Writer {
  /** The head of its column. */
  readonly name: string;
  /** What a tick in its column says. */
  readonly proves: string;
  /** What it cannot write at all. */
  readonly lacks?: Issuance;
  readonly open: (shared: Shared) => OpenWriter;
}

/** Writes the files of one row into a folder of their own; gives what is to be read in each. */
export type OpenWriter = (
  key: MatrixKey,
  issuance: Issuance,
  file: (name: string) => string,
) => Promise<readonly Written[]>;

/** A file of another program, and what we must find in it. */
export interface Written {
  readonly name: string;
  readonly passwords: KeyFilePasswords;
  /** As `foundIn` tells it, without the key's name. */
  readonly found: string;
}

/** The password of what the writers write. */
export const secret = "store-secret";

/** A new folder of one row. */
export function newWriterFolder({ folder }: Shared): (name: string) => string {
  const own = mkdtempSync(path.join(folder, "writer-"));
  return (name) => path.join(own, name);
}

/**
 * Tells what the product finds in a file: its format and each entry. A key that opens is told by its certificate's
 * algorithm and its chain, leaf first, and must be that certificate's.
 */
export async function foundIn(place: string, passwords: KeyFilePasswords): Promise<string> {
  const opened = await openKeyFile(readFileSync(place), passwords, newPatience());
  if (!opened.ok) {
    return Object.values(opened.failure).join(" ");
  }
  const { format, entries, skipped } = opened.value;
  const told = entries.map((entry) => {
    const { alias = "-" } = entry;
    if (entry.kind === "trusted") {
      return `trusted ${alias} ${nameOf(entry.certificateDer)}`;
    }
    if (!entry.key.ok) {
      return `key ${alias} ${entry.key.failure.code}`;
    }
    const [leaf] = entry.chainDer;
    assert.ok(leaf, `${place}: no certificate of the key`);
    const der = Buffer.from(entry.key.value);
    const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    assert.ok(new X509Certificate(leaf).checkPrivateKey(key), `${place}: another key`);
    const facts = readCertificate(leaf);
    const text = facts.ok ? facts.value.keyText : "unreadable";
    return `key ${alias} ${text}, ${entry.chainDer.map(nameOf).join(" < ")}`;
  });
  const others = skipped.map(({ kind, name }) => `skipped ${kind} ${name}`);
  return [format, ...told.sort(), ...others].join("; ");
}

function nameOf(der: Uint8Array): string {
  const facts = readCertificate(der);
  return facts.ok ? facts.value.subject.commonName : "unreadable";
}
