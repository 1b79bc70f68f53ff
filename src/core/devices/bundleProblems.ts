import type { CertificateFacts } from "../certificate/read";
import type { AlternativeName, Identity, Subject } from "../identity/identity";
import { comparableName, namesOf, withLocalNames } from "../identity/names";
import { differingKeys, differingPart, subjectText } from "../identity/subject";
import { opensJks, readJksUnproven } from "../keystore/jks";
import { unprotectJksKey } from "../keystore/jksProtection";
import type { Keystore } from "../keystore/keystore";
import { leafIn } from "../keystore/leaf";
import type { KeyFileFailure } from "../keystore/open";
import type { Profile } from "../profile/profile";
import type { Result } from "../result";
import { algorithmText } from "./claims";
import type { DeviceProblem } from "./deviceProblems";

/** What lies beside a properties file for one of its identities; absent where it is not there or cannot be read. */
export interface BundleContent {
  /** The text of `P.pub.pem`. */
  readonly certificatePem?: string;
  /** The bytes of `P.jks`, where it is true JKS. */
  readonly keystore?: Uint8Array;
  /** What the file's passwords gave of `P.jks`, where it is PKCS#12, as keytool has written it since Java 9. */
  readonly pkcs12?: Result<Keystore, KeyFileFailure>;
}

/** What an identity does not tell of its file. */
export interface Meaning {
  readonly profile: Pick<Profile, "values">;
  /** Whether another file of the folder has the same server, whose subject is then any one's of them. */
  readonly sharesServer: boolean;
}

/**
 * Gives what a bundle on disk says otherwise than the file that it was generated from. A certificate or keystore that
 * cannot be read is no finding here. Of true JKS the aliases are known even where a password is another; of PKCS#12,
 * which has one password for all of it, only behind that.
 */
export function bundleProblemsOf(
  content: BundleContent,
  identity: Identity,
  { profile, sharesServer }: Meaning,
): readonly DeviceProblem[] {
  const { certificatePem } = content;
  const certificate = certificatePem === undefined ? undefined : leafIn(certificatePem)?.certificate;
  const held = heldIn(content, identity);
  return [
    ...(certificate === undefined
      ? []
      : certificateProblems(certificate, { identity, profile, sharesServer })),
    ...(held === undefined ? [] : keystoreProblems(held, identity)),
  ];
}

interface Meant extends Meaning {
  readonly identity: Identity;
}

function certificateProblems(certificate: CertificateFacts, meant: Meant): readonly DeviceProblem[] {
  return [
    ...(meant.identity.side === "server" && meant.sharesServer ? [] : subjectProblems(certificate, meant)),
    ...keyProblems(certificate, meant),
    ...nameProblems(certificate, meant),
  ];
}

function subjectProblems(
  { subject }: CertificateFacts,
  { identity, profile }: Meant,
): readonly DeviceProblem[] {
  const keys = differingKeys(subject, identity.subject);
  const key = keys.find((one) => profile.values.has(one)) ?? keys[0];
  const values = differenceTexts(subject, identity.subject);
  return key === undefined
    ? []
    : [problem("bundle-subject-differs", { identity, key, ending: ".pub.pem", values })];
}

/** What differs alone is easier to see than two whole names; where one has nothing there, it takes the whole. */
function differenceTexts(
  onDisk: Subject,
  inFile: Subject,
): { readonly onDisk: string; readonly inFile: string } {
  const texts = {
    onDisk: subjectText(differingPart(onDisk, inFile)),
    inFile: subjectText(differingPart(inFile, onDisk)),
  };
  return texts.onDisk === "" || texts.inFile === ""
    ? { onDisk: subjectText(onDisk), inFile: subjectText(inFile) }
    : texts;
}

function keyProblems({ keyText }: CertificateFacts, { identity, profile }: Meant): readonly DeviceProblem[] {
  const meantText = algorithmText(identity.algorithm);
  if (keyText === meantText) {
    return [];
  }
  const side = identity.side.toUpperCase();
  const isOtherKind = keyText.split(" ")[0] !== meantText.split(" ")[0];
  const detail = identity.algorithm.kind === "ec" ? `${side}_KEY_GROUP_NAME` : `${side}_KEY_SIZE`;
  const key = isOtherKind || !profile.values.has(detail) ? `${side}_KEY_ALG` : detail;
  const values = { onDisk: keyText, inFile: meantText };
  return [problem("bundle-key-differs", { identity, key, ending: ".pub.pem", values })];
}

