import type { Span } from "../problem";
import { readAlternativeNames } from "./alternativeNames";
import { assignedCountryCodes } from "./countries";
import type { KeyMeaning, KeyRow } from "./keys";
import { collidingPrefixes, isReservedFileName, isUnsafePrefix } from "./prefixes";
import type { Entry, ProfileProblemCode } from "./profile";
import { isWellKnownPassword } from "./wellKnownPasswords";

/** A finding about values, before its severity is looked up. */
export interface Finding {
  readonly code: ProfileProblemCode;
  readonly span: Span;
  readonly values: Readonly<Record<string, string>>;
  readonly related?: readonly Span[];
}

/** A check of one value. */
export interface ValueCheck {
  /** All that it can find. */
  readonly codes: readonly ProfileProblemCode[];
  /** Judges a value; `all` are the readable winning entries of our keys. */
  readonly find: (entry: Entry, all: ReadonlyMap<string, Entry>) => readonly Finding[];
}

/** A check of how values go together. */
export interface SideCheck {
  readonly codes: readonly ProfileProblemCode[];
  /** The keys whose values it compares. */
  readonly keys: readonly string[];
  readonly find: (all: ReadonlyMap<string, Entry>) => readonly Finding[];
}

/** keytool's own limit. Source: JDK sun.security.tools.keytool.Main, "at least 6 characters". */
const shortestPassword = 6;

/** RFC 5280 appendix A.1: ub-common-name, ub-organization-name, ub-organizational-unit-name. */
const longestName = 64;
/** RFC 5280 appendix A.1: ub-locality-name, ub-state-name. */
const longestPlace = 128;
/** A file name's 255 bytes, less room for the endings and for backup folders named after the prefix. */
const longestPrefix = 100;
/** JKS stores an alias with a 16-bit length, and nobody types one of this length. */
const longestAlias = 255;

/** The algorithms of keys, as a file names them. */
export const keyAlgorithms: readonly string[] = ["EC", "RSA"];

/** The sizes of RSA keys, in bits. */
export const keySizes: readonly string[] = ["2048", "3072", "4096"];

/** The curves that every library of ours has, with the names that other tools give them. */
export const curveNames: Readonly<Record<string, readonly string[]>> = {
  secp256r1: ["P-256", "PRIME256V1", "NISTP256"],
  secp384r1: ["P-384", "NISTP384"],
  secp521r1: ["P-521", "NISTP521"],
};

