import * as l10n from "@vscode/l10n";
import type { CertificateFacts } from "../../core/certificate/read";
import type { FetchedServerCertificate, SavedServerCertificate } from "../../flows/fetchServerCertificate";
import { nameOf } from "../../flows/paths";
import type { Action, CommandFailure } from "../command";
import { dayOf, plainText } from "./diagnosisCase";
import { diagnosisWords, type DiagnosisSubject } from "./diagnoses";
import { nameText } from "./explain";

/** A certificate of the chain, as a caller gets it. */
export interface FetchedCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint256: string;
  readonly san: readonly string[];
}

/** Gives what a caller gets of a certificate. */
export function fetchedCertificateOf(facts: CertificateFacts): FetchedCertificate {
  return {
    subject: facts.subjectText,
    issuer: facts.issuerText,
    notBefore: facts.notBefore.toISOString(),
    notAfter: facts.notAfter.toISOString(),
    fingerprint256: facts.fingerprint256,
    san: facts.names.map(nameText),
  };
}

/** The question whether a server's certificate is to be trusted. */
export interface FetchQuestion {
  readonly message: string;
  /** Several lines: what the server shows, and below it what is on disk. */
  readonly detail: string;
  /** The button that saves; undefined where there is nothing to be saved. */
  readonly button?: string;
}

/** Words the question: what is shown, what is known, what would be replaced, and how to be sure. */
export function fetchQuestion(fetched: FetchedServerCertificate, subject: DiagnosisSubject): FetchQuestion {
  const { target, server } = fetched;
  const name = plainText(server.name);
  const detail = [
    shownLines(fetched),
    downloadedLines(fetched),
    ...fetched.known.map((known) => knownLines(known, fetched)),
  ];
  const notes = [...refusalNote(fetched, subject), ...decidingNote(fetched)];
  if (target === undefined) {
    return { message: l10n.t("This is what {name} shows", { name }), detail: paragraphs([...detail, notes]) };
  }
  const file = nameOf(target.path);
  return target.state === "other"
    ? {
        message: l10n.t("{name} shows ANOTHER certificate than {file} has. Replace what is trusted?", {
          name,
          file,
        }),
        detail: paragraphs([...detail, [replacing, compare], notes]),
        button: l10n.t("Replace {file}", { file }),
      }
    : {
        message: l10n.t("Trust the certificate that {name} shows?", { name }),
        detail: paragraphs([...detail, [compare], notes]),
        button: l10n.t("Save as {file}", { file }),
      };
}

const compare = l10n.t(
  "Ask whoever runs the server for its SHA-256 fingerprint, by another way than this network, and compare every digit: somebody in between would show a certificate of their own.",
);

const replacing = l10n.t(
  "Whoever is trusted now will not be any more. That is right where the server got a new certificate, and wrong where somebody answers in its place. The old file is kept in backup/.",
);

