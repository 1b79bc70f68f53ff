import { nearestOf } from "./editDistance";
import type { KeyRow } from "./keys";
import { keyRowOf, keyTable } from "./keys";
import { problemTable } from "./problems";
import type { Entry, Profile, ProfileProblem } from "./profile";
import { isShellVariable } from "./shellVariables";
import { secretEntriesOf } from "./secretEntries";
import type { Finding } from "./valueChecks";
import { sideChecks, valueChecks } from "./valueChecks";

/** A profile whose meaning has not been checked yet. */
export type ParsedProfile = Omit<Profile, "problems">;

/** The file is of the current generation as soon as it has one of the keys that came with it. */
export function generationOf(values: ReadonlyMap<string, Entry>): "first" | "current" {
  return keyTable.some((row) => row.required === "current" && values.has(row.name)) ? "current" : "first";
}

/**
 * Gives the findings about what the file says: its keys, and each winning value that has a reading.
 * A value with a blocking `syntax` finding inside is not judged further.
 */
export function validate(profile: ParsedProfile, syntax: readonly ProfileProblem[]): ProfileProblem[] {
  const readable = readableEntries(profile, syntax);
  const findings = [
    ...missingKeys(profile),
    ...duplicateKeys(profile),
    ...unknownKeys(profile),
    ...[...readable.values()].flatMap((entry) => findingsOfValue(entry, readable)),
    ...sideChecks.flatMap((check) => check.find(readable)),
  ];
  return withoutSecrets(findings, profile).map(problemOf);
}

function problemOf({ code, span, values, related }: Finding): ProfileProblem {
  const { severity } = problemTable[code];
  return related === undefined ? { code, severity, span, values } : { code, severity, span, values, related };
}

/** A value or a part of it is no fact to be told where the value is made of a password. */
function withoutSecrets(findings: readonly Finding[], profile: ParsedProfile): readonly Finding[] {
  const isTelling = ({ values }: Finding): boolean => "value" in values || "name" in values;
  // Reading the references again takes time, and hardly ever is there a need.
  if (!findings.some(isTelling)) {
    return findings;
  }
  const secretKeys = new Set([...secretEntriesOf(profile)].map(({ key }) => key));
  return findings.map((finding) => {
    const { key } = finding.values;
    const isSecret = isTelling(finding) && key !== undefined && secretKeys.has(key);
    return isSecret ? { ...finding, values: { key, value: "••••••", name: "••••••" } } : finding;
  });
}

/** Names the required keys that a profile lacks, in the table's order. */
export function missingKeyRows(profile: Pick<Profile, "values" | "generation">): readonly KeyRow[] {
  return keyTable.filter((row) => isRequired(row, profile) && !profile.values.has(row.name));
}

function isRequired(row: KeyRow, profile: Pick<Profile, "values" | "generation">): boolean {
  if (row.required !== "current") {
    return row.required === "always";
  }
  const algorithm = profile.values.get(`${row.side.toUpperCase()}_KEY_ALG`)?.value.toUpperCase();
  const isNeedless = row.meaning === "key-curve" && algorithm === "RSA";
  return profile.generation === "current" && !isNeedless;
}

function missingKeys(profile: ParsedProfile): Finding[] {
  const missing = missingKeyRows(profile).map((row) => row.name);
  const values = { keys: missing.join(", "), count: String(missing.length) };
  return missing.length === 0 ? [] : [{ code: "missing-key", span: { start: 0, end: 0 }, values }];
}

/** The later one has the finding, since it is what counts; the one that it overrides is related. */
function duplicateKeys({ entries }: ParsedProfile): Finding[] {
  const seen = new Map<string, Entry>();
  const findings: Finding[] = [];
  for (const entry of entries) {
    const before = seen.get(entry.key);
    seen.set(entry.key, entry);
    if (before !== undefined) {
      const values = { key: entry.key };
      findings.push({ code: "duplicate-key", span: entry.keySpan, values, related: [before.keySpan] });
    }
  }
  return findings;
}

/** A key that is none of ours is fine where the file refers to it and it resembles none that is missing. */
function unknownKeys({ text, values }: ParsedProfile): Finding[] {
  const referenced = new Set([...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1]));
  const candidates = keyTable.map((row) => row.name).filter((name) => !values.has(name));
  const findings: Finding[] = [];
  for (const { key, keySpan } of values.values()) {
    if (keyRowOf(key) === undefined && !isShellVariable(key)) {
      const suggestion = nearestOf(key, candidates);
      if (suggestion !== undefined || !referenced.has(key)) {
        const told = suggestion === undefined ? { key } : { key, suggestion };
        findings.push({ code: "unknown-key", span: keySpan, values: told });
      }
    }
  }
  return findings;
}

/** The winning entries of our keys that no blocking finding lies in. */
function readableEntries(
  profile: ParsedProfile,
  syntax: readonly ProfileProblem[],
): ReadonlyMap<string, Entry> {
  const blocking = syntax.filter((problem) => problemTable[problem.code].blocksGeneration);
  const isReadable = ({ span }: Entry): boolean =>
    !blocking.some((problem) => problem.span.start < span.end && problem.span.end > span.start);
  const own = keyTable.flatMap(({ name }) => profile.values.get(name) ?? []);
  return new Map(own.filter(isReadable).map((entry) => [entry.key, entry]));
}

function findingsOfValue(entry: Entry, readable: ReadonlyMap<string, Entry>): Finding[] {
  const row = keyRowOf(entry.key);
  return row === undefined ? [] : valueChecks[row.meaning].flatMap((check) => check.find(entry, readable));
}