/** The local names, the common name among them, may be there or not: the scripts do not add them. */
function nameProblems(
  { names, subject }: CertificateFacts,
  { identity, profile }: Meant,
): readonly DeviceProblem[] {
  const key = "SUBJECT_ALTERNATIVE_NAMES";
  const wanted = identity.side === "server" ? namesOf(profile.values.get(key)?.value ?? "") : [];
  const missing = without(wanted, names);
  const surplus =
    identity.side === "server"
      ? without(names, withLocalNames([...wanted, ...identity.names], subject.commonName))
      : [];
  const values = { missing: namesText(missing), surplus: namesText(surplus) };
  return missing.length + surplus.length === 0
    ? []
    : [problem("bundle-names-differ", { identity, key, ending: ".pub.pem", values })];
}

function without(
  names: readonly AlternativeName[],
  known: readonly AlternativeName[],
): readonly AlternativeName[] {
  const texts = new Set(known.map(comparableName));
  return names.filter((name) => !texts.has(comparableName(name)));
}

function namesText(names: readonly AlternativeName[]): string {
  return names.map(({ kind, value }) => `${kind}:${value}`).join(", ");
}

/** What is to be compared of a keystore of any format. */
interface Held {
  /** Whether the store's password is another. */
  readonly isLocked: boolean;
  readonly keys: readonly { readonly alias: string | undefined; readonly isLocked: boolean }[];
  /** Aliases. */
  readonly trusted: readonly string[];
}

function heldIn({ keystore, pkcs12 }: BundleContent, identity: Identity): Held | undefined {
  const entries = keystore === undefined ? undefined : readJksUnproven(keystore);
  if (keystore !== undefined && entries?.ok === true) {
    return {
      isLocked: !opensJks(keystore, identity.storePassword),
      keys: entries.value
        .filter((entry) => entry.kind === "private-key")
        .map(({ alias, protectedKeyDer }) => ({
          alias,
          isLocked: !unprotectJksKey(protectedKeyDer, identity.keyPassword).ok,
        })),
      trusted: entries.value.filter(({ kind }) => kind === "trusted-certificate").map(({ alias }) => alias),
    };
  }
  return pkcs12 === undefined ? undefined : heldInPkcs12(pkcs12);
}

/** Java takes an alias of PKCS#12 in lower case, whoever wrote it, and lists no certificate without its mark. */
function heldInPkcs12(opened: Result<Keystore, KeyFileFailure>): Held | undefined {
  if (!opened.ok) {
    const isLocked = opened.failure.code === "key-passphrase-wrong";
    return isLocked ? { isLocked, keys: [], trusted: [] } : undefined;
  }
  const { entries } = opened.value;
  return {
    isLocked: false,
    keys: entries
      .filter((entry) => entry.kind === "key")
      .map(({ alias, key }) => ({
        alias: alias?.toLowerCase(),
        isLocked: !key.ok && key.failure.code === "key-passphrase-wrong",
      })),
    trusted: entries.flatMap((entry) =>
      entry.kind === "trusted" && entry.isTrustedByJava && entry.alias !== undefined
        ? [entry.alias.toLowerCase()]
        : [],
    ),
  };
}

function keystoreProblems({ isLocked, keys, trusted }: Held, identity: Identity): readonly DeviceProblem[] {
  const side = identity.side.toUpperCase();
  const password = (key: string): DeviceProblem =>
    problem("bundle-password-differs", { identity, key, ending: ".jks", values: {} });
  const own = keys.find(({ alias }) => alias === identity.alias) ?? keys[0];
  return [
    ...aliasProblems(own?.alias, identity.alias, { identity, key: `${side}_KEY_ALIAS` }),
    ...peerAliasProblems(trusted, identity),
    ...(isLocked ? [password(`${side}_KEYSTORE_PASSWORD`)] : []),
    ...(own?.isLocked === true ? [password(`${side}_KEY_PASSWORD`)] : []),
  ];
}

/** A client's keystore trusts the server under the server's alias, where its certificate was known. */
function peerAliasProblems(trusted: readonly string[], identity: Identity): readonly DeviceProblem[] {
  const found = trusted.includes(identity.peer.alias) ? identity.peer.alias : trusted[0];
  return identity.side === "client"
    ? aliasProblems(found, identity.peer.alias, { identity, key: "SERVER_KEY_ALIAS" })
    : [];
}

function aliasProblems(
  onDisk: string | undefined,
  inFile: string,
  { identity, key }: { readonly identity: Identity; readonly key: string },
): readonly DeviceProblem[] {
  const values = { onDisk: onDisk ?? "", inFile };
  return onDisk === undefined || onDisk === inFile
    ? []
    : [problem("bundle-alias-differs", { identity, key, ending: ".jks", values })];
}

function problem(
  code: DeviceProblem["code"],
  found: {
    readonly identity: Identity;
    readonly key: string;
    readonly ending: string;
    readonly values: DeviceProblem["values"];
  },
): DeviceProblem {
  const { identity, key, ending, values } = found;
  const facts = { key, file: identity.filePrefix + ending, ...values };
  return { code, key, side: identity.side, values: facts, others: [], otherCount: 0 };
}
