import { fixesFor } from "../../src/core/profile/fixes";
import { problemTable } from "../../src/core/profile/problems";
import type { ProfileProblemCode } from "../../src/core/profile/profile";
import { fixTitle } from "../../src/ui/words/fixes";
import { problemWords, unreadableWords, type UnreadableCode } from "../../src/ui/words/problems";
import { deviceEntries } from "./deviceDiagnosticsDoc";
import { profileOf, soundTextWith } from "./profiles";

/** Lines that earn each finding in an otherwise sound file. */
const examples: Readonly<Record<ProfileProblemCode, string>> = {
  "duplicate-key": "CITY=Rome\nCITY=Paris",
  "unterminated-quote": 'CITY="Paris',
  "undefined-variable": "DOMAIN_SUFFIX=$HOSTNAME",
  "reserved-variable": "UID=5",
  "command-not-run": "CITY=$(cat city.txt)",
  "unsupported-expansion": "CITY=${ORGANIZATION%x}",
  "unquoted-space": "CITY=San Francisco",
  "space-around-equals": "CITY = Paris",
  "shell-syntax": "ORGANIZATION=Smith & Sons",
  "home-folder": "SERVER_KEYSTORE_DIR=~/conf",
  "carriage-return": "CITY=Paris\r",
  "byte-order-mark": "\uFEFFCITY=Paris",
  "nul-character": "CITY=Pa\0ris",
  "unknown-key": "CLEINT_KEY_SIZE=2048",
  "missing-key": "# no CITY=",
  "value-empty": "CLIENT_KEY_ALG=",
  "value-too-long": `ORGANIZATION=${"x".repeat(65)}`,
  "country-not-two-letters": "TWO_LETTER_COUNTRY_CODE=USA",
  "country-not-assigned": "TWO_LETTER_COUNTRY_CODE=UK",
  "country-not-upper-case": "TWO_LETTER_COUNTRY_CODE=us",
  "password-too-short": "CLIENT_KEY_PASSWORD=abc\nCLIENT_KEYSTORE_PASSWORD=abc",
  "well-known-password": "CLIENT_KEY_PASSWORD=password\nCLIENT_KEYSTORE_PASSWORD=password",
  "passwords-differ": "CLIENT_KEYSTORE_PASSWORD=Wax7-Otter\nCLIENT_KEY_PASSWORD=Elm4-Heron",
  "password-not-ascii": "CLIENT_KEY_PASSWORD=sécurité\nCLIENT_KEYSTORE_PASSWORD=sécurité",
  "alias-not-lower-case": "CLIENT_KEY_ALIAS=ClientAlias",
  "alias-collision": "SERVER_KEY_ALIAS=mqtt\nCLIENT_KEY_ALIAS=mqtt",
  "prefix-unsafe": "CLIENT_FILE_PREFIX=../device",
  "prefix-reserved": "CLIENT_FILE_PREFIX=con",
  "prefix-collision": "SERVER_FILE_PREFIX=mqtt\nCLIENT_FILE_PREFIX=MQTT",
  "algorithm-unknown": "CLIENT_KEY_ALG=DSA",
  "curve-unknown": "CLIENT_KEY_GROUP_NAME=secp256k1",
  "curve-with-rsa": "CLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME=secp256r1",
  "key-size-unknown": "CLIENT_KEY_SIZE=1024",
  "subject-alternative-name-invalid": "SUBJECT_ALTERNATIVE_NAMES=tb.example.com",
  "keytool-dname": 'ORGANIZATION="Smith, Sons"',
};

/** Examples that show nothing when they are printed. */
const invisible: ReadonlySet<ProfileProblemCode> = new Set([
  "carriage-return",
  "byte-order-mark",
  "nul-character",
  "missing-key",
  "value-too-long",
]);

const unreadableCodes: readonly UnreadableCode[] = ["invalid-utf8", "file-too-large", "file-unreadable"];

/** Gives the generated part of docs/diagnostics.md: an entry for each code, worked out from its example. */
export function diagnosticsDoc(): string {
  const codes = Object.keys(problemTable) as ProfileProblemCode[];
  const entries = [
    ...codes.map(entryOf),
    ...unreadableCodes.map(unreadableEntryOf),
    ...deviceEntries(inMarkdown),
  ];
  return entries.join("\n\n");
}

/** Gives the finding of a code's example, as a person reads it. */
export function exampleOf(code: ProfileProblemCode): {
  readonly sentence: string;
  readonly fixes: readonly string[];
} {
  const profile = profileOf(soundTextWith(examples[code]));
  const problem = profile.problems.find((found) => found.code === code);
  if (problem === undefined) {
    throw new Error(`The example of ${code} earns ${profile.problems.map((found) => found.code).join(", ")}`);
  }
  return { sentence: problemWords(problem), fixes: fixesFor(profile, problem).map(fixTitle) };
}

function entryOf(code: ProfileProblemCode): string {
  const { severity, blocksGeneration } = problemTable[code];
  const { sentence, fixes } = exampleOf(code);
  const blocks = blocksGeneration
    ? "no certificate is generated until it is gone"
    : "certificates can be generated";
  const example = invisible.has(code) ? [] : [`\`\`\`shell\n${examples[code]}\n\`\`\``];
  const offered = fixes.length === 0 ? [] : [`Quick fix: ${fixes.map(inMarkdown).join(" · ")}`];
  return [
    `## ${code}`,
    `${severity[0]?.toUpperCase() ?? ""}${severity.slice(1)}; ${blocks}.`,
    ...example,
    inMarkdown(sentence),
    ...offered,
  ].join("\n\n");
}

function unreadableEntryOf(code: UnreadableCode): string {
  return `## ${code}\n\nError; no certificate is generated until it is gone.\n\n${unreadableWords(code)}`;
}

/** A sentence as Markdown that shows it as it is. */
export function inMarkdown(text: string): string {
  return text.replace(/[\\`*[\]<~]|(?<!\w)_|_(?!\w)/g, "\\$&");
}
