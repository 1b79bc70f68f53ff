import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withoutIcons } from "../../../../src/ui/words/withoutIcons";

/** What VS Code draws as an icon, and what it takes for one that is written out. */
const drawn = /\\?\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;

describe("text without icons", () => {
  for (const text of ["$(sync~spin) evil", "a$(flame)b$(hostname)", "$$(x)", "\\$(pulse)"]) {
    it(`has none in ${text}`, () => {
      assert.match(text, drawn);
      const shown = withoutIcons(text);
      assert.doesNotMatch(shown, drawn);
      assert.equal(shown.replaceAll("\u2060", ""), text);
    });
  }

  it("leaves other text as it is", () => {
    const text = "$name, (flame), $ (x), 5 $";
    assert.equal(withoutIcons(text), text);
  });
});
