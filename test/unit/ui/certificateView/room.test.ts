// What a person reads who opens a keystore that nobody here knows the password of.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { isLocked, lookAt, refusalOf } from "../../../../src/ui/certificateView/room";
import type { App } from "../../../../src/ui/app";
import { inMemoryWorld } from "../../../support/inMemoryWorld";

const path = "/w/foreign.jks";

describe("a locked keystore says", () => {
  const rows: readonly [what: string, passwords: readonly string[], says: string][] = [
    [
      "what was tried, where no password was given",
      [],
      "foreign.jks is locked: no password that is known here opens it, neither from a keygen.properties nor from public guides. Give its password.",
    ],
    [
      "that the password given is wrong",
      ["wrong"],
      "foreign.jks is locked: the password given does not open it. Give another one.",
    ],
  ];
  for (const [what, passwords, says] of rows) {
    it(what, async () => {
      const world = inMemoryWorld();
      world.disk.set(path, { bytes: readFileSync("test/fixtures/keystore/keytool.jks"), mode: 0o600 });
      const app = { world, devices: { known: () => Promise.resolve([]) } } as unknown as App;
      const { signal } = new AbortController();
      const look = await lookAt(app, path, { passwords, expiryWarningDays: 30, signal });
      assert.equal(isLocked(look), true);
      assert.equal(refusalOf(look)?.message, says);
    });
  }
});
