import { passwordFrom } from "../core/identity/password";
import { newProfileText } from "../core/profile/template";
import { collidingPrefixes, isReservedFileName, isUnsafePrefix } from "../core/profile/prefixes";
import { parseProfile } from "../core/profile/parse";
import { problemTable } from "../core/profile/problems";
import type { Profile, ProfileProblem } from "../core/profile/profile";
import { fail, ok, type Result } from "../core/result";
import { loadProfile } from "./loadProfile";
import { join } from "./paths";
import type { FileFailure, World } from "./world";

/** What a new device is to be. */
export interface NewDeviceRequest {
  /** Absolute path; it is made where it is missing. */
  readonly folder: string;
  /** Plain values of keys of the file; the four passwords are random unless given. */
  readonly values: Readonly<Record<string, string>>;
}

/** Why no properties file was written. */
export type NewDeviceFailure =
  | FileFailure
  /** The values would make a file with errors; `text` is what would have been written. */
  | { readonly code: "values-invalid"; readonly problems: readonly ProfileProblem[]; readonly text: string };

/** The name of a folder's first properties file. */
const firstName = "keygen.properties";

/**
 * Writes a valid properties file into a folder: `keygen.properties`, or `<name>.keygen.properties` where one is there
 * already. A second device of a folder takes over its server: the `SERVER_*` keys of the first file, and the file prefix of
 * its own is its name. Nothing is overwritten. Gives the absolute path.
 */
export async function newDevice(
  { folder, values }: NewDeviceRequest,
  world: Pick<World, "files" | "entropy" | "machine">,
): Promise<Result<string, NewDeviceFailure>> {
  const first = await loadProfile(join(folder, firstName), world);
  const isFirst = !first.ok && first.failure.code === "file-not-found";
  const inherited = first.ok ? serverValues(first.value) : {};
  const serverPrefix = values["SERVER_FILE_PREFIX"] ?? inherited["SERVER_FILE_PREFIX"] ?? "server";
  const name = fileNameOf(values["DOMAIN_SUFFIX"] ?? "device", serverPrefix);
  const text = newProfileText({
    ...randomPasswords(world),
    ...inherited,
    ...(isFirst ? {} : { CLIENT_FILE_PREFIX: name }),
    ...values,
  });
  const problems = parseProfile(text, world.machine).problems.filter(
    ({ code }) => problemTable[code].blocksGeneration,
  );
  if (problems.length > 0) {
    return fail({ code: "values-invalid", problems, text });
  }
  const path = join(folder, isFirst ? firstName : `${name}.${firstName}`);
  const written = await world.files.create(path, new TextEncoder().encode(text), 0o600);
  return written.ok ? ok(path) : written;
}

/** A device's name as the first part of file names: what no file system forbids. */
function fileNameOf(name: string, serverPrefix: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[.-]+|[.-]+$/g, "");
  const isTaken = collidingPrefixes(plain, serverPrefix);
  return plain === "" || isTaken || isUnsafePrefix(plain) || isReservedFileName(plain) ? "device" : plain;
}

/** Passwords in a file that is read by others are as good as no passwords: mode 0600, and never the well-known one. */
function randomPasswords({ entropy }: Pick<World, "entropy">): Readonly<Record<string, string>> {
  const random = (): string => passwordFrom((lengthBytes) => entropy.bytes(lengthBytes));
  const [server, client] = [random(), random()];
  return {
    SERVER_KEYSTORE_PASSWORD: server,
    SERVER_KEY_PASSWORD: server,
    CLIENT_KEYSTORE_PASSWORD: client,
    CLIENT_KEY_PASSWORD: client,
  };
}

function serverValues(profile: Profile): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...profile.values]
      .filter(([key]) => key.startsWith("SERVER_") || key === "SUBJECT_ALTERNATIVE_NAMES")
      .map(([key, entry]) => [key, entry.value]),
  );
}
