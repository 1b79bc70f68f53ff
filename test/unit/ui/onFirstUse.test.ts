import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { onFirstUse, type FirstUse } from "../../../src/ui/onFirstUse";

interface Loaded {
  readonly number: number;
  readonly dispose: () => void;
}

/** What was loaded and ended so far, and a room that notes it. */
function room(failures = 0): { readonly notes: string[]; readonly loaded: FirstUse<Loaded> } {
  const notes: string[] = [];
  let loads = 0;
  const loaded = onFirstUse<Loaded>(() => {
    loads += 1;
    notes.push(`load ${loads}`);
    const number = loads;
    return number <= failures
      ? Promise.reject(new Error("not there"))
      : Promise.resolve({ number, dispose: () => notes.push(`end ${number}`) });
  });
  return { notes, loaded };
}

describe("what is loaded on first use", () => {
  it("is not loaded before anybody asks, and ends without having begun", () => {
    const { notes, loaded } = room();
    assert.equal(loaded.opened(), undefined);
    loaded.dispose();
    assert.deepEqual(notes, []);
  });

  it("is loaded once, whoever asks", async () => {
    const { notes, loaded } = room();
    const [first, second] = await Promise.all([loaded(), loaded()]);
    assert.equal(first, second);
    assert.equal(loaded.opened(), first);
    assert.deepEqual(notes, ["load 1"]);
  });

  it("is tried again where it could not be loaded", async () => {
    const { notes, loaded } = room(1);
    await assert.rejects(loaded(), /not there/);
    assert.equal((await loaded()).number, 2);
    assert.deepEqual(notes, ["load 1", "load 2"]);
  });

  it("ends with who loaded it, also where it comes later", async () => {
    const { notes, loaded } = room();
    const coming = loaded();
    loaded.dispose();
    await coming;
    assert.deepEqual(notes, ["load 1", "end 1"]);
  });
});
