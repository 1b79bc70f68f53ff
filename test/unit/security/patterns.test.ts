import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import ts from "typescript";
import { pumpsOf, stepsOf } from "../../support/regexSteps";

/** A regular expression of the source, with its place. */
interface Found {
  readonly place: string;
  readonly pattern: RegExp;
}

function patternsOf(file: string): readonly Found[] {
  const text = readFileSync(file, "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const found: Found[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const pattern = new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
      found.push({ place: `${file}:${line + 1}`, pattern });
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  return found;
}

const all = readdirSync("src", { recursive: true })
  .map((name) => path.join("src", String(name)))
  .filter((name) => name.endsWith(".ts"))
  .flatMap(patternsOf);

/** Twice the text may take twice the steps, and some; with four times as many it is a square. */
const mostGrowth = 3;
const [shorter, longer] = [24, 48];
/** Ends that make a match fail at the last. */
const ends = ["", "\u0001\n!"];

/** The text for which the steps grow faster than its length; undefined where there is none. */
function worstOf(pattern: RegExp): string | undefined {
  const pumps = pumpsOf(pattern);
  const [whole = ""] = pumps.slice(-1);
  const pairs = pumps.slice(0, 5).flatMap((one) => pumps.slice(0, 5).map((other) => one + other));
  for (const pump of new Set([...pumps, ...pairs])) {
    for (const start of new Set(["", whole])) {
      for (const end of ends) {
        const textOf = (count: number): string => start + pump.repeat(count) + end;
        const steps = stepsOf(pattern, textOf(longer));
        if (steps === Infinity || steps > mostGrowth * stepsOf(pattern, textOf(shorter))) {
          return JSON.stringify(textOf(3));
        }
      }
    }
  }
  return undefined;
}

describe("a regular expression", () => {
  it("of the source takes steps in proportion to the text, whatever that is", () => {
    assert.ok(all.length > 150, `only ${all.length} were seen`);
    const slow = all.flatMap(({ place, pattern }) => {
      const worst = worstOf(pattern);
      return worst === undefined ? [] : [`${place} ${String(pattern)} on ${worst} …`];
    });
    assert.deepEqual(slow, []);
  });

  for (const [pattern, isSlow] of [
    [/a+b/, true],
    [/(a+)+$/, true],
    [/\s+$/, true],
    [/"(?:[^"\\]|\\.)*"/, true],
    [/^a+b/, false],
    [/(?<!a)a+b/, false],
    [/[^-]*-/, true],
    [/x{1,3}y/, false],
  ] as const) {
    it(`${String(pattern)} is ${isSlow ? "" : "not "}one that takes more`, () => {
      assert.equal(worstOf(pattern) !== undefined, isSlow);
    });
  }
});
