import * as l10n from "@vscode/l10n";
import type { CertificateDetails, ExtensionDetails } from "../../core/certificate/details";
import { knownExtensions, otherExtensions } from "../../core/certificate/extensionNames";
import type { CertificateFacts } from "../../core/certificate/read";
import type { CertificateRole } from "../../core/certificate/role";
import type { Keystore } from "../../core/keystore/keystore";
import { countedDays } from "./counts";
import { countText, enumeratedText } from "./numbers";

/** What a kind of file is called. */
export const formatNames: Readonly<Record<Keystore["format"], string>> = {
  jks: l10n.t("Java keystore (JKS)"),
  pkcs12: l10n.t("PKCS#12 keystore"),
  pem: l10n.t("PEM text"),
  der: l10n.t("Binary file (DER)"),
};

/** What a certificate is for, in short. */
export const roleNames: Readonly<Record<CertificateRole, string>> = {
  client: l10n.t("a client"),
  server: l10n.t("a server"),
  either: l10n.t("a client or a server: it does not say"),
  ca: l10n.t("a certificate authority"),
};

/** An extension in words. */
export interface ExtensionWords {
  readonly name: string;
  readonly words: string;
  readonly isCritical: boolean;
}

/** Tells what each extension says. */
export function extensionWords(
  facts: CertificateFacts,
  details: CertificateDetails,
): readonly ExtensionWords[] {
  return details.extensions.map((extension) => ({
    name:
      knownExtensions.get(extension.identifier) ??
      otherExtensions.get(extension.identifier) ??
      extension.identifier,
    words: (sentences[extension.identifier] ?? unreadWords)({ facts, details, extension }),
    isCritical: extension.isCritical,
  }));
}

interface Case {
  readonly facts: CertificateFacts;
  readonly details: CertificateDetails;
  readonly extension: ExtensionDetails;
}

const sentences: Readonly<Partial<Record<string, (subject: Case) => string>>> = {
  "2.5.29.14": ({ details }) =>
    l10n.t("Its key is known as {spaced}.", { spaced: spaced(details.subjectKeyIdHex) }),
  "2.5.29.15": ({ facts }) =>
    l10n.t("Its key may {uses}.", { uses: listed((facts.keyUsage ?? []).map(usageWords)) }),
  "2.5.29.17": ({ facts }) =>
    facts.names.length === 0
      ? l10n.t("Names of kinds that no TLS client looks at.")
      : l10n.t("It speaks for {names}.", { names: listed(facts.names.map(nameText)) }),
  "2.5.29.19": ({ facts, details }) => constraintsWords(facts, details),
  "2.5.29.35": ({ details }) =>
    details.authorityKeyIdHex === undefined
      ? l10n.t("The key that signed it is named by its certificate.")
      : details.authorityKeyIdHex === details.subjectKeyIdHex
        ? l10n.t("It was signed by its own key.")
        : l10n.t("The key that signed it is known as {spaced}.", {
            spaced: spaced(details.authorityKeyIdHex),
          }),
  "2.5.29.37": ({ facts }) =>
    l10n.t("It is good for {purposes}.", {
      purposes: listed((facts.extendedKeyUsage ?? []).map(purposeWords)),
    }),
};

function constraintsWords(facts: CertificateFacts, { pathLength }: CertificateDetails): string {
  if (facts.certificateAuthority !== true) {
    return l10n.t("It is no certificate authority: it may sign no other certificate (CA=false).");
  }
  switch (pathLength) {
    case undefined:
      return l10n.t("It is a certificate authority (CA=true), with any number of authorities below it.");
    case 0:
      return l10n.t("It is a certificate authority (CA=true), with no further authority below it.");
    case 1:
      return l10n.t(
        "It is a certificate authority (CA=true), with one further level of authorities below it.",
      );
    default:
      return l10n.t(
        "It is a certificate authority (CA=true), with {pathLength} further levels of authorities below it.",
        { pathLength: countText(pathLength) },
      );
  }
}

function unreadWords({ extension }: Case): string {
  const size =
    extension.lengthBytes === 1
      ? l10n.t("1 byte")
      : l10n.t("{lengthBytes} bytes", { lengthBytes: countText(extension.lengthBytes) });
  return l10n.t("Not looked into here ({size}).", { size });
}

/** Gives an alternative name with its kind in front. */
export function nameText({ kind, value }: CertificateFacts["names"][number]): string {
  return `${kindNames[kind]} ${value}`;
}

