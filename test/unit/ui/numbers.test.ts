import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { languageOf } from "../../../src/ui/words/language";
import {
  countText,
  listText,
  numberWordsOf,
  rateText,
  secondsText,
  tenthsText,
} from "../../../src/ui/words/numbers";

describe("a number is written as the sentences' language writes it", () => {
  const rows: readonly [language: string, ...texts: string[]][] = [
    ["en", "1,234,567", "0.3", "12.0", "a, b, c"],
    ["de", "1.234.567", "0,3", "12,0", "a, b und c"],
    ["zh-CN", "1,234,567", "0.3", "12.0", "a、b、c"],
  ];
  for (const [language, ...texts] of rows) {
    it(language, () => {
      const { number, tenths, list } = numberWordsOf(language);
      assert.deepEqual([number(1_234_567), tenths(0.26), tenths(12), list(["a", "b", "c"])], texts);
    });
  }

  it("English without a translation", () => {
    assert.deepEqual(
      [
        countText(12_345),
        secondsText(2500),
        secondsText(10_000),
        tenthsText(800),
        rateText(3),
        rateText(1234),
      ],
      ["12,345", "2.5 s", "10 s", "0.8 s", "3.0/s", "1,234/s"],
    );
    assert.equal(listText([]), "");
    assert.equal(listText(["a"]), "a");
  });
});

describe("the language of the sentences", () => {
  for (const [file, language] of [
    ["bundle.l10n.json", "en"],
    ["bundle.l10n.de.json", "de"],
    ["bundle.l10n.zh-cn.json", "zh-CN"],
  ] as const) {
    it(`is said by ${file}`, () => {
      const bundle = JSON.parse(readFileSync(`l10n/${file}`, "utf8")) as Readonly<Record<string, string>>;
      assert.equal(languageOf(bundle["en"] ?? ""), language);
    });
  }

  for (const tag of ["⟦en⟧", "", "x-klingon", "de_DE"]) {
    it(`is English where a translation says ${JSON.stringify(tag)}`, () => {
      assert.equal(languageOf(tag), "en");
    });
  }
});
