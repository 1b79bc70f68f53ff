// References in the output lead to the docs; of megabytes of messages only what is new is looked at.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newReferenceFinder, type OutputLines } from "../../../src/ui/outputLinks";

const reference = "    More: docs/diagnoses.md#tcp-refused";

/** A channel's text, which ends with a line that has no end yet; counts the lines that are asked for. */
function outputOf(texts: readonly string[]): OutputLines & { readonly asked: () => number } {
  let asked = 0;
  return {
    lineCount: texts.length + 1,
    lineAt: (line) => {
      asked += 1;
      return { text: texts[line] ?? "" };
    },
    asked: () => asked,
  };
}

function messages(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `12:00:00.${from + index}  pump  ↓  a  q0  1`);
}

describe("references in the output", () => {
  it("are found with their place, page and code, at the beginning of a line alone", () => {
    const found = newReferenceFinder()(outputOf(["x", reference, `x${reference}`, `${reference} x`]));
    assert.deepEqual(found, [{ line: 1, from: 10, to: 39, page: "diagnoses.md", code: "tcp-refused" }]);
  });

  it("are looked for in what is new", () => {
    const find = newReferenceFinder();
    const before = [reference, ...messages(10_000)];
    assert.equal(find(outputOf(before)).length, 1);
    const grown = outputOf([...before, ...messages(10, 10_000), reference]);
    assert.deepEqual(
      find(grown).map(({ line }) => line),
      [0, 10_011],
    );
    assert.ok(grown.asked() < 30, String(grown.asked()));
  });

  it("are looked for everywhere once the oldest lines are gone, and none is left of a text that is", () => {
    const find = newReferenceFinder();
    const trimmed = (from: number): OutputLines => outputOf(["!  Older", ...messages(50, from), reference]);
    find(outputOf([...messages(100), reference]));
    assert.deepEqual(
      find(trimmed(50)).map(({ line }) => line),
      [51],
    );
    assert.deepEqual(
      find(outputOf(["!  Older", ...messages(70, 100), reference])).map(({ line }) => line),
      [71],
    );
    assert.deepEqual(find(outputOf([])), []);
  });
});
