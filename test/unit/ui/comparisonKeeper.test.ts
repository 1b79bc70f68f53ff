import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Device } from "../../../src/core/devices/device";
import { ComparisonKeeper, type Asked } from "../../../src/ui/comparisonKeeper";

const certificate = {
  path: "/w/a.pub.pem",
  subjectText: "CN=a",
  keyText: "EC P-256",
  notBeforeMs: 0,
  notAfterMs: 1,
  fingerprint256: "AA",
  credentialsId: "1",
};

function device(propertiesPath: string, fingerprint256 = "AA"): Device {
  return {
    propertiesPath,
    name: propertiesPath,
    blockingProblems: 0,
    client: { side: "client", files: [], certificate: { ...certificate, fingerprint256 } },
    server: { side: "server", files: [] },
  };
}

/** A keeper whose server is a list of answers. */
class Rig {
  devices: readonly Device[] = [device("/a"), device("/b")];
  answers: Asked[] = [];
  key = "plant";
  isSignedIn = true;
  readonly asked: string[] = [];
  readonly waits: number[] = [];
  most = 0;
  changes = 0;
  wake: () => void = () => undefined;
  #atOnce = 0;

  readonly keeper = new ComparisonKeeper({
    devices: () => Promise.resolve(this.devices),
    pause: () => Promise.resolve(),
    places: () => (path) =>
      Promise.resolve(
        this.isSignedIn ? { serverName: "Plant", key: this.key, ask: () => this.#ask(path) } : undefined,
      ),
    changed: () => (this.changes += 1),
    later: (run, afterMs) => {
      this.waits.push(afterMs);
      this.wake = run;
      return () => undefined;
    },
    failed: (error) => {
      throw error;
    },
  });

  async look(): Promise<void> {
    this.keeper.look();
    await this.keeper.settled();
  }

  async #ask(path: string): Promise<Asked> {
    this.asked.push(path);
    this.#atOnce += 1;
    this.most = Math.max(this.most, this.#atOnce);
    await Promise.resolve();
    this.#atOnce -= 1;
    return (
      this.answers.shift() ?? {
        kind: "compared",
        comparison: { state: "not-provisioned", deviceName: path },
      }
    );
  }
}

describe("comparisons are kept", () => {
  it("one request after the other, and none twice", async () => {
    const rig = new Rig();
    rig.keeper.look();
    rig.keeper.look();
    await rig.look();
    await rig.look();
    assert.deepEqual(rig.asked, ["/a", "/b"]);
    assert.equal(rig.most, 1);
    assert.equal(rig.keeper.of("/a")?.comparison?.state, "not-provisioned");
  });

  it("until the certificate, the server or the person is another one, or a refresh is asked for", async () => {
    const rig = new Rig();
    await rig.look();
    rig.devices = [device("/a", "BB"), device("/b")];
    await rig.look();
    assert.deepEqual(rig.asked.splice(0), ["/a", "/b", "/a"]);
    rig.key = "other";
    await rig.look();
    assert.deepEqual(rig.asked.splice(0), ["/a", "/b"]);
    rig.keeper.refresh("/b");
    await rig.keeper.settled();
    assert.deepEqual(rig.asked, ["/b"]);
  });

  it("and forgotten where nobody is signed in any more", async () => {
    const rig = new Rig();
    await rig.look();
    const before = rig.changes;
    rig.isSignedIn = false;
    await rig.look();
    assert.equal(rig.keeper.of("/a"), undefined);
    assert.ok(rig.changes > before);
  });

  it("unknown where the server could not be asked", async () => {
    const rig = new Rig();
    rig.answers = [{ kind: "unknown" }];
    await rig.look();
    assert.deepEqual(rig.keeper.of("/a")?.comparison, undefined);
    assert.equal(rig.keeper.of("/a")?.serverName, "Plant");
  });

  it("and the server is left alone as long as it says, longer each time", async () => {
    const rig = new Rig();
    rig.answers = [{ kind: "later" }, { kind: "later", afterMs: 90_000 }];
    await rig.look();
    await rig.look();
    assert.deepEqual([rig.asked.length, rig.waits], [1, [30_000]]);
    rig.wake();
    await rig.keeper.settled();
    assert.deepEqual([rig.asked.length, rig.waits], [2, [30_000, 90_000]]);
    rig.wake();
    await rig.keeper.settled();
    assert.deepEqual(rig.asked, ["/a", "/a", "/a", "/b"]);
  });
});
