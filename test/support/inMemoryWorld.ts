import type { KeyPair } from "../../src/core/certificate/issued";
import type { KeyAlgorithm } from "../../src/core/identity/identity";
import { fail, ok, type Result } from "../../src/core/result";
import type { FileFailure, Files, World } from "../../src/flows/world";
import { countedBytes, keyPairFrom } from "./identities";
import { testMachine } from "./profiles";

/** A file as it was written. */
export interface FileInMemory {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** A world without disk, time and chance; a test looks at what was written. */
export interface InMemoryWorld extends Pick<
  World,
  "files" | "clock" | "entropy" | "machine" | "pause" | "secrets"
> {
  /** All files by absolute path, with `/` between. */
  readonly disk: Map<string, FileInMemory>;
  /** What the keyring holds. */
  readonly keyring: Map<string, string>;
  /** The time, which stands still until a test moves it. */
  now: Date;
  /** The algorithms that keys were asked for, in order. */
  readonly keysMade: KeyAlgorithm[];
  /** Puts a text there, with the mode of an editor. */
  put(path: string, text: string): void;
  /** The text of a file; undefined where there is none. */
  text(path: string): string | undefined;
  /** From now on whatever begins with `path` is refused for reading, looking and writing, or for writing alone. */
  refuse(path: string, code: FileFailure["code"], options?: { readonly onlyWriting: boolean }): void;
  /** Names and octal modes of the files directly in a folder, sorted. */
  listing(folder: string): readonly string[];
}

/** Makes a world that holds these texts. Its clock stands at 2026-01-02T03:04:05Z, and its randomness counts up. */
export function inMemoryWorld(texts: Readonly<Record<string, string>> = {}): InMemoryWorld {
  const disk = new Map<string, FileInMemory>();
  const refusals: Refusal[] = [];
  const keysMade: KeyAlgorithm[] = [];
  const keyring = new Map<string, string>();
  const world: InMemoryWorld = {
    disk,
    keysMade,
    keyring,
    pause: () => Promise.resolve(),
    secrets: secretsIn(keyring),
    now: new Date("2026-01-02T03:04:05Z"),
    clock: () => world.now,
    machine: testMachine,
    entropy: {
      bytes: countedBytes(),
      keyPair: (algorithm, signal) => {
        keysMade.push(algorithm);
        return Promise.resolve(signal.aborted ? undefined : keyOf(algorithm));
      },
    },
    files: filesOn(disk, refusals),
    put: (path, text) => {
      disk.set(path, { bytes: new TextEncoder().encode(text), mode: 0o644 });
    },
    text: (path) => {
      const file = disk.get(path);
      return file && new TextDecoder().decode(file.bytes);
    },
    refuse: (path, code, options) => {
      refusals.push({ path, code, onlyWriting: options?.onlyWriting ?? false });
    },
    listing: (folder) =>
      [...disk]
        .filter(([path]) => folderOf(path) === folder)
        .map(([path, { mode }]) => `${path.slice(folder.length + 1)} ${mode.toString(8)}`)
        .sort(),
  };
  Object.entries(texts).forEach(([path, text]) => {
    world.put(path, text);
  });
  return world;
}

/** Real keys of the fixtures: the same for every identity, so that the same inputs give the same bytes. */
function keyOf({ kind }: KeyAlgorithm): KeyPair {
  return keyPairFrom(`test/fixtures/keystore/${kind}.pk8.pem`);
}

function secretsIn(keyring: Map<string, string>): World["secrets"] {
  return {
    get: (name) => Promise.resolve(keyring.get(name)),
    set: (name, value) => Promise.resolve(ok(void keyring.set(name, value))),
    delete: (name) => Promise.resolve(void keyring.delete(name)),
  };
}

interface Refusal {
  readonly path: string;
  readonly code: FileFailure["code"];
  readonly onlyWriting: boolean;
}

type Outcome<T> = Promise<Result<T, FileFailure>>;

function filesOn(disk: Map<string, FileInMemory>, refusals: readonly Refusal[]): Files {
  const refusalOf = (path: string, isWriting: boolean): FileFailure | undefined => {
    const refusal = refusals.find((row) => path.startsWith(row.path) && (isWriting || !row.onlyWriting));
    return refusal && { code: refusal.code, path };
  };
  const found = (path: string, maxBytes = Infinity): Result<FileInMemory, FileFailure> => {
    const refused = refusalOf(path, false);
    const file = disk.get(path);
    if (refused !== undefined || file === undefined) {
      return fail(refused ?? { code: "file-not-found", path });
    }
    return file.bytes.length > maxBytes ? fail({ code: "file-too-large", path }) : ok(file);
  };
  const write = (path: string, file: FileInMemory, mayReplace: boolean): Result<void, FileFailure> => {
    const refused = refusalOf(path, true);
    if (refused !== undefined || (!mayReplace && disk.has(path))) {
      return fail(refused ?? { code: "file-exists", path });
    }
    disk.set(path, file);
    return ok(undefined);
  };
  return {
    read: (path, maxBytes): Outcome<Uint8Array> => {
      const file = found(path, maxBytes);
      return Promise.resolve(file.ok ? ok(file.value.bytes) : file);
    },
    async *pieces(path) {
      const file = found(path);
      if (!file.ok) {
        yield await Promise.resolve(file);
        return;
      }
      // Pieces end anywhere, in the middle of a letter too.
      for (let at = 0; at < file.value.bytes.length; at += 7) {
        yield await Promise.resolve(ok(file.value.bytes.subarray(at, at + 7)));
      }
    },
    stamp: (path) => {
      const file = found(path);
      const stamp = (of: FileInMemory) => ({ sizeBytes: of.bytes.length, modifiedMs: 0, mode: of.mode });
      return Promise.resolve(file.ok ? ok(stamp(file.value)) : file);
    },
    isLink: () => Promise.resolve(ok(false)),
    list: (folder) => {
      const inside = [...disk.keys()].filter((path) => path.startsWith(`${folder}/`));
      const names = inside.map((path) => path.slice(folder.length + 1).split("/")[0] ?? "");
      const failure: FileFailure = refusalOf(folder, false) ?? {
        code: disk.has(folder) ? "file-not-regular" : "file-not-found",
        path: folder,
      };
      const isListed = inside.length > 0 && refusalOf(folder, false) === undefined;
      return Promise.resolve(isListed ? ok([...new Set(names)].sort()) : fail(failure));
    },
    create: (path, bytes, mode) => Promise.resolve(write(path, { bytes, mode }, false)),
    replace: (path, bytes, mode) => Promise.resolve(write(path, { bytes, mode }, true)),
    createFolder: (folder, bundle, beside) => {
      const isThere = [...disk.keys()].some((path) => path === folder || path.startsWith(`${folder}/`));
      const files = [...beside, ...bundle.files].map((file) => ({ ...file, path: `${folder}/${file.name}` }));
      const refused = files.map(({ path }) => refusalOf(path, true)).find((failure) => failure !== undefined);
      if (isThere || refused !== undefined) {
        return Promise.resolve(fail(refused ?? { code: "file-exists", path: folder }));
      }
      files.forEach(({ path, bytes, mode }) => disk.set(path, { bytes, mode }));
      return Promise.resolve(ok(undefined));
    },
    writeBundle: (...args) => Promise.resolve(writeBundle(disk, refusalOf, ...args)),
    recoverBundle: (folder) => {
      const refused = refusalOf(`${folder}/.staging`, true);
      return Promise.resolve(refused === undefined ? ok({ recovered: false }) : fail(refused));
    },
  };
}

type WriteBundle = Files["writeBundle"];

/** All or nothing, as the port promises; the old bundle goes to `backup/`. */
function writeBundle(
  disk: Map<string, FileInMemory>,
  refusalOf: (path: string, isWriting: boolean) => FileFailure | undefined,
  ...[folder, bundle, { overwrite, now }]: Parameters<WriteBundle>
): Awaited<ReturnType<WriteBundle>> {
  const paths = bundle.files.map(({ name }) => `${folder}/${name}`);
  const old = paths.filter((path) => disk.has(path));
  const refused = paths.map((path) => refusalOf(path, true)).find((failure) => failure !== undefined);
  if (refused !== undefined || (old[0] !== undefined && !overwrite)) {
    return fail(refused ?? { code: "file-exists", path: old[0] ?? folder });
  }
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const backupFolder = `${folder}/backup/${bundle.prefix}-${time}`;
  for (const [path, file] of [...disk].filter(([path]) => old.includes(path))) {
    disk.set(`${backupFolder}/${path.slice(folder.length + 1)}`, file);
  }
  for (const { name, bytes, mode } of bundle.files) {
    disk.set(`${folder}/${name}`, { bytes, mode });
  }
  return ok(old.length === 0 ? { files: paths } : { files: paths, backupFolder });
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