function paragraphs(parts: readonly (readonly string[])[]): string {
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function shownLines({ server, chain }: FetchedServerCertificate): readonly string[] {
  return [l10n.t("{server} shows:", { server: plainText(server.name) }), ...chain.flatMap(certificateLines)];
}

/** What the REST API offers; where that is the same, one line. */
function downloadedLines({ server, chain, downloaded }: FetchedServerCertificate): readonly string[] {
  const [leaf] = downloaded ?? [];
  if (leaf === undefined) {
    return [];
  }
  const name = plainText(server.name);
  return leaf.fingerprint256 === chain[0]?.fingerprint256
    ? [
        l10n.t("The REST API of {name}, where you are signed in, offers the same certificate for download.", {
          name,
        }),
      ]
    : [
        l10n.t(
          "The REST API of {name}, where you are signed in, offers ANOTHER for download: a proxy may end TLS before the server, or somebody answers in its place.",
          { name },
        ),
        ...certificateLines(leaf),
      ];
}

function knownLines(
  { path, certificates }: FetchedServerCertificate["known"][number],
  { chain }: FetchedServerCertificate,
): readonly string[] {
  const leaf = chain[0]?.fingerprint256;
  const isThere = certificates.some(({ fingerprint256 }) => fingerprint256 === leaf);
  const file = nameOf(path);
  const head = isThere
    ? l10n.t("{file} has the same certificate:", { file })
    : l10n.t("{file} has another:", { file });
  return certificates.length === 0
    ? [l10n.t("{file} has no certificate that can be read.", { file: nameOf(path) })]
    : [head, ...certificates.slice(0, mostCertificates).flatMap(certificateLines)];
}

/** A CA file may hold a whole platform's. */
const mostCertificates = 4;

function certificateLines(facts: CertificateFacts): readonly string[] {
  const days = l10n.t("{day} to {day2}", {
    day: dayOf(facts.notBefore.toISOString()),
    day2: dayOf(facts.notAfter.toISOString()),
  });
  const signer = facts.isSelfIssued
    ? l10n.t("signed by itself")
    : l10n.t("signed by {issuerText}", { issuerText: plainText(facts.issuerText) });
  return [
    plainText(facts.subjectText),
    `SHA-256 ${facts.fingerprint256}`,
    l10n.t("{signer}, valid {days}", { signer, days }),
  ];
}

/** Trust alone does not make a certificate good. */
function refusalNote({ refusal }: FetchedServerCertificate, subject: DiagnosisSubject): readonly string[] {
  if (refusal === undefined) {
    return [];
  }
  return [
    l10n.t("Devices refuse it even when it is trusted. {detail}", {
      detail: diagnosisWords(refusal, subject).detail,
    }),
  ];
}

function decidingNote({ decidingFile, server }: FetchedServerCertificate): readonly string[] {
  return decidingFile === undefined
    ? []
    : [
        l10n.t(
          "{server} has a caFile, {file}, which decides alone: what is saved counts only when caFile is taken out of the setting.",
          { server: plainText(server.name), file: nameOf(decidingFile) },
        ),
      ];
}

/** What is told when it is saved, or was already. */
export interface FetchedTold {
  readonly kind: "information" | "warning";
  readonly message: string;
  readonly actions: readonly Action[];
}

/** Words that the certificate was saved. */
export function savedWords(
  fetched: FetchedServerCertificate,
  { path, backup }: SavedServerCertificate,
  { properties, server }: DiagnosisSubject,
): FetchedTold {
  const file = nameOf(path);
  const replaced =
    backup === undefined
      ? l10n.t("{file} is saved: it holds the certificate of {server}.", {
          file,
          server: plainText(server.name),
        })
      : l10n.t(
          "{file} was REPLACED: it holds another certificate now, that of {server}. The old one is kept in {backup}.",
          { file, server: plainText(server.name), backup: backupText(backup) },
        );
  const [deciding] = decidingNote(fetched);
  const test = {
    title: l10n.t("Test Connection"),
    command: "thingsboardX509.testConnection",
    args: [properties, { server: server.name }],
  };
  return {
    kind: backup === undefined ? "information" : "warning",
    message: deciding === undefined ? replaced : `${replaced} ${deciding}`,
    actions: deciding === undefined ? [test] : [openSetting, test],
  };
}

/** Words that there was nothing to save. */
export function sameWords({ server, target }: FetchedServerCertificate): FetchedTold {
  const file = nameOf(target?.path ?? "");
  return {
    kind: "information",
    message: l10n.t("{server} shows the certificate that {file} has already: nothing is to be saved.", {
      server: plainText(server.name),
      file,
    }),
    actions: [],
  };
}

const openSetting: Action = {
  title: l10n.t("Open Server Settings"),
  command: "workbench.action.openSettings",
  args: ["thingsboardX509.servers"],
};

function backupText(backup: string): string {
  return backup.split(/[\\/]/).slice(-3).join("/");
}

/** The server shows another certificate than the one that was confirmed. */
export function fingerprintDiffers(
  { server, chain }: FetchedServerCertificate,
  accept: string,
): CommandFailure {
  const fingerprint256 = chain[0]?.fingerprint256 ?? "";
  return {
    code: "fingerprint-differs",
    message: l10n.t(
      "{server} shows a certificate with the fingerprint {fingerprint256}, not the one that was confirmed, so nothing was saved. Compare both with what whoever runs the server says.",
      { server: plainText(server.name), fingerprint256 },
    ),
    details: { fingerprint256, accept, chain: chain.map(fetchedCertificateOf) },
  };
}

/** The server could not be asked: the diagnosis of a test connection, with a button that asks again. */
export function notFetchedWords(
  failure: Parameters<typeof diagnosisWords>[0],
  subject: DiagnosisSubject,
): CommandFailure {
  const { title, detail, actions } = diagnosisWords(failure, subject);
  const again: Action = {
    title: l10n.t("Fetch Again"),
    command: "thingsboardX509.fetchServerCertificate",
    args:
      subject.properties === ""
        ? [subject.server.name]
        : [subject.properties, { server: subject.server.name }],
  };
  const others = actions.filter(({ command }) => keptCommands.has(command));
  return {
    code: failure.code,
    message: `${title}. ${detail}`,
    details: failure.facts,
    actions: [...others, again],
  };
}

/** What cures a server that cannot be reached; the rest is about a device. */
const keptCommands: ReadonlySet<string> = new Set([
  "workbench.action.openSettings",
  "thingsboardX509.startTestServer",
  "thingsboardX509.openAt",
]);
