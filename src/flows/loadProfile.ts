import { identityOf } from "../core/identity/identityOf";
import type { Identity, Side } from "../core/identity/identity";
import { decodeProfile, type DecodeFailure } from "../core/profile/decode";
import { parseProfile } from "../core/profile/parse";
import type { Profile, ProfileProblem } from "../core/profile/profile";
import { fail, ok, type Result } from "../core/result";
import type { FileFailure, World } from "./world";

/** The file is there and is no text: not UTF-8, with a NUL, or larger than 1 MiB. Line and column from 1. */
export interface ProfileUnreadable {
  readonly code: "properties-unreadable";
  readonly path: string;
  readonly reason: DecodeFailure["code"];
  readonly line: number;
  readonly column: number;
}

/** The file has errors that leave no safe reading. */
export interface ProfileInvalid {
  readonly code: "properties-invalid";
  readonly path: string;
  /** The errors that stand in the way, in text order; at least one. */
  readonly problems: readonly ProfileProblem[];
  /** The text that the problems' spans refer to. */
  readonly text: string;
}

/** Why a properties file gives no profile. */
export type ProfileFailure = FileFailure | ProfileUnreadable;

/** Why a properties file gives no identity. */
export type IdentityUnavailable = ProfileFailure | ProfileInvalid;

/** Reads the text of a properties file. */
export async function loadProfileText(
  path: string,
  world: Pick<World, "files">,
): Promise<Result<string, ProfileFailure>> {
  const bytes = await world.files.read(path);
  if (!bytes.ok) {
    return bytes;
  }
  const text = decodeProfile(bytes.value);
  if (!text.ok) {
    const { code: reason, line, column } = text.failure;
    return fail({ code: "properties-unreadable", path, reason, line, column });
  }
  return text;
}

/** Reads and parses a properties file; nothing in it is run. */
export async function loadProfile(
  path: string,
  world: Pick<World, "files" | "machine">,
): Promise<Result<Profile, ProfileFailure>> {
  const text = await loadProfileText(path, world);
  return text.ok ? ok(parseProfile(text.value, world.machine)) : text;
}

/** Reads a properties file and gives the identity of one side. */
export async function loadIdentity(
  path: string,
  side: Side,
  world: Pick<World, "files" | "machine">,
): Promise<Result<Identity, IdentityUnavailable>> {
  const profile = await loadProfile(path, world);
  if (!profile.ok) {
    return profile;
  }
  const identity = identityOf(profile.value, side);
  return identity.ok ? identity : fail({ ...identity.failure, path, text: profile.value.text });
}
