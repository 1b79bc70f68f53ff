import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ok } from "../../../src/core/result";
import { accountKeeper } from "../../../src/flows/accountKeeper";
import { storedSecrets } from "../../../src/ui/secrets";
import { signedInWords } from "../../../src/ui/words/accounts";
import { inMemoryWorld } from "../../support/inMemoryWorld";
import { scriptedHttp } from "../../support/scriptedHttp";

type Storage = Parameters<typeof storedSecrets>[0];

const refused = (): Promise<never> => Promise.reject(new Error("Cannot unlock the keyring of s3cret-token"));

/** How a VS Code without a keyring behaves. */
const storages: readonly (readonly [how: string, storage: Storage])[] = [
  ["refuses everything", { get: refused, store: refused, delete: refused }],
  ["refuses to store", { get: () => Promise.resolve(undefined), store: refused, delete: refused }],
  [
    "takes a secret and forgets it",
    {
      get: () => Promise.resolve(undefined),
      store: () => Promise.resolve(),
      delete: () => Promise.resolve(),
    },
  ],
  ["refuses to give back", { get: refused, store: () => Promise.resolve(), delete: () => Promise.resolve() }],
];

describe("a SecretStorage that", () => {
  for (const [how, storage] of storages) {
    it(`${how} keeps nothing, and says so`, async () => {
      const secrets = storedSecrets(storage);
      assert.deepEqual(await secrets.set("name", "value"), {
        ok: false,
        failure: { code: "secrets-unavailable" },
      });
      assert.equal(await secrets.get("name"), undefined);
      await secrets.delete("name");
    });

    it(`${how} lets one sign in until the window closes, is told of, and asks again then`, async () => {
      const http = scriptedHttp(({ url }) =>
        url.endsWith("/login")
          ? { status: 200, json: { token: "s3cret-token", refreshToken: "r" } }
          : { status: 200, json: { name: "ada", authority: "TENANT_ADMIN" } },
      );
      const world = { ...inMemoryWorld(), http, secrets: storedSecrets(storage) };
      const server = { restUrl: "https://tb.example.com" };
      const { signal } = new AbortController();
      const keeper = accountKeeper(world, () => undefined);
      const signedIn = await keeper.signIn(server, { username: "ada", password: "p" }, 1000, signal);
      assert.deepEqual(signedIn, ok({ user: { name: "ada", authority: "TENANT_ADMIN" }, kept: "window" }));
      assert.ok(signedIn.ok);
      const words = signedInWords("Lab", signedIn.value);
      assert.equal(words.kind, "warning");
      assert.match(words.message, /keeps nothing.*you will be asked again/);
      assert.equal((await keeper.thingsBoardOf(server, 1000)).ok, true);
      assert.equal((await keeper.userOf(server))?.name, "ada");
      const nextWindow = accountKeeper(world, () => undefined);
      const answer = await nextWindow.thingsBoardOf(server, 1000);
      assert.deepEqual(answer, { ok: false, failure: { code: "not-signed-in" } });
      assert.deepEqual(await keeper.signOut(server), ok(true));
      assert.equal(await keeper.userOf(server), undefined);
    });
  }
});
