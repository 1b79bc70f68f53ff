import { firstPropertiesName } from "../core/devices/names";
import type { Side } from "../core/identity/identity";
import { explanationOf, type Explanation } from "../core/keystore/explanation";
import type { Keystore } from "../core/keystore/keystore";
import { layoutOf, type FileLayout } from "../core/keystore/layout";
import { openKeyFile, type KeyFileFailure, type KeyFilePasswords } from "../core/keystore/open";
import { patienceFor } from "../core/keystore/patience";
import { isUnsafePrefix } from "../core/profile/prefixes";
import { isWellKnownPassword } from "../core/profile/wellKnownPasswords";
import { fail, ok, type Result } from "../core/result";
import { loadProfile } from "./loadProfile";
import { folderOf, join, nameOf } from "./paths";
import type { FileFailure, World } from "./world";

/** A file to explain. */
export interface InspectRequest {
  /** Absolute. */
  readonly path: string;
  /** Properties files that may know its passwords; those of other folders do not count. */
  readonly propertiesPaths: readonly string[];
  /** What the person typed: tried before anything else, and kept nowhere. */
  readonly passwords: readonly string[];
  readonly expiryWarningDays: number;
}

/** How a file was opened; the password itself is not in it. */
export type OpenedWith =
  | { readonly kind: "nothing" }
  | { readonly kind: "given" }
  | { readonly kind: "properties"; readonly propertiesPath: string }
  | { readonly kind: "well-known" };

/** A file that was explained. */
export interface InspectedFile {
  readonly path: string;
  readonly explanation: Explanation;
  readonly openedWith: OpenedWith;
}

/** Why a file cannot be explained. */
export type InspectFailure = FileFailure | (KeyFileFailure & { readonly path: string });

type InspectWorld = Pick<World, "files" | "clock" | "machine" | "pause">;

/** Reads a file of certificates and keys and explains it. It tries the passwords that are likely; it only reads. */
export async function inspectFile(
  request: InspectRequest,
  signal: AbortSignal,
  world: InspectWorld,
): Promise<Result<InspectedFile, InspectFailure>> {
  const { path, expiryWarningDays } = request;
  const bytes = await world.files.read(path, mostBytes);
  if (!bytes.ok) {
    return bytes;
  }
  const owner = await ownerOf(request, world);
  const candidates = [...request.passwords.map(given), ...(owner?.candidates ?? []), ...wellKnown];
  const opened = await openWithAny(candidates, {
    bytes: bytes.value,
    with: (passwords) => openKeyFile(bytes.value, passwords, patienceFor({ pause: world.pause, signal })),
  });
  if (!opened.ok) {
    return fail({ ...opened.failure, path });
  }
  const { keystore, layout, used } = opened.value;
  const explanation = explanationOf(keystore, layout, {
    now: world.clock(),
    expiryWarningDays,
    isPasswordWellKnown: used.some(({ password }) => isWellKnownPassword(password) || password === ""),
    ...(owner === undefined ? {} : { side: owner.side }),
  });
  return ok({ path, explanation, openedWith: used[0]?.from ?? { kind: "nothing" } });
}

/** A keystore of a whole fleet is some 4 MiB. */
const mostBytes = 16 * 1_048_576;

interface Candidate {
  readonly password: string;
  readonly from: OpenedWith;
}

function given(password: string): Candidate {
  return { password, from: { kind: "given" } };
}

/** The passwords of ThingsBoard's and Java's own guides, and none. */
const wellKnown: readonly Candidate[] = ["password", "changeit", ""].map((password) => ({
  password,
  from: { kind: "well-known" },
}));

interface Owner {
  readonly side: Side;
  readonly candidates: readonly Candidate[];
}

/** Finds the properties file beside a file whose prefix its name begins with. */
async function ownerOf(
  { path, propertiesPaths }: InspectRequest,
  world: Pick<World, "files" | "machine">,
): Promise<Owner | undefined> {
  const folder = folderOf(path);
  const usual = join(folder, firstPropertiesName);
  const beside = new Set([...propertiesPaths.filter((other) => folderOf(other) === folder), usual]);
  for (const propertiesPath of beside) {
    const owner = await ownerIn(propertiesPath, nameOf(path), world);
    if (owner !== undefined) {
      return owner;
    }
  }
  return undefined;
}

async function ownerIn(
  propertiesPath: string,
  name: string,
  world: Pick<World, "files" | "machine">,
): Promise<Owner | undefined> {
  const profile = await loadProfile(propertiesPath, world);
  if (!profile.ok) {
    return undefined;
  }
  const valueOf = (key: string): string => profile.value.values.get(key)?.value ?? "";
  const side = (["client", "server"] as const).find((one) => {
    const prefix = valueOf(`${one.toUpperCase()}_FILE_PREFIX`);
    return prefix !== "" && !isUnsafePrefix(prefix) && name.startsWith(`${prefix}.`);
  });
  if (side === undefined) {
    return undefined;
  }
  const keys = [`${side.toUpperCase()}_KEYSTORE_PASSWORD`, `${side.toUpperCase()}_KEY_PASSWORD`];
  const passwords = [...new Set(keys.map(valueOf).filter((password) => password !== ""))];
  return {
    side,
    candidates: passwords.map((password) => ({ password, from: { kind: "properties", propertiesPath } })),
  };
}

interface Opened {
  readonly keystore: Keystore;
  readonly layout: FileLayout;
  /** What opened it, then what opened its keys. */
  readonly used: readonly Candidate[];
}

interface Opening {
  readonly bytes: Uint8Array;
  readonly with: (passwords: KeyFilePasswords) => Promise<Result<Keystore, KeyFileFailure>>;
}

/** Tries each password on the file, then each on the keys that are still locked. */
async function openWithAny(
  candidates: readonly Candidate[],
  opening: Opening,
): Promise<Result<Opened, KeyFileFailure>> {
  for (const candidate of candidates) {
    const keystore = await opening.with({ storePassword: candidate.password });
    if (keystore.ok) {
      const layout = layoutOf(opening.bytes, keystore.value.format);
      const used = isUsed(keystore.value, layout) ? [candidate] : [];
      return ok(await withKeys({ keystore: keystore.value, layout, used }, candidates, opening));
    }
    if (keystore.failure.code !== "key-passphrase-wrong") {
      return keystore;
    }
  }
  return fail({ code: "key-passphrase-wrong" });
}

/** A keystore with a seal needs a password; any other file for its encrypted keys alone. */
function isUsed({ entries, integrity }: Keystore, { hasPlainKey }: FileLayout): boolean {
  const hasOpenKey = entries.some((entry) => entry.kind === "key" && entry.key.ok);
  return integrity === "verified" || (hasOpenKey && !hasPlainKey);
}

async function withKeys(opened: Opened, candidates: readonly Candidate[], opening: Opening): Promise<Opened> {
  const locked = lockedIn(opened.keystore);
  const storePassword = opened.used[0]?.password ?? "";
  for (const other of locked === 0 ? [] : candidates) {
    const again = await opening.with({ storePassword, keyPassword: other.password });
    if (again.ok && lockedIn(again.value) < locked) {
      return { ...opened, keystore: again.value, used: [...opened.used, other] };
    }
  }
  return opened;
}

function lockedIn({ entries }: Keystore): number {
  return entries.filter(
    (entry) => entry.kind === "key" && !entry.key.ok && entry.key.failure.code === "key-passphrase-wrong",
  ).length;
}
