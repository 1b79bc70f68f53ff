import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { filesOf, nodeFiles } from "../../src/io/files";
import { bytesOf, codeOf, snapshot } from "./filesBundles";
import { filesRig } from "./filesRig";
import { changingSteps, systemError, watchedSteps } from "./filesSteps";

const files = nodeFiles();
const rig = filesRig();

describe("create and replace", () => {
  const calls = (file: string) =>
    [
      { method: "create", path: file, text: "new", mode: 0o600 },
      { method: "replace", path: file, text: "new", mode: 0o600 },
    ] as const;

  for (const call of [0, 1] as const) {
    it(`${calls("")[call].method}: killed before any step leaves the old state or the new one, and the next call tidies up`, async () => {
      const names: string[] = [];
      const watched = filesOf(watchedSteps((_step, name) => void names.push(name)));
      const first = path.join(rig.newFolder(), "x");
      await watched[calls(first)[call].method](first, bytesOf("new"), 0o600);
      for (const step of changingSteps(names)) {
        const folder = rig.newFolder();
        const file = path.join(folder, "x");
        const { signal } = await rig.run({ calls: [calls(file)[call]], killBefore: step });
        assert.equal(signal, "SIGKILL");
        const { x } = snapshot(folder);
        assert.ok(x === undefined || x === "0600 new", x);
        assert.equal(codeOf(await files.replace(file, bytesOf("next"), 0o600)), "ok");
        assert.deepEqual(snapshot(folder), { x: "0600 next" });
      }
    });

    it(`${calls("")[call].method}: a failure at any step leaves nothing half-written`, async () => {
      const names: string[] = [];
      const watched = filesOf(watchedSteps((_step, name) => void names.push(name)));
      const first = path.join(rig.newFolder(), "x");
      await watched[calls(first)[call].method](first, bytesOf("new"), 0o600);
      for (let failing = 1; failing <= names.length; failing += 1) {
        const folder = rig.newFolder();
        const file = path.join(folder, "x");
        const failed = filesOf(
          watchedSteps((step) => {
            if (step === failing) {
              throw systemError("ENOSPC");
            }
          }),
        );
        const result = await failed[calls(file)[call].method](file, bytesOf("new"), 0o600);
        const found = snapshot(folder);
        const isReplaced = call === 1 && found["x"] === "0600 new";
        assert.deepEqual(found, result.ok || isReplaced ? { x: "0600 new" } : {}, `step ${failing}`);
      }
    });
  }

  it("give the mode whatever the umask is", async () => {
    for (const umask of [0, 0o077, 0o777]) {
      const folder = rig.newFolder();
      const at = (name: string): string => path.join(folder, name);
      const { results } = await rig.run({
        umask,
        calls: [
          { method: "create", path: at("a"), text: "a", mode: 0o600 },
          { method: "create", path: at("b"), text: "b", mode: 0o644 },
          { method: "replace", path: at("b"), text: "c", mode: 0o644 },
          { method: "replace", path: at("a"), text: "d", mode: 0o600 },
        ],
      });
      assert.deepEqual(results, ["ok", "ok", "ok", "ok"]);
      assert.deepEqual(snapshot(folder), { a: "0600 d", b: "0644 c" });
    }
  });

  it("take names up to the file system's 255 bytes and refuse longer ones", async () => {
    const folder = rig.newFolder();
    const longest = path.join(folder, `${"ü".repeat(127)}x`);
    assert.equal(codeOf(await files.create(longest, bytesOf("1"), 0o600)), "ok");
    assert.equal(codeOf(await files.replace(longest, bytesOf("2"), 0o600)), "ok");
    assert.deepEqual(Object.values(snapshot(folder)), ["0600 2"]);
    assert.deepEqual(await files.create(`${longest}x`, bytesOf("1"), 0o600), {
      ok: false,
      failure: { code: "file-name-too-long", path: `${longest}x`, cause: "ENAMETOOLONG" },
    });
    assert.equal(Object.keys(snapshot(folder)).length, 1);
  });
});
