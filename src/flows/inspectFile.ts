import type { Side } from "../core/identity/identity";
import { explanationOf, type Explanation } from "../core/keystore/explanation";
import { openFile, type OpenFailure } from "../core/keystore/openFile";
import type { OpenedFile } from "../core/keystore/opened";
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
export type InspectFailure = FileFailure | (OpenFailure & { readonly path: string });

/** Reads a file of certificates and keys and explains it. It tries the passwords that are likely; it only reads. */
export async function inspectFile(
  request: InspectRequest,
  world: Pick<World, "files" | "clock" | "machine">,
): Promise<Result<InspectedFile, InspectFailure>> {
  const { path, expiryWarningDays } = request;
  const bytes = await world.files.read(path, mostBytes);
  if (!bytes.ok) {
    return bytes;
  }
  const owner = await ownerOf(request, world);
  const candidates = [...request.passwords.map(given), ...(owner?.candidates ?? []), ...wellKnown];
  const opened = openWithAny(bytes.value, candidates);
  if (!opened.ok) {
    return fail({ ...opened.failure, path });
  }
  const { file, used } = opened.value;
  const explanation = explanationOf(file, {
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
  const usual = join(folder, "keygen.properties");
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
  readonly file: OpenedFile;
  /** What opened it, then what opened its keys. */
  readonly used: readonly Candidate[];
}

/** Tries each password on the file, then each on the keys that are still locked. */
function openWithAny(bytes: Uint8Array, candidates: readonly Candidate[]): Result<Opened, OpenFailure> {
  let refusal: Result<never, OpenFailure> = fail({ code: "keystore-wrong-password" });
  for (const candidate of candidates) {
    const { password } = candidate;
    const file = openFile(bytes, { storePassword: password, keyPassword: password });
    if (file.ok) {
      const store = file.value.container === "pem" || file.value.container === "der" ? [] : [candidate];
      return ok(withKeys(bytes, { file: file.value, used: store }, { candidate, candidates }));
    }
    if (file.failure.code !== "keystore-wrong-password") {
      return file;
    }
    refusal = file;
  }
  return refusal;
}

interface Trial {
  /** What opened the file. */
  readonly candidate: Candidate;
  readonly candidates: readonly Candidate[];
}

function withKeys(bytes: Uint8Array, opened: Opened, { candidate, candidates }: Trial): Opened {
  const { file, used } = opened;
  const isKeyProtected = file.entries.some(({ key }) => key?.state === "open" && key.isProtected);
  if (lockedIn(file) === 0) {
    return isKeyProtected && used.length === 0 ? { file, used: [candidate] } : opened;
  }
  for (const other of candidates) {
    const again = openFile(bytes, { storePassword: candidate.password, keyPassword: other.password });
    if (again.ok && lockedIn(again.value) < lockedIn(file)) {
      return { file: again.value, used: [...used, other] };
    }
  }
  return opened;
}

function lockedIn({ entries }: OpenedFile): number {
  return entries.filter(({ key }) => key?.state === "locked").length;
}
