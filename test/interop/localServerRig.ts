import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startTestServer, type RunningTestServer } from "../../src/flows/runTestServer";
import { signIn } from "../../src/flows/signIn";
import { thingsBoardAt, type ThingsBoard } from "../../src/flows/thingsBoard";
import { nodeWorld } from "../../src/io/world";

/** The world of this machine, with a keyring that takes everything and keeps nothing. */
export const forgetfulWorld = nodeWorld({
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve({ ok: true, value: undefined }),
  delete: () => Promise.resolve(),
});

/** A Local Test Server on free ports, with files of its own. */
export interface LocalServerRig {
  readonly server: RunningTestServer;
  /** Signs in, and asks at another address, which leads to the server, by a clock of one's own. */
  boardAt(restUrl: string, clock?: () => Date): Promise<ThingsBoard>;
  stop(): Promise<void>;
}

const { signal } = new AbortController();

/** Starts one. */
export async function localServer(): Promise<LocalServerRig> {
  const folder = mkdtempSync(path.join(tmpdir(), "tb-local-server-"));
  const started = await startTestServer(
    { folder, port: 0, restPort: 0 },
    forgetfulWorld,
    () => undefined,
    signal,
  );
  assert.ok(started.ok, JSON.stringify(started));
  const server = started.value;
  return {
    server,
    boardAt: async (restUrl, clock = forgetfulWorld.clock) => {
      const place = { restUrl: server.restUrl, timeoutMs: 5000 };
      const signedIn = await signIn(place, server.login, forgetfulWorld, signal);
      assert.ok(signedIn.ok, JSON.stringify(signedIn));
      const { credential } = signedIn.value;
      const holder = { current: () => Promise.resolve(credential), renewed: () => Promise.resolve() };
      return thingsBoardAt({ restUrl, timeoutMs: 5000 }, holder, { ...forgetfulWorld, clock });
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