const kindNames: Readonly<Record<CertificateFacts["names"][number]["kind"], string>> = {
  dns: l10n.t("DNS name"),
  ip: l10n.t("IP address"),
  uri: "URI",
  email: l10n.t("e-mail"),
};

function usageWords(usage: string): string {
  return withWords(usageNames.get(usage), usage);
}

function purposeWords(purpose: string): string {
  return withWords(purposeNames.get(purpose), purpose);
}

function withWords(words: string | undefined, term: string): string {
  return words === undefined ? term : `${words} (${term})`;
}

const usageNames: ReadonlyMap<string, string> = new Map([
  ["digitalSignature", l10n.t("sign handshakes")],
  ["contentCommitment", l10n.t("sign what cannot be denied")],
  ["keyEncipherment", l10n.t("receive keys encrypted")],
  ["dataEncipherment", l10n.t("receive data encrypted")],
  ["keyAgreement", l10n.t("agree on keys")],
  ["keyCertSign", l10n.t("sign certificates")],
  ["cRLSign", l10n.t("sign revocation lists")],
  ["encipherOnly", l10n.t("only encrypt when agreeing on keys")],
  ["decipherOnly", l10n.t("only decrypt when agreeing on keys")],
]);

const purposeNames: ReadonlyMap<string, string> = new Map([
  ["anyExtendedKeyUsage", l10n.t("every purpose")],
  ["serverAuth", l10n.t("TLS servers")],
  ["clientAuth", l10n.t("TLS clients")],
  ["codeSigning", l10n.t("signing programs")],
  ["emailProtection", l10n.t("e-mail")],
  ["timeStamping", l10n.t("time stamps")],
  ["OCSPSigning", l10n.t("answers about revocation")],
]);

/** Gives “one, two and three”. */
function listed(parts: readonly string[]): string {
  return parts.length < 2
    ? (parts[0] ?? l10n.t("nothing"))
    : l10n.t("{names} and {last}", { names: enumeratedText(parts.slice(0, -1)), last: parts.at(-1) ?? "" });
}

function spaced(hex = ""): string {
  return (hex.toUpperCase().match(/../g) ?? []).join(":");
}

/** Where today is in a certificate's life. */
export interface ValidityWords {
  readonly state: "good" | "soon" | "over" | "early";
  /** `3649 days left`. */
  readonly short: string;
  /** For those who do not see the bar. */
  readonly spoken: string;
  /** Places on a bar from 0 to 1000 that holds both the validity and today. */
  readonly bar: { readonly start: number; readonly end: number; readonly today: number };
}

/** Words the validity of a certificate. */
export function validityWords(
  { notBefore, notAfter }: Pick<CertificateFacts, "notBefore" | "notAfter">,
  now: Date,
  expiryWarningDays: number,
): ValidityWords {
  const leftDays = Math.floor((notAfter.getTime() - now.getTime()) / dayMs);
  const [state, short] = stateOf({ now, notBefore, notAfter, leftDays, expiryWarningDays });
  const range = l10n.t("Valid from {day} to {day2}; today is {day3}: {short}.", {
    day: dayOf(notBefore),
    day2: dayOf(notAfter),
    day3: dayOf(now),
    short,
  });
  return { state, short, spoken: range, bar: barOf(notBefore, notAfter, now) };
}

function barOf(notBefore: Date, notAfter: Date, now: Date): ValidityWords["bar"] {
  const moments = [notBefore, notAfter, now].map((time) => time.getTime());
  const first = Math.min(...moments);
  const spanMs = Math.max(Math.max(...moments) - first, 1);
  const [start = 0, end = 0, today = 0] = moments.map((time) => Math.round((1000 * (time - first)) / spanMs));
  return { start, end, today };
}

interface Moments {
  readonly now: Date;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly leftDays: number;
  readonly expiryWarningDays: number;
}

function stateOf(moments: Moments): readonly [ValidityWords["state"], string] {
  const { now, notBefore, notAfter, leftDays } = moments;
  if (now > notAfter) {
    return [
      "over",
      l10n.t("expired {days} ago", {
        days: countedDays(Math.floor((now.getTime() - notAfter.getTime()) / dayMs)),
      }),
    ];
  }
  if (now < notBefore) {
    return [
      "early",
      l10n.t("begins in {days}", {
        days: countedDays(Math.ceil((notBefore.getTime() - now.getTime()) / dayMs)),
      }),
    ];
  }
  return [
    leftDays < moments.expiryWarningDays ? "soon" : "good",
    l10n.t("{days} left", { days: countedDays(leftDays) }),
  ];
}

const dayMs = 86_400_000;

/** The day in UTC, as the other messages have it. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
