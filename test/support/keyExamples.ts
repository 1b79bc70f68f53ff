import type { KeyRow } from "../../src/core/profile/keys";
import type { ProfileProblemCode } from "../../src/core/profile/profile";
import { missingKeyRows } from "../../src/core/profile/validate";
import { findableCodesOf } from "../../src/core/profile/valueChecks";
import { profileOf, soundTextWith } from "./profiles";

/** A value that a check of any key finds. */
const values: Readonly<Partial<Record<ProfileProblemCode, string>>> = {
  "value-empty": "",
  "value-too-long": "x".repeat(256),
  "subject-alternative-name-invalid": "tb.local",
  "country-not-two-letters": "USA",
  "country-not-assigned": "ZZ",
  "country-not-upper-case": "us",
  "password-too-short": "abc",
  "well-known-password": "password",
  "password-not-ascii": "sécurité",
  "alias-not-lower-case": "Ab",
  "prefix-unsafe": "../x",
  "prefix-reserved": "con",
  "algorithm-unknown": "DSA",
  "curve-unknown": "secp256k1",
  "key-size-unknown": "1024",
  "keytool-dname": '"a, b"',
};

/** Lines that a check finds where one value alone is not enough; `side` is the key's. */
const lines: Readonly<Partial<Record<ProfileProblemCode, (side: string) => string>>> = {
  "curve-with-rsa": (side) => `${side}_KEY_ALG=RSA\n${side}_KEY_GROUP_NAME=secp256r1`,
  "passwords-differ": (side) => `${side}_KEYSTORE_PASSWORD=Wax7-Otter\n${side}_KEY_PASSWORD=Elm4-Heron`,
  "alias-collision": () => "SERVER_KEY_ALIAS=mqtt\nCLIENT_KEY_ALIAS=MQTT",
  "prefix-collision": () => "SERVER_FILE_PREFIX=mqtt\nCLIENT_FILE_PREFIX=MQTT",
};

/** Names what can be found about a key, that it is missing first. */
export function codesOf(row: KeyRow): readonly ProfileProblemCode[] {
  return [...(isEverMissed(row.name) ? ["missing-key" as const] : []), ...findableCodesOf(row)];
}

/** Gives a file in which a code is found about a key; undefined where nobody wrote an example. */
export function keyExample(key: string, code: ProfileProblemCode): string | undefined {
  const value = values[code];
  if (code === "missing-key") {
    return soundTextWith("", [key]);
  }
  const side = key.slice(0, key.indexOf("_"));
  const written = value === undefined ? lines[code]?.(side) : `${key}=${value}`;
  return written === undefined ? undefined : soundTextWith(written);
}

function isEverMissed(key: string): boolean {
  return missingKeyRows(profileOf(soundTextWith("", [key]))).some(({ name }) => name === key);
}
