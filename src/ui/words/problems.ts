import * as l10n from "@vscode/l10n";
import type { DecodeFailure } from "../../core/profile/decode";
import type { ProfileProblem, ProfileProblemCode } from "../../core/profile/profile";
import { sentence } from "./sentence";

/** What a sentence is made of; some have another form where a fact is known or not. */
type Wording = string | ((facts: Readonly<Record<string, string>>) => string);

/** The sentence of every finding about a properties file. */
const wordings: Readonly<Record<ProfileProblemCode, Wording>> = {
  "duplicate-key": l10n.t("{key} is set twice, and this later value counts. Remove one of the two."),
  "unterminated-quote": l10n.t(
    "What begins here is never closed, so that the value would go on into the lines below. Close it with {closing}.",
  ),
  "undefined-variable": l10n.t(
    "${name} is not set above this line: bash would put nothing there, or what its own machine has. Set it first, or put the value in single quotes if the $ belongs to it.",
  ),
  "reserved-variable": l10n.t(
    "{name} is a name that bash, which reads this file, keeps for itself: setting it fails or changes how the rest is read. Use another name.",
  ),
  "command-not-run": l10n.t(
    "bash would run this as a command. Here nothing in the file is ever run, so it has no value. Write the value itself; $(hostname) alone is known.",
  ),
  "unsupported-expansion": l10n.t(
    "bash would work this value out while it reads the file; it is not worked out here. Write the value itself, or put it in single quotes if it is meant as it stands.",
  ),
  "unquoted-space": l10n.t(
    "The value of {key} has a space outside quotes: bash would take the rest for a command and leave {key} unset. Here it is taken as written. Put quotes around it.",
  ),
  "space-around-equals": l10n.t(
    "There is a space beside the =: bash would take {key} for a command and leave it unset. Remove the space.",
  ),
  "shell-syntax": l10n.t(
    "Outside quotes {text} belongs to the shell and ends the value. Put quotes around the value if it is a part of it.",
  ),
  "home-folder": l10n.t("~ becomes the home folder of whoever runs the script: another one for each person."),
  "carriage-return": ({ count }) =>
    count === "1"
      ? l10n.t(
          "A line ends as on Windows, with CR and LF. bash keeps the CR as an invisible last character of the value; here it is left out. Use LF line ends.",
        )
      : l10n.t(
          "{count} lines end as on Windows, with CR and LF. bash keeps the CR as an invisible last character of the value; here it is left out. Use LF line ends.",
        ),
  "byte-order-mark": l10n.t(
    "The file begins with an invisible byte order mark, which bash takes for a part of the first line: what that line sets is lost. Save it as UTF-8 without one.",
  ),
  "nul-character": l10n.t("The file holds a NUL character, which no value can have. Remove it."),
  "unknown-key": ({ suggestion }) =>
    suggestion === undefined
      ? l10n.t(
          "{key} is none of the keys that the scripts read, so nothing comes of it. Remove it, or check its spelling.",
        )
      : l10n.t(
          "{key} is none of the keys that the scripts read, so nothing comes of it. Did you mean {suggestion}?",
        ),
  "missing-key": ({ count }) =>
    count === "1"
      ? l10n.t("The key {keys} is missing, and no certificate is generated without it. Add it.")
      : l10n.t("{count} keys are missing, and no certificate is generated without them: {keys}. Add them."),
  "value-empty": l10n.t("{key} is empty, and no certificate is generated without it. Give it a value."),
  "value-too-long": ({ length }) =>
    length === undefined
      ? l10n.t("{key} brings in more than {limit} characters over the whole file. Write the value itself.")
      : l10n.t("{key} has {length} characters; at most {limit} are allowed. Shorten it."),
  "country-not-two-letters": l10n.t("{key} has to be two letters, such as US or DE."),
  "country-not-assigned": l10n.t(
    "{key} is the code of no country (ISO 3166-1), which some verifiers check. Look it up: the United Kingdom, for one, is GB.",
  ),
  "country-not-upper-case": l10n.t("A certificate has its country code in upper case. Write {key} so."),
  "password-too-short": l10n.t("{key} is too short: keytool wants at least 6 characters."),
  "well-known-password": l10n.t(
    "{key} is a password that everybody tries first. Use a long random one for a real device.",
  ),
  "passwords-differ": l10n.t(
    "{key} differs from {otherKey}. A PKCS#12 keystore has one password for both, and ThingsBoard's scripts then fail. Use the same.",
  ),
  "password-not-ascii": l10n.t(
    "{key} has characters beyond ASCII, which tools encode in different ways, so that the right password may be refused. Use letters, digits and ASCII signs.",
  ),
  "alias-not-lower-case": l10n.t(
    "{key} is stored in lower case, as keytool does it, and so is another word in the keystore than here. Write it in lower case.",
  ),
  "alias-collision": l10n.t(
    "{key} is the same alias as {otherKey}: one keystore cannot hold both. Change one.",
  ),
  "prefix-unsafe": l10n.t(
    "{key} is no safe beginning of a file name: it has a folder, a reserved character, or a space or hyphen at its edge. The files go beside this one. Use letters, digits, hyphens and dots.",
  ),
  "prefix-reserved": l10n.t(
    "{key} is a name that Windows keeps for a device, so the files cannot be made there. Use another.",
  ),
  "prefix-collision": l10n.t(
    "{key} and {otherKey} would give two files the same name, and one would replace the other. Change one.",
  ),
  "algorithm-unknown": l10n.t("{key} has to be EC or RSA."),
  "curve-unknown": l10n.t(
    "{value} is no curve that every library has. Use secp256r1, secp384r1 or secp521r1.",
  ),
  "curve-with-rsa": l10n.t("{key} means nothing for an RSA key, and keytool fails on it. Remove it."),
  "key-size-unknown": l10n.t("{key} has to be 2048, 3072 or 4096 bits."),
  "subject-alternative-name-invalid": l10n.t(
    "“{name}” in {key} is no name that a certificate can hold. Write dns:tb.example.com, ip:192.0.2.1, uri:… or email:…, with commas between.",
  ),
  "keytool-dname": l10n.t(
    "{key} has a character, such as a comma or a quote, that ThingsBoard's script hands to keytool in a way that fails. This extension writes it correctly.",
  ),
};

/** Makes the sentence of a finding: what is wrong, where, and what to do. No value of a password is in it. */
export function problemWords({ code, values }: Pick<ProfileProblem, "code" | "values">): string {
  const wording = wordings[code];
  return sentence(typeof wording === "string" ? wording : wording(values), values);
}

/** Says what the other places of a finding are. */
export function relatedWords({ code, values }: Pick<ProfileProblem, "code" | "values">): string {
  return code === "duplicate-key"
    ? sentence(l10n.t("{key} is set here first"), values)
    : sentence(l10n.t("{otherKey} is here"), values);
}

/** Why a file gives no text that could be checked. */
export type UnreadableCode = DecodeFailure["code"] | "file-unreadable";

const unreadableWordings: Readonly<Record<UnreadableCode, string>> = {
  "invalid-utf8": l10n.t("The file is not UTF-8 from here on. Save it as UTF-8."),
  "nul-character": wordings["nul-character"] as string,
  "file-too-large": l10n.t("The file is larger than 1 MiB, which no properties file is. It was not read."),
  "file-unreadable": l10n.t("The file could not be read. Check its permissions."),
};

/** Makes the sentence of a file that is no text. */
export function unreadableWords(code: UnreadableCode): string {
  return unreadableWordings[code];
}
