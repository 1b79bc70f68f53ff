import type { DecodeFailure } from "../../core/profile/decode";
import type { ProfileProblem, ProfileProblemCode } from "../../core/profile/profile";
import { sentence } from "./sentence";

/** What a sentence is made of; some have another form where a fact is known or not. */
type Wording = string | ((facts: Readonly<Record<string, string>>) => string);

/** The sentence of every finding about a properties file. */
const wordings: Readonly<Record<ProfileProblemCode, Wording>> = {
  "duplicate-key": "{key} is set twice; this later value counts. Remove one of the two.",
  "unterminated-quote": "What is opened here is never closed. It ends with {closing}.",
  "undefined-variable":
    "${name} is not set before this line in the file. Set it first, or put the value in single quotes if the $ belongs to it.",
  "reserved-variable":
    "{name} has a meaning of its own in bash, so the scripts cannot set it. Use another name.",
  "command-not-run":
    "bash would run this as a command, and nothing in this file is ever run. Write the value itself; $(hostname) alone is resolved.",
  "unsupported-expansion":
    "This shell construct is not read here. Write the value itself, or put it in single quotes if it is meant literally.",
  "unquoted-space":
    "The value of {key} has a space outside quotes: bash would run the rest as a command. It is taken as written; put quotes around it.",
  "space-around-equals": "bash allows no space around = and would run {key} as a command. Remove the space.",
  "shell-syntax": "Outside quotes {text} is shell syntax. Put quotes around the value.",
  "home-folder": "~ stands for the home folder of whoever runs the script.",
  "carriage-return":
    "The file has carriage returns (CRLF line ends), which bash keeps at the end of every value. Use LF line ends.",
  "byte-order-mark":
    "The file begins with a byte order mark, which bash takes for a part of the first line. Save it as UTF-8 without one.",
  "nul-character": "The file holds a NUL character, which no value can have. Remove it.",
  "unknown-key": ({ suggestion }) =>
    suggestion === undefined
      ? "{key} is none of the keys that the scripts read. Remove it, or check its spelling."
      : "{key} is none of the keys that the scripts read. Did you mean {suggestion}?",
  "missing-key": ({ count }) =>
    count === "1" ? "The key {keys} is missing. Add it." : "{count} keys are missing: {keys}. Add them.",
  "value-empty": "{key} is empty. Give it a value.",
  "value-too-long": ({ length }) =>
    length === undefined
      ? "{key} brings in more than {limit} characters over the whole file. Write the value itself."
      : "{key} has {length} characters; at most {limit} are allowed. Shorten it.",
  "country-not-two-letters": "{key} has to be two letters, such as US or DE.",
  "country-not-assigned": "{key} is no country code of ISO 3166-1. Check it, some verifiers do.",
  "country-not-upper-case": "A certificate has its country code in upper case. Write {key} so.",
  "password-too-short": "{key} is too short: keytool wants at least 6 characters.",
  "well-known-password":
    "{key} is a password that everybody tries first. Use a long random one for a real device.",
  "passwords-differ":
    "{key} differs from {otherKey}. A PKCS#12 keystore has one password for both, and ThingsBoard's scripts then fail. Use the same.",
  "password-not-ascii":
    "{key} has characters beyond ASCII, which tools encode in different ways. Use letters, digits and ASCII signs.",
  "alias-not-lower-case": "{key} is stored in lower case, as keytool does it.",
  "alias-collision": "{key} is the same alias as {otherKey}: one keystore cannot hold both. Change one.",
  "prefix-unsafe":
    "{key} is no safe beginning of a file name: it has a folder, a reserved character, or a space or hyphen at its edge. The files go beside this one.",
  "prefix-reserved": "{key} is a name that Windows keeps for a device. Use another.",
  "prefix-collision":
    "{key} and {otherKey} would give two files the same name, and one would replace the other. Change one.",
  "algorithm-unknown": "{key} has to be EC or RSA.",
  "curve-unknown": "{value} is no curve that every library has. Use secp256r1, secp384r1 or secp521r1.",
  "curve-with-rsa": "{key} means nothing for an RSA key, and keytool fails on it. Remove it.",
  "key-size-unknown": "{key} has to be 2048, 3072 or 4096 bits.",
  "subject-alternative-name-invalid":
    "“{name}” in {key} is no name. Write dns:tb.example.com, ip:192.0.2.1, uri:… or email:…, with commas between.",
  "keytool-dname":
    "{key} has a character that breaks the name that ThingsBoard's script gives to keytool. This extension writes it correctly.",
};

/** Makes the sentence of a finding: what is wrong, where, and what to do. No value of a password is in it. */
export function problemWords({ code, values }: Pick<ProfileProblem, "code" | "values">): string {
  const wording = wordings[code];
  return sentence(typeof wording === "string" ? wording : wording(values), values);
}

/** Says what the other places of a finding are. */
export function relatedWords({ code, values }: Pick<ProfileProblem, "code" | "values">): string {
  return code === "duplicate-key"
    ? sentence("{key} is set here first", values)
    : sentence("{otherKey} is here", values);
}

/** Why a file gives no text that could be checked. */
export type UnreadableCode = DecodeFailure["code"] | "file-unreadable";

const unreadableWordings: Readonly<Record<UnreadableCode, string>> = {
  "invalid-utf8": "The file is not UTF-8 from here on. Save it as UTF-8.",
  "nul-character": wordings["nul-character"] as string,
  "file-too-large": "The file is larger than 1 MiB, which no properties file is. It was not read.",
  "file-unreadable": "The file could not be read. Check its permissions.",
};

/** Makes the sentence of a file that is no text. */
export function unreadableWords(code: UnreadableCode): string {
  return unreadableWordings[code];
}
