import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { countries } from "../../../src/ui/words/countries";

describe("a country is named in the language of the sentences, and found in English too", () => {
  const rows: readonly [language: string, code: string, name: string, foundBy: readonly string[]][] = [
    ["en", "DE", "Germany", ["DE", "Germany"]],
    ["en", "AX", "Åland Islands", ["AX", "Åland Islands", "Aland Islands"]],
    ["de", "DE", "Deutschland", ["DE", "Deutschland", "Germany"]],
    ["de", "AT", "Österreich", ["AT", "Österreich", "Osterreich", "Austria"]],
    ["zh-CN", "DE", "德国", ["DE", "德国", "Germany"]],
  ];
  for (const [language, code, name, foundBy] of rows) {
    it(`${code} in ${language}`, () => {
      assert.deepEqual(
        countries(language).find((country) => country.code === code),
        { code, name, foundBy },
      );
    });
  }
});
