import * as l10n from "@vscode/l10n";
import { credentialIdOf } from "../../core/credential/credentialId";
import type { ExplainedCertificate } from "../../core/keystore/explanation";
import { inspectFile, type InspectedFile, type InspectFailure } from "../../flows/inspectFile";
import type { Result } from "../../core/result";
import type { App } from "../app";
import type { CommandFailure } from "../command";
import { inspectFailureWords } from "../words/explainFailures";
import { extensionWords, nameText, validityWords } from "../words/explain";
import { labelled } from "../words/labelled";
import { findingsOf } from "./findings";
import type { PageFrame } from "./document";
import { pageOf, refusedPage, type Page } from "./page";

/** A file that was looked at, with what it takes to draw it. */
export interface Look {
  readonly path: string;
  readonly outcome: Result<InspectedFile, InspectFailure>;
  /** Whether the person gave one. */
  readonly isPasswordGiven: boolean;
  readonly expiryWarningDays: number;
}

/** How a file is looked at. */
export interface LookOptions {
  readonly passwords: readonly string[];
  readonly expiryWarningDays: number;
  readonly signal: AbortSignal;
}

/** Looks at a file with the passwords that the person gave for it. */
export async function lookAt(
  app: Pick<App, "world" | "devices">,
  path: string,
  options: LookOptions,
): Promise<Look> {
  const devices = await app.devices.known();
  const propertiesPaths = devices.map(({ propertiesPath }) => propertiesPath);
  const { signal, ...how } = options;
  const outcome = await inspectFile({ path, propertiesPaths, ...how }, signal, app.world);
  const { passwords, expiryWarningDays } = options;
  return { path, outcome, isPasswordGiven: passwords.length > 0, expiryWarningDays };
}

/** Tells whether a password is what is missing. */
export function isLocked({ outcome }: Look): boolean {
  return !outcome.ok && outcome.failure.code === "key-passphrase-wrong";
}

/** Tells why a file cannot be explained; undefined where it can, or where the signal aborted it. */
export function refusalOf({ outcome, isPasswordGiven }: Look): CommandFailure | undefined {
  return outcome.ok || outcome.failure.code === "cancelled"
    ? undefined
    : inspectFailureWords(outcome.failure, { isPasswordGiven });
}

/** Draws a file that was looked at. */
export function pageFor(look: Look, now: Date, frame: PageFrame): Page {
  const { outcome, path, expiryWarningDays } = look;
  if (outcome.ok) {
    return pageOf(outcome.value, { now, expiryWarningDays }, frame);
  }
  const message = refusalOf(look)?.message ?? "";
  return refusedPage(path, { message, isLocked: isLocked(look) }, frame);
}

/** Draws a file that is on no disk, such as one side of a comparison. */
export function notOnDiskPage(name: string, frame: PageFrame): Page {
  const message = l10n.t("This file is not on disk. Save it to a folder, and open it from there.");
  return refusedPage(name, { message, isLocked: false }, frame);
}

/** What the command gives to its caller. */
export interface ExplainSummary {
  readonly certificates: readonly CertificateSummary[];
  readonly findings: readonly FindingSummary[];
}

interface CertificateSummary {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly role: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly validity: string;
  readonly key: string;
  readonly signature: string;
  readonly san: readonly string[];
  readonly fingerprint256: string;
  readonly fingerprint1: string;
  readonly credentialsId: string;
  readonly extensions: readonly {
    readonly name: string;
    readonly words: string;
    readonly critical: boolean;
  }[];
}

interface FindingSummary {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  /** Index of the certificate that it is about. */
  readonly certificate?: number;
}

/** Gives an explanation as plain data. */
export function summaryOf({ explanation }: InspectedFile, now: Date): ExplainSummary {
  return {
    certificates: explanation.certificates.map((certificate) => certificateSummary(certificate, now)),
    findings: findingsOf(explanation).map(({ code, severity, title, sentence, cure, certificate }) => ({
      code,
      severity,
      message: labelled(title, `${sentence} ${cure}`),
      ...(certificate === undefined ? {} : { certificate }),
    })),
  };
}

function certificateSummary(
  { der, facts, details, role }: ExplainedCertificate,
  now: Date,
): CertificateSummary {
  return {
    subject: facts.subjectText,
    issuer: facts.issuerText,
    serial: facts.serialHex,
    role,
    notBefore: facts.notBefore.toISOString(),
    notAfter: facts.notAfter.toISOString(),
    validity: validityWords(facts, now, 0).short,
    key: facts.keyText,
    signature: facts.signatureText,
    san: facts.names.map(nameText),
    fingerprint256: facts.fingerprint256,
    fingerprint1: details.fingerprint1,
    credentialsId: credentialIdOf(der),
    extensions: extensionWords(facts, details).map(({ name, words, isCritical }) => ({
      name,
      words,
      critical: isCritical,
    })),
  };
}
