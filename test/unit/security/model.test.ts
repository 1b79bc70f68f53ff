import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

/** Each row of the tables `shown by | test`: a file, and a part of what it calls a test. */
function testsOf(text: string): readonly (readonly [file: string, title: string])[] {
  return [...text.matchAll(/^\| `(test\/[^`]+)` *\| (.+?) *\|$/gm)].map(
    ([, file = "", title = ""]) => [file, title] as const,
  );
}

describe("docs/security-model.md names tests that are there:", () => {
  const tests = testsOf(readFileSync("docs/security-model.md", "utf8"));

  it("a good number of them", () => {
    assert.ok(tests.length > 40, String(tests.length));
  });

  for (const [file, title] of tests) {
    it(`${file}: ${title}`, () => {
      const code = readFileSync(file, "utf8").replace(/^import .*|^ *\/\/.*|^ *\/?\*.*/gm, "");
      assert.ok(code.includes(title) && title.split(" ").length > 2);
    });
  }
});
