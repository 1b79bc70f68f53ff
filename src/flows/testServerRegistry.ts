import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import type { Registry } from "../core/testServer/registry";
import { emptyRegistry } from "../core/testServer/registry";
import { readRegistry, registryText } from "../core/testServer/registryFile";
import type { FileFailure, Files } from "./world";

/** What is larger is neither written nor read. */
const mostBytes = 64 * 1_048_576;

/** A registry as found on disk. */
export interface LoadedRegistry {
  readonly registry: Registry;
  /** Where a copy of a file lies that could not be read whole. */
  readonly damagedCopy?: string;
}

/** Reads the registry at `path`; none is an empty one. A damaged one is copied to `<path>.damaged` before it is lost. */
export async function loadRegistry(path: string, files: Files): Promise<Result<LoadedRegistry, FileFailure>> {
  const bytes = await files.read(path, mostBytes);
  if (!bytes.ok) {
    return bytes.failure.code === "file-not-found" ? ok({ registry: emptyRegistry }) : bytes;
  }
  const read = readRegistry(new TextDecoder().decode(bytes.value));
  if (read.ok && read.value.skipped === 0) {
    return ok({ registry: read.value.registry });
  }
  const damagedCopy = `${path}.damaged`;
  const copied = await files.replace(damagedCopy, bytes.value, 0o600);
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

function write(path: string, bytes: Uint8Array, files: Files): Promise<Result<void, FileFailure>> {
  return bytes.length > mostBytes
    ? Promise.resolve(fail({ code: "file-too-large", path }))
    : files.replace(path, bytes, 0o600);
}
