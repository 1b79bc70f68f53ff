import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";

describe("the packages that the extension carries", () => {
  it("are under licences that we take, and THIRD_PARTY_NOTICES.txt names them (npm run licences)", () => {
    const { status, stderr } = spawnSync(process.execPath, ["scripts/licences.mjs", "--check"], {
      encoding: "utf8",
    });
    assert.equal(stderr, "");
    assert.equal(status, 0);
  });
});
