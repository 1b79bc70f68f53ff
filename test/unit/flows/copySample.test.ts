import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { copySample } from "../../../src/flows/copySample";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";

const request = { sample: "/extension/sample", parent: "/home/ada" };

async function worldWithSample(): Promise<InMemoryWorld> {
  const world = inMemoryWorld();
  for (const name of ["README.md", "keygen.properties"]) {
    await world.files.create(`/extension/sample/${name}`, Buffer.from(name), 0o644);
  }
  return world;
}

describe("a copy of the sample", () => {
  it("gets a folder of its own, for its owner alone", async () => {
    const world = await worldWithSample();
    assert.deepEqual(await copySample(request, world), { ok: true, value: "/home/ada/thingsboard-sample" });
    assert.deepEqual(world.listing("/home/ada/thingsboard-sample"), [
      "README.md 600",
      "keygen.properties 600",
    ]);
    assert.equal(world.text("/home/ada/thingsboard-sample/README.md"), "README.md");
  });

  it("overwrites nothing: a name that is taken gets a number", async () => {
    const world = await worldWithSample();
    await copySample(request, world);
    await world.files.create("/home/ada/thingsboard-sample-2", Buffer.from("a file"), 0o644);
    assert.deepEqual(await copySample(request, world), {
      ok: true,
      value: "/home/ada/thingsboard-sample-3",
    });
    assert.equal(world.text("/home/ada/thingsboard-sample-2"), "a file");
  });

  it("is refused with the reason of the disk", async () => {
    const world = await worldWithSample();
    const missing = await copySample({ ...request, sample: "/nowhere" }, world);
    assert.deepEqual(missing, { ok: false, failure: { code: "file-not-found", path: "/nowhere" } });
  });
});
