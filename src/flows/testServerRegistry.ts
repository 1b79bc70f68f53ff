import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { Registry } from "../core/testServer/registry";
import { emptyRegistry } from "../core/testServer/registry";
import { readRegistry, registryText, registryVersionOf } from "../core/testServer/registryFile";
import type { FileFailure, Files } from "./world";

/** What is larger is neither written nor read. */
const mostBytes = 64 * 1_048_576;

/** A registry as found on disk. */
export interface LoadedRegistry {
  readonly registry: Registry;
  /** Where a copy of a file lies that could not be read whole. */
  readonly damagedCopy?: string;
}

/**
 * Reads the registry at `path`; none is an empty one. A damaged one is copied to `<path>.damaged` before it is lost.
 * Registries were kept at `earlierPath` for all workspaces once: one of that time is where a workspace begins.
 */
export async function loadRegistry(
  path: string,
  earlierPath: string,
  files: Files,
): Promise<Result<LoadedRegistry, FileFailure>> {
  const bytes = await files.read(path, mostBytes);
  if (bytes.ok) {
    return readOrKept(path, bytes.value, files);
  }
  if (bytes.failure.code !== "file-not-found") {
    return bytes;
  }
  const earlier = path === earlierPath ? bytes : await files.read(earlierPath, mostBytes);
  const text = earlier.ok ? new TextDecoder().decode(earlier.value) : "";
  const read = readRegistry(text);
  const isOfThatTime = read.ok && registryVersionOf(text) === 1;
  return ok({ registry: isOfThatTime ? read.value.registry : emptyRegistry });
}

async function readOrKept(
  path: string,
  bytes: Uint8Array,
  files: Files,
): Promise<Result<LoadedRegistry, FileFailure>> {
  const read = readRegistry(new TextDecoder().decode(bytes));
  if (read.ok && read.value.skipped === 0) {
    return ok({ registry: read.value.registry });
  }
  const damagedCopy = `${path}.damaged`;
  const copied = await files.replace(damagedCopy, bytes, 0o600);
  return copied.ok ? ok({ registry: read.ok ? read.value.registry : emptyRegistry, damagedCopy }) : copied;
}

/** Saves registries one after the other, the newest when the one before is done. */
export interface RegistrySaver {
  save(registry: Registry): void;
  /** Resolves when nothing is left to save. */
  settled(): Promise<void>;
}

/** Makes a saver of the registry at `path`. Each save is atomic, mode 0600, as access tokens are in it. */
export function registrySaver(
  path: string,
  files: Files,
  failed: (failure: FileFailure) => void,
): RegistrySaver {
  let waiting: Registry | undefined;
  let saving: Promise<void> | undefined;
  const saveAll = async (): Promise<void> => {
    while (waiting !== undefined) {
      const bytes = new TextEncoder().encode(registryText(waiting));
      waiting = undefined;
      const written = await write(path, bytes, files);
      if (!written.ok) {
        failed(written.failure);
      }
    }
    saving = undefined;
  };
  return {
    save: (registry) => {
      waiting = registry;
      saving ??= saveAll();
    },
    settled: async () => {
      await saving;
    },
  };
}

async function write(path: string, bytes: Uint8Array, files: Files): Promise<Result<void, FileFailure>> {
  if (bytes.length > mostBytes) {
    return fail({ code: "file-too-large", path });
  }
  const replaced = await files.replace(path, bytes, 0o600);
  // The folder of a workspace is made when it is first needed.
  const isFirst = !replaced.ok && replaced.failure.code === "file-not-found";
  return isFirst ? files.create(path, bytes, 0o600) : replaced;
}
