import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type * as vscode from "vscode";
import { newProfiles } from "../../../../src/ui/profileLanguage/profiles";
import { testMachine } from "../../../support/profiles";

describe("the profile of a document is", () => {
  it("read once for each version of its text", () => {
    const document = { version: 1, text: "CITY=Rome\n", getText: (): string => document.text };
    const profileOf = newProfiles(testMachine);
    const ask = (): ReturnType<typeof profileOf> => profileOf(document as unknown as vscode.TextDocument);
    const first = ask();
    assert.equal(ask(), first);
    document.text = "CITY=Paris\n";
    document.version = 2;
    assert.notEqual(ask(), first);
    assert.equal(ask().values.get("CITY")?.value, "Paris");
  });
});
