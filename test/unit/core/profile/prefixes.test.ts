import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { collidingPrefixes, isReservedFileName, isUnsafePrefix } from "../../../../src/core/profile/prefixes";

describe("a file prefix is unsafe on one system or another:", () => {
  const unsafe = ["..", "a/b", "a\\b", "C:x", "a:b", "a*", "a?", 'a"', "a<", "a>", "a|", "a\t", "a\u007F"];
  const edges = [" a", "a ", "a\u00A0", "-a", ".", "a..b"];
  for (const prefix of [...unsafe, ...edges]) {
    it(JSON.stringify(prefix), () => {
      assert.equal(isUnsafePrefix(prefix), true);
    });
  }

  for (const prefix of ["a", "a.b", ".a", "a b", "a-b", "ü", "日本", "a$b", "a'b", "a#b", "a[1]"]) {
    it(`not so: ${prefix}`, () => {
      assert.equal(isUnsafePrefix(prefix), false);
    });
  }
});

describe("Windows keeps a name for a device, whatever its case and ending:", () => {
  for (const name of [
    "con",
    "PRN",
    "Aux",
    "nul",
    "com1",
    "COM9",
    "com²",
    "lpt1",
    "con.x",
    "con .x",
    "CONIN$",
  ]) {
    it(name, () => {
      assert.equal(isReservedFileName(name), true);
    });
  }

  for (const name of ["cone", "com", "com0", "com10", "lpt", "a.con", "nul-1"]) {
    it(`not ${name}`, () => {
      assert.equal(isReservedFileName(name), false);
    });
  }
});

describe("two bundles of a folder would share a file name:", () => {
  const rows: readonly [one: string, other: string, isShared: boolean][] = [
    ["Pump", "pump", true],
    ["pump", "PUMP.pub", true],
    ["Pump.Nopass", "pump", true],
    ["ÜBER", "über", true],
    ["pump", "pump-2", false],
    ["pump", "pump.x", false],
  ];
  for (const [one, other, isShared] of rows) {
    it(`${one} and ${other}: ${isShared ? "yes" : "no"}`, () => {
      assert.equal(collidingPrefixes(one, other), isShared);
    });
  }
});
