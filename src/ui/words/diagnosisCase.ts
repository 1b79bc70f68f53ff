import type { DiagnosisFacts } from "../../core/connection/diagnoses";
import type { ReportFacts } from "../../core/connection/report";
import { safeText } from "../../core/stream/safeText";
import { nameOf } from "../../flows/paths";
import { localTestServerName } from "../app";
import { unlinked } from "./unlinked";

/** One failed session, as sentences ask for it. */
export interface DiagnosisCase {
  readonly server: string;
  /** Host and port as the server's address has them. */
  readonly address: string;
  /** Name of the properties file. */
  readonly propertiesName: string;
  readonly isLocalTestServer: boolean;
  /** A fact, or what stands for it where it is missing. */
  fact(name: string, otherwise: string): string;
  /** The name of the file that `facts.path` says. */
  file(otherwise: string): string;
  /** The day of a fact that is a time. */
  day(name: string, otherwise: string): string;
  /** What is said where a fact is there; nothing where it is missing. */
  where(name: string, say: (fact: string) => string): string;
}

/** What one code says. */
export interface DiagnosisEntry {
  /** What went wrong, in a few words. */
  readonly title: string;
  /** What happened, to what, with the facts of this case. */
  readonly detail: (found: DiagnosisCase) => string;
  /** What it means in general; for the docs. */
  readonly meaning: string;
  /** The next step. */
  readonly cure: string;
  /** The next step where the facts of a case ask for another one; empty where they do not. */
  readonly cureOf?: (found: DiagnosisCase) => string;
}

/** Makes the facts of a diagnosis ready for a sentence: foreign text can neither forge a line nor a link. */
export function diagnosisCaseOf(
  { facts }: Pick<DiagnosisFacts, "facts">,
  { server, properties }: Pick<ReportFacts, "server" | "properties">,
): DiagnosisCase {
  const textOf = (name: string): string | undefined => {
    const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
    return fact === undefined || fact === "" ? undefined : plainText(fact);
  };
  const factOf = (name: string, otherwise: string): string => textOf(name) ?? otherwise;
  return {
    server: plainText(server.name),
    address: plainText(server.mqttUrl.replace(/^[a-z]+:\/\//i, "")),
    propertiesName: plainText(nameOf(properties)),
    isLocalTestServer: server.name === localTestServerName,
    fact: factOf,
    file: (otherwise) => nameOf(factOf("path", otherwise)),
    day: (name, otherwise) => dayOf(factOf(name, otherwise)),
    where: (name, say) => {
      const fact = textOf(name);
      return fact === undefined ? "" : say(fact);
    },
  };
}

/** The longest fact that a sentence holds, characters: a server may send 64 KiB. */
const longestFact = 300;

/** Safe text of bounded length in which a notification finds no link: `[…](command:…)` would be one. */
export function plainText(text: string): string {
  const shown = text.length > longestFact ? `${text.slice(0, longestFact)}…` : text;
  return unlinked(safeText(shown));
}

/** The day of an ISO 8601 time; any other text as it is. */
export function dayOf(time: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(time) ? time.slice(0, 10) : time;
}
