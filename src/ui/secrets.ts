import type { SecretStorage } from "vscode";
import { fail, ok } from "../core/result";
import type { Secrets } from "../flows/world";

/** Secrets in VS Code's own storage, which the keyring of the machine encrypts. */
export function storedSecrets(storage: SecretStorage): Secrets {
  return {
    get: (name) => Promise.resolve(storage.get(name)),
    set: async (name, value) => {
      await storage.store(name, value);
      // Without a keyring VS Code may take a secret and forget it.
      return (await storage.get(name)) === value ? ok(undefined) : fail({ code: "secrets-unavailable" });
    },
    delete: (name) => Promise.resolve(storage.delete(name)),
  };
}
