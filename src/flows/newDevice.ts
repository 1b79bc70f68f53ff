import { firstPropertiesName } from "../core/devices/names";
import { passwordFrom } from "../core/identity/password";
import { newProfileText } from "../core/profile/template";
import { collidingPrefixes, isReservedFileName, isUnsafePrefix } from "../core/profile/prefixes";
import { parseProfile } from "../core/profile/parse";
import { problemTable } from "../core/profile/problems";
import type { Profile, ProfileProblem } from "../core/profile/profile";
import { fail, ok, type Result } from "../core/result";
import { loadProfile, type ProfileFailure } from "./loadProfile";
import { join } from "./paths";
import type { World } from "./world";

/** What a new device is to be. */
export interface NewDeviceRequest {
  /** Absolute path; it is made where it is missing. */
  readonly folder: string;
  /** Plain values of keys of the file; the four passwords are random unless given. */
  readonly values: Readonly<Record<string, string>>;
  /** Absolute path of another device's file: what it says is the default, but for its names and client passwords. */
  readonly templatePath?: string;
  /** Whether the files of a folder's first device begin with its name too, instead of `client`. */
  readonly filesByName?: boolean;
}

/** Why no properties file was written. */
export type NewDeviceFailure =
  | ProfileFailure
  /** The values would make a file with errors; `text` is what would have been written. */
  | { readonly code: "values-invalid"; readonly problems: readonly ProfileProblem[]; readonly text: string };

/**
 * Writes a valid properties file into a folder: `keygen.properties`, or `<name>.keygen.properties` where one is there
 * already. A second device of a folder takes over its server: the `SERVER_*` keys of the first file, and the file prefix of
 * its own is its name. Nothing is overwritten. Gives the absolute path.
 */
export async function newDevice(
  { folder, values, templatePath, filesByName }: NewDeviceRequest,
  world: Pick<World, "files" | "entropy" | "machine">,
): Promise<Result<string, NewDeviceFailure>> {
  const template = templatePath === undefined ? undefined : await loadProfile(templatePath, world);
  if (template?.ok === false) {
    return template;
  }
  const first = await loadProfile(join(folder, firstPropertiesName), world);
  const given = {
    ...randomPasswords(world),
    ...(template === undefined ? {} : templateValues(template.value)),
    ...(first.ok ? serverValues(first.value) : {}),
    ...values,
  };
  const name = fileNameOf(given, first.ok ? first.value : undefined);
  const named = { CLIENT_FILE_PREFIX: name, ...given };
  if (!first.ok && first.failure.code === "file-not-found") {
    return written(
      join(folder, firstPropertiesName),
      newProfileText(filesByName === true ? named : given),
      world,
    );
  }
  return written(join(folder, `${name}.${firstPropertiesName}`), newProfileText(named), world);
}

async function written(
  path: string,
  text: string,
  { files, machine }: Pick<World, "files" | "machine">,
): Promise<Result<string, NewDeviceFailure>> {
  const problems = parseProfile(text, machine).problems.filter(
    ({ code }) => problemTable[code].blocksGeneration,
  );
  if (problems.length > 0) {
    return fail({ code: "values-invalid", problems, text });
  }
  const created = await files.create(path, new TextEncoder().encode(text), 0o600);
  return created.ok ? ok(path) : created;
}

type Values = Readonly<Record<string, string>>;

/** A device's name as the first part of file names: what no file system forbids, and no other bundle of the folder has. */
function fileNameOf(given: Values, first: Profile | undefined): string {
  const plain = (given["DOMAIN_SUFFIX"] ?? "device")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[.-]+|[.-]+$/g, "");
  const candidates = plain === "" ? ["device", "device-2"] : [plain, `device-${plain}`];
  const firstClient = first?.values.get("CLIENT_FILE_PREFIX")?.value;
  const taken = [
    given["SERVER_FILE_PREFIX"] ?? "server",
    ...(firstClient === undefined ? [] : [firstClient]),
  ];
  return candidates.find((candidate) => isFreeName(candidate, taken)) ?? "device-3";
}

function isFreeName(name: string, takenPrefixes: readonly string[]): boolean {
  const isUsable = !isUnsafePrefix(name) && !isReservedFileName(name);
  return isUsable && !takenPrefixes.some((taken) => collidingPrefixes(name, taken));
}

/** Passwords in a file that is read by others are as good as no passwords: mode 0600, and never the well-known one. */
function randomPasswords({ entropy }: Pick<World, "entropy">): Values {
  const random = (): string => passwordFrom((lengthBytes) => entropy.bytes(lengthBytes));
  const [server, client] = [random(), random()];
  return {
    SERVER_KEYSTORE_PASSWORD: server,
    SERVER_KEY_PASSWORD: server,
    CLIENT_KEYSTORE_PASSWORD: client,
    CLIENT_KEY_PASSWORD: client,
  };
}

/** All that devices may share; a password or a name of another device is none of it. */
function templateValues(profile: Profile): Values {
  const own = ["DOMAIN_SUFFIX", "CLIENT_FILE_PREFIX", "CLIENT_KEYSTORE_PASSWORD", "CLIENT_KEY_PASSWORD"];
  return Object.fromEntries(
    [...profile.values].filter(([key]) => !own.includes(key)).map(([key, entry]) => [key, entry.value]),
  );
}

function serverValues(profile: Profile): Values {
  return Object.fromEntries(
    [...profile.values]
      .filter(([key]) => key.startsWith("SERVER_") || key === "SUBJECT_ALTERNATIVE_NAMES")
      .map(([key, entry]) => [key, entry.value]),
  );
}