/** What keytool's -dname cannot hold unescaped. Source: JDK sun.security.x509.AVA; a tab is harmless there. */
const dname = when("keytool-dname", ({ value }) => /[,+"<>;\\\u0000-\u0008\n-\u001F]|^#/.test(value));
const notEmpty = when("value-empty", ({ value }) => value === "");

/** The checks of each meaning; a row here, a row in its test and a sentence make a new one. */
export const valueChecks: Readonly<Record<KeyMeaning, readonly ValueCheck[]>> = {
  "common-name": [notEmpty, atMost(longestName), dname],
  "alternative-names": [{ codes: ["subject-alternative-name-invalid"], find: invalidNames }],
  "organizational-unit": [atMost(longestName), dname],
  organization: [atMost(longestName), dname],
  locality: [atMost(longestPlace), dname],
  state: [atMost(longestPlace), dname],
  country: [
    when("country-not-two-letters", ({ value }) => value !== "" && !isTwoLetters(value)),
    when(
      "country-not-assigned",
      ({ value }) => isTwoLetters(value) && !assignedCountryCodes.has(value.toUpperCase()),
    ),
    when("country-not-upper-case", ({ value }) => isTwoLetters(value) && value !== value.toUpperCase()),
  ],
  "store-password": passwordChecks(),
  "key-password": passwordChecks(),
  "key-alias": [
    notEmpty,
    atMost(longestAlias),
    when("alias-not-lower-case", ({ value }) => value !== value.toLowerCase()),
  ],
  "file-prefix": [
    notEmpty,
    atMost(longestPrefix),
    when("prefix-unsafe", ({ value }) => value !== "" && isUnsafePrefix(value)),
    when("prefix-reserved", ({ value }) => isReservedFileName(value)),
  ],
  "key-algorithm": [
    notEmpty,
    when("algorithm-unknown", ({ value }) => value !== "" && !keyAlgorithms.includes(value.toUpperCase())),
  ],
  "key-curve": [{ codes: ["value-empty", "curve-unknown", "curve-with-rsa"], find: wrongCurve }],
  "key-size": [when("key-size-unknown", ({ value }) => value !== "" && !keySizes.includes(value))],
  "keystore-folder": [],
};

/** The checks of values against each other. */
export const sideChecks: readonly SideCheck[] = [
  pair("SERVER_KEYSTORE_PASSWORD", "SERVER_KEY_PASSWORD", { code: "passwords-differ", holds: areDifferent }),
  pair("CLIENT_KEYSTORE_PASSWORD", "CLIENT_KEY_PASSWORD", { code: "passwords-differ", holds: areDifferent }),
  pair("SERVER_KEY_ALIAS", "CLIENT_KEY_ALIAS", {
    code: "alias-collision",
    holds: (server, client) => server.toLowerCase() === client.toLowerCase(),
  }),
  pair("SERVER_FILE_PREFIX", "CLIENT_FILE_PREFIX", { code: "prefix-collision", holds: collidingPrefixes }),
];

/** Names everything that the checks of a key's value can find, those of how values go together last. */
export function findableCodesOf({ name, meaning }: KeyRow): readonly ProfileProblemCode[] {
  return [
    ...valueChecks[meaning].flatMap(({ codes }) => codes),
    ...sideChecks.filter(({ keys }) => keys.includes(name)).flatMap(({ codes }) => codes),
  ];
}

function areDifferent(store: string, key: string): boolean {
  return store !== key;
}

function isTwoLetters(value: string): boolean {
  return /^[A-Za-z]{2}$/.test(value);
}

function passwordChecks(): readonly ValueCheck[] {
  return [
    notEmpty,
    when("password-too-short", ({ value }) => value !== "" && value.length < shortestPassword),
    when("well-known-password", ({ value }) => isWellKnownPassword(value)),
    when("password-not-ascii", ({ value }) => /[^\x20-\x7E]/.test(value)),
  ];
}

/** A check of one value alone. The finding names the key, never the value: it may be a secret. */
function when(code: ProfileProblemCode, isFound: (entry: Entry) => boolean): ValueCheck {
  const find: ValueCheck["find"] = (entry) =>
    isFound(entry) ? [{ code, span: entry.valueSpan, values: { key: entry.key } }] : [];
  return { codes: [code], find };
}

/** Counts code points, as RFC 5280's bounds count characters. */
function atMost(limit: number): ValueCheck {
  const find: ValueCheck["find"] = (entry) => {
    const length = entry.value.length > limit ? Array.from(entry.value).length : 0;
    const values = { key: entry.key, limit: String(limit), length: String(length) };
    return length > limit ? [{ code: "value-too-long", span: entry.valueSpan, values }] : [];
  };
  return { codes: ["value-too-long"], find };
}

/** A check of two readable, non-empty values; the second has the finding, the first is related. */
function pair(
  first: string,
  second: string,
  { code, holds }: { readonly code: ProfileProblemCode; readonly holds: (a: string, b: string) => boolean },
): SideCheck {
  const find: SideCheck["find"] = (all) => {
    const a = all.get(first);
    const b = all.get(second);
    if (a === undefined || b === undefined || a.value === "" || b.value === "" || !holds(a.value, b.value)) {
      return [];
    }
    return [{ code, span: b.valueSpan, values: { key: second, otherKey: first }, related: [a.valueSpan] }];
  };
  return { codes: [code], keys: [first, second], find };
}

function wrongCurve(entry: Entry, all: ReadonlyMap<string, Entry>): readonly Finding[] {
  const algorithm = all.get(entry.key.replace("_GROUP_NAME", "_ALG"))?.value.toUpperCase();
  const { key, value, valueSpan: span } = entry;
  if (algorithm === "RSA") {
    return value === "" ? [] : [{ code: "curve-with-rsa", span, values: { key } }];
  }
  if (value === "") {
    return [{ code: "value-empty", span, values: { key } }];
  }
  return Object.hasOwn(curveNames, value.toLowerCase())
    ? []
    : [{ code: "curve-unknown", span, values: { key, value } }];
}

/** Underlines the item where the value is written as it reads, and the whole value otherwise. */
function invalidNames(entry: Entry): readonly Finding[] {
  const { valueSpan, value, key } = entry;
  const writtenLength = valueSpan.end - valueSpan.start;
  const lead = writtenLength === value.length ? 0 : writtenLength === value.length + 2 ? 1 : undefined;
  return readAlternativeNames(value)
    .filter((name) => name.kind === undefined)
    .map((name) => ({
      code: "subject-alternative-name-invalid",
      span:
        lead === undefined
          ? valueSpan
          : {
              start: valueSpan.start + lead + name.span.start,
              end: valueSpan.start + lead + name.span.end,
            },
      values: { key, name: name.value },
    }));
}
