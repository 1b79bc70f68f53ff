import * as l10n from "@vscode/l10n";
import type { DiagnosisCode } from "../../core/connection/diagnoses";
import type {
  CertificateSeen,
  ComparedFact,
  PhaseOutcome,
  ReportChange,
} from "../../core/connection/reportChanges";
import { diagnosisEntries } from "./diagnoses";
import { dayOf, plainText } from "./diagnosisCase";
import { labelled } from "./labelled";
import { countText, enumeratedText } from "./numbers";
import { warningEntries } from "./warnings";

/** A change in words: what changed, and how it was and is. */
export interface ChangeWords {
  readonly what: string;
  readonly how: string;
  /** Both, as a screen reader says it. */
  readonly spoken: string;
}

/** Words one change since the test before. */
export function changeWords(change: ReportChange): ChangeWords {
  switch (change.kind) {
    case "diagnosis":
      return diagnosisChangeWords(change.before, change.after);
    case "phases":
      return turned(enumeratedText(change.phases), outcomes[change.before], outcomes[change.after]);
    case "certificate":
      return turned(certificateNames[change.side], ...certificateTexts(change.before, change.after));
    case "fact":
      return turned(factNames[change.fact], plainText(change.before), plainText(change.after));
    case "warning-came":
      return said(l10n.t("New warning"), warningEntries[change.warning.code].title);
    case "warning-went":
      return said(l10n.t("Warning gone"), warningEntries[change.warning.code].title);
    case "pace": {
      const { phase } = change;
      const what =
        change.beforeMs < change.afterMs
          ? l10n.t("{phase} is slower", { phase })
          : l10n.t("{phase} is faster", { phase });
      return turned(what, msText(change.beforeMs), msText(change.afterMs));
    }
  }
}

/** Words one change in one line. */
export function changeText(change: ReportChange): string {
  const { what, how } = changeWords(change);
  return labelled(what, how);
}

function turned(what: string, before: string, after: string): ChangeWords {
  return {
    what,
    how: `${before} → ${after}`,
    spoken: l10n.t("{what}: was {before}, is {after}", { what, before, after }),
  };
}

function said(what: string, how: string): ChangeWords {
  return { what, how, spoken: labelled(what, how) };
}

function diagnosisChangeWords(
  before: DiagnosisCode | undefined,
  after: DiagnosisCode | undefined,
): ChangeWords {
  const was = before && diagnosisEntries[before].title;
  const is = after && diagnosisEntries[after].title;
  if (is === undefined) {
    return said(l10n.t("Cured"), was ?? "");
  }
  return was === undefined ? said(l10n.t("New diagnosis"), is) : turned(l10n.t("Diagnosis"), was, is);
}

const outcomes: Readonly<Record<PhaseOutcome, string>> = {
  passed: l10n.t("passed"),
  failed: l10n.t("failed"),
  "not-reached": l10n.t("not reached"),
};

const certificateNames = {
  server: l10n.t("Server certificate"),
  client: l10n.t("Client certificate"),
} as const;

const factNames: Readonly<Record<ComparedFact, string>> = {
  "server-address": l10n.t("Server address"),
  addresses: l10n.t("Addresses"),
  tls: "TLS",
};

/** The name where that is another one; where a fingerprint begins tells certificates apart. */
function certificateTexts(before: CertificateSeen, after: CertificateSeen): readonly [string, string] {
  const isRenamed = before.subject !== after.subject;
  const textOf = ({ subject, fingerprint256, notAfter }: CertificateSeen): string =>
    [
      ...(isRenamed ? [plainText(subject)] : []),
      `SHA-256 ${beginningOf(plainText(fingerprint256))}`,
      ...(notAfter === "" ? [] : [l10n.t("until {day}", { day: plainText(dayOf(notAfter)) })]),
    ].join(" ");
  return [textOf(before), textOf(after)];
}

/** Eight bytes of a fingerprint with colons. */
const shownCharacters = 23;

function beginningOf(fingerprint256: string): string {
  return fingerprint256.length > shownCharacters
    ? `${fingerprint256.slice(0, shownCharacters)}…`
    : fingerprint256;
}

function msText(ms: number): string {
  return l10n.t("{ms} ms", { ms: countText(Math.round(ms)) });
}
