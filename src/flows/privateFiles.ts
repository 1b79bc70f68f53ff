import { claimsOf } from "../core/devices/claims";
import { isPrivateName, ignoreProbesOf, ignoreRules, rulesFor, withIgnored } from "../core/devices/gitignore";
import { privateGlobs, trackedKeysOf, type PrivateFiles } from "../core/devices/trackedKeys";
import type { Side } from "../core/identity/identity";
import type { Profile } from "../core/profile/profile";
import { fail, ok, type Result } from "../core/result";
import { loadProfile, type ProfileUnreadable } from "./loadProfile";
import { folderOf, join, nameOf } from "./paths";
import type { FileFailure, World } from "./world";

/** Why rules cannot be added to a `.gitignore`: git does not read a link, nor a text in UTF-16. */
export interface GitignoreUnusable {
  readonly code: "gitignore-unusable";
  readonly path: string;
  readonly reason: "link" | "encoding";
}

/** Everything that stands in the way of adding rules. */
export type GitignoreFailure = FileFailure | ProfileUnreadable | GitignoreUnusable;

/** What was added to which file. */
export interface Ignored {
  /** Absolute path. */
  readonly file: string;
  /** The lines of patterns that were added; none where git ignores everything private already. */
  readonly added: readonly string[];
}

/** More than any `.gitignore` needs. */
const mostBytes = 1024 * 1024;

/** Gives the `.gitignore` that rules for the devices of a folder are added to. */
export function gitignoreIn(folder: string): string {
  return join(folder, ".gitignore");
}

/**
 * Has git ignore the private files of a device. The rules go to the `.gitignore` beside its properties file, or in a folder
 * above, where they concern that folder and those below it alone; it is made where it is missing. Only what git does not ignore already
 * gets a rule; without git, or outside a work tree, every rule counts that the file does not have.
 */
export async function addToGitignore(
  propertiesPath: string,
  world: Pick<World, "files" | "git" | "machine">,
  folder = folderOf(propertiesPath),
): Promise<Result<Ignored, GitignoreFailure>> {
  const profile = await loadProfile(propertiesPath, world);
  if (!profile.ok) {
    return profile;
  }
  const file = gitignoreIn(folder);
  const before = await gitignoreAt(file, world);
  if (!before.ok) {
    return before;
  }
  const probes = ignoreProbesOf(privateFilesOf(profile.value));
  const unignored = await world.git.unignored(folderOf(propertiesPath), probes);
  const rules = unignored === undefined ? ignoreRules : rulesFor(unignored);
  const { text, added } = withIgnored(before.value.text, rules);
  if (added.length === 0) {
    return ok({ file, added });
  }
  const written = await world.files.replace(file, Buffer.from(text, "latin1"), before.value.mode);
  return written.ok ? ok({ file, added }) : written;
}

/** Gives the names of those written files that hold a key and that git would take with the next `git add`. */
export async function unignoredAmong(
  propertiesPath: string,
  files: readonly string[],
  { git }: Pick<World, "git">,
): Promise<readonly string[]> {
  const names = files.map(nameOf).filter(isPrivateName);
  return names.length === 0 ? [] : ((await git.unignored(folderOf(propertiesPath), names)) ?? []);
}

/** Paths of tracked private files, from the folder of the properties file with `/` between. */
export type TrackedPrivateFiles = Readonly<Record<Side, readonly string[]>>;

/** Gives the private files of a device that git tracks; none where there is no git. */
export async function trackedPrivateFiles(
  propertiesPath: string,
  world: Pick<World, "files" | "git" | "machine">,
): Promise<Result<TrackedPrivateFiles, FileFailure | ProfileUnreadable>> {
  const profile = await loadProfile(propertiesPath, world);
  if (!profile.ok) {
    return profile;
  }
  const tracked = (await world.git.tracked(folderOf(propertiesPath), privateGlobs)) ?? [];
  const { client, server } = privateFilesOf(profile.value);
  return ok({
    client: trackedKeysOf(tracked, "client", client),
    server: trackedKeysOf(tracked, "server", server),
  });
}

function privateFilesOf(profile: Profile): PrivateFiles {
  const { clientPrefix, serverPrefix } = claimsOf(profile);
  return {
    ...(clientPrefix === undefined ? {} : { client: clientPrefix }),
    ...(serverPrefix === undefined ? {} : { server: serverPrefix }),
  };
}

interface GitignoreText {
  /** The bytes as Latin-1. */
  readonly text: string;
  readonly mode: number;
}

async function gitignoreAt(
  file: string,
  { files }: Pick<World, "files">,
): Promise<Result<GitignoreText, FileFailure | GitignoreUnusable>> {
  const link = await files.isLink(file);
  if (!link.ok || link.value) {
    return link.ok ? fail({ code: "gitignore-unusable", path: file, reason: "link" }) : link;
  }
  const stamp = await files.stamp(file);
  if (!stamp.ok) {
    return stamp.failure.code === "file-not-found" ? ok({ text: "", mode: 0o644 }) : stamp;
  }
  const bytes = await files.read(file, mostBytes);
  if (!bytes.ok) {
    return bytes;
  }
  return bytes.value.includes(0)
    ? fail({ code: "gitignore-unusable", path: file, reason: "encoding" })
    : ok({ text: Buffer.from(bytes.value).toString("latin1"), mode: stamp.value.mode });
}
