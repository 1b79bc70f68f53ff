import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rowTextsOf } from "../../../src/ui/treeNode";

describe("a row of a tree", () => {
  it("says names of others so that they neither turn it around nor break it in two", () => {
    const name = "pump\u202egpj.\n\u001b[31mconnected";
    const shown = "pump⟨U+202E⟩gpj.␊␛[31mconnected";
    assert.deepEqual(
      rowTextsOf({ id: "/pump", label: name, description: name, spoken: name, tooltip: [["File", name]] }),
      { label: shown, description: shown, spoken: shown, tooltip: [["File", shown]] },
    );
  });

  it("says a name of any script as it is", () => {
    const name = "Pumpe 水泵 نمی\u200cخواهم 👩\u200d🔧";
    assert.deepEqual(rowTextsOf({ id: "1", label: name }), { label: name });
  });
});
