import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { framesOf } from "../../../../src/core/testServer/framing";
import { parseJson } from "../../../../src/core/credential/json";
import { topicMatches, utteranceOf } from "../../../../src/core/testServer/topics";

describe("bytes are cut into packets", () => {
  const rows: [received: string, packets: readonly string[], rest: string][] = [
    ["", [], ""],
    ["c0", [], "c0"],
    ["c000", ["c000"], ""],
    ["c000c000", ["c000", "c000"], ""],
    ["3002aabb", ["3002aabb"], ""],
    ["3002aa", [], "3002aa"],
    ["c0003002aa", ["c000"], "3002aa"],
    [`308001${"00".repeat(128)}`, [`308001${"00".repeat(128)}`], ""],
    ["3080", [], "3080"],
    ["30808080", [], "30808080"],
  ];
  for (const [received, packets, rest] of rows) {
    it(`${received.slice(0, 20)} → ${String(packets.length)}`, () => {
      const frames = framesOf(Buffer.from(received, "hex"), 1_000);
      assert.deepEqual(frames.ok && [frames.value.packets.map(hex), hex(frames.value.rest)], [packets, rest]);
    });
  }

  it("not one that says it is larger than allowed", () => {
    const frames = framesOf(Buffer.from("308108", "hex"), 1_000);
    assert.equal(!frames.ok && frames.failure.code, "packet-too-large");
    assert.equal(framesOf(Buffer.from("30e807", "hex"), 1_000).ok, true);
  });

  it("not one whose length goes on after four bytes", () => {
    const frames = framesOf(Buffer.from("3080808080", "hex"), 1_000);
    assert.equal(!frames.ok && frames.failure.code, "packet-malformed");
  });
});

describe("JSON", () => {
  it("is read to a depth of 64", () => {
    const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
    assert.equal(parseJson(nested(64)).ok, true);
    const tooDeep = parseJson(nested(65));
    assert.equal(!tooDeep.ok && tooDeep.failure.code, "json-too-deep");
  });

  it("may have any number of brackets in its strings", () => {
    assert.equal(parseJson(JSON.stringify(`"\\${"[".repeat(1_000)}`)).ok, true);
  });
});

describe("a topic", () => {
  const rows: [topicFilter: string, topic: string, matches: boolean][] = [
    ["a/b", "a/b", true],
    ["a/+", "a/b", true],
    ["a/+", "a", false],
    ["a/+", "a/b/c", false],
    ["a/#", "a/b/c", true],
    ["a/#", "a", true],
    ["#", "a", true],
    ["a/+/c", "a/b/c", true],
    ["a/b", "a/c", false],
  ];
  for (const [topicFilter, topic, matches] of rows) {
    it(`${topic} ${matches ? "matches" : "does not match"} ${topicFilter}`, () => {
      assert.equal(topicMatches(topicFilter, topic), matches);
    });
  }

  it("of ten thousand slashes is judged at once", () => {
    assert.deepEqual(utteranceOf("/".repeat(10_000)), { kind: "unknown" });
  });
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
