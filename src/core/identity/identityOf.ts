import { entryAt } from "../profile/entryAt";
import { keyRowOf } from "../profile/keys";
import { problemTable } from "../profile/problems";
import type { Profile, ProfileProblem } from "../profile/profile";
import { missingKeyRows } from "../profile/validate";
import type { Result } from "../result";
import { fail, ok } from "../result";
import { algorithmOf } from "./algorithm";
import type { Identity, IdentityFailure, Side } from "./identity";
import { namesOf, withLocalNames } from "./names";
import { subjectOf } from "./subject";

/** What may be switched off. */
export interface IdentityOptions {
  /** Whether a server also answers to localhost, its common name and the loopback addresses; true by default. */
  readonly localNames?: boolean;
}

/**
 * Gives the identity of one side of a profile, or the blocking problems that concern it: those of the shared keys, of
 * the side's own, of the other side's alias and prefix, and those that lie in no key at all.
 * What is wrong but evident (`unquoted-space`, `carriage-return`, …) does not stand in the way.
 */
export function identityOf(
  profile: Profile,
  side: Side,
  options: IdentityOptions = {},
): Result<Identity, IdentityFailure> {
  const problems = blockingProblems(profile, side);
  return problems.length > 0
    ? fail({ code: "properties-invalid", problems })
    : ok(readIdentity(profile, side, options));
}

const defaultAliases: Readonly<Record<Side, string>> = { client: "clientalias", server: "serveralias" };

/** Source: the keygen.properties of the how-to and of ThingsBoard's current release. */
const defaultPrefixes: Readonly<Record<Profile["generation"], Readonly<Record<Side, string>>>> = {
  first: { client: "mqttclient", server: "mqttserver" },
  current: { client: "client", server: "server" },
};

function readIdentity(profile: Profile, side: Side, { localNames = true }: IdentityOptions): Identity {
  const read = (key: string): string => profile.values.get(`${side.toUpperCase()}_${key}`)?.value ?? "";
  const subject = subjectOf(profile);
  const named =
    side === "server" ? namesOf(profile.values.get("SUBJECT_ALTERNATIVE_NAMES")?.value ?? "") : [];
  return {
    side,
    subject,
    names: side === "server" && localNames ? withLocalNames(named, subject.commonName) : named,
    algorithm: algorithmOf(profile, side),
    alias: read("KEY_ALIAS").toLowerCase(),
    filePrefix: read("FILE_PREFIX"),
    storePassword: read("KEYSTORE_PASSWORD"),
    keyPassword: read("KEY_PASSWORD"),
    peer: peerOf(profile, side === "client" ? "server" : "client"),
  };
}

function peerOf(profile: Profile, side: Side): Identity["peer"] {
  const read = (key: string): string | undefined => profile.values.get(`${side.toUpperCase()}_${key}`)?.value;
  return {
    alias: (read("KEY_ALIAS") ?? defaultAliases[side]).toLowerCase(),
    filePrefix: read("FILE_PREFIX") ?? defaultPrefixes[profile.generation][side],
  };
}

/** Gives the problems that stand in the way of generating one side, in text order. */
export function blockingProblems(profile: Profile, side: Side): readonly ProfileProblem[] {
  return profile.problems.filter(
    (problem) =>
      problemTable[problem.code].blocksGeneration &&
      (problem.code === "missing-key" ? lacksKey(profile, side) : concerns(problem, profile, side)),
  );
}

/** Tells whether a key without a default is missing for a side. */
function lacksKey(profile: Profile, side: Side): boolean {
  return missingKeyRows(profile).some(
    (row) => row.required === "always" && (row.side === "shared" || row.side === side),
  );
}

/** A problem that lies in no entry, or in an entry of a key that is none of ours, concerns both sides. */
function concerns({ span, related = [] }: ProfileProblem, profile: Profile, side: Side): boolean {
  const entries = [span, ...related].map((place) => entryAt(profile, place));
  return entries.some((entry) => entry === undefined || isReadFor(entry.key, side));
}

/** The other side's alias and prefix say where its certificate lies and under which name it is trusted. */
function isReadFor(key: string, side: Side): boolean {
  const row = keyRowOf(key);
  return (
    row === undefined ||
    row.side === "shared" ||
    row.side === side ||
    row.meaning === "key-alias" ||
    row.meaning === "file-prefix"
  );
}
