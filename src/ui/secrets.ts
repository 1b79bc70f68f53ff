import type { SecretStorage } from "vscode";
import { fail, ok } from "../core/result";
import type { Secrets } from "../flows/world";

/** Secrets in VS Code's own storage, which the keyring of the machine encrypts. A keyring that refuses has nothing. */
export function storedSecrets(storage: Pick<SecretStorage, "get" | "store" | "delete">): Secrets {
  const get = (name: string): Promise<string | undefined> => unlessRefused(storage.get(name));
  return {
    get,
    set: async (name, value) => {
      await unlessRefused(storage.store(name, value));
      // Without a keyring VS Code may take a secret and forget it.
      return (await get(name)) === value ? ok(undefined) : fail({ code: "secrets-unavailable" });
    },
    delete: (name) => unlessRefused(storage.delete(name)),
  };
}

/** What VS Code throws where the keyring is locked or missing has no code, and may name what it was asked for. */
async function unlessRefused<T>(work: Thenable<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}
