import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";

type Texts = Readonly<Record<string, string>>;

const read = (name: string): Texts => JSON.parse(readFileSync(name, "utf8")) as Texts;

/** What a translation may not change: placeholders, icons, links to commands, code, addresses without the stop behind them. */
const fixed = /\{\w+\}|\$\([a-z-]+\)|\(command:[^)]*\)|`[^`]*`|https?:\/\/(?:\w[\w:/@.-]*\w)?/g;
const partsOf = (text: string): readonly string[] => [...text.matchAll(fixed)].map(([part]) => part).sort();

const english = { bundle: read("l10n/bundle.l10n.json"), manifest: read("package.nls.json") };

/** By their files, so that one that is added is looked at as well. */
const languages = readdirSync("l10n").flatMap((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? []);

describe("the languages", () => {
  it("have their sentences and their titles both", () => {
    const titles = readdirSync(".").flatMap((name) => /^package\.nls\.(.+)\.json$/.exec(name)?.[1] ?? []);
    assert.deepEqual(languages.sort(), titles.sort());
    assert.ok(languages.includes("de") && languages.includes("zh-cn"));
  });
});

for (const language of languages) {
  const translated = {
    bundle: read(`l10n/bundle.l10n.${language}.json`),
    manifest: read(`package.nls.${language}.json`),
  };

  for (const part of ["bundle", "manifest"] as const) {
    describe(`the ${part} in ${language}`, () => {
      it("has each text, and no other", () => {
        assert.deepEqual(Object.keys(translated[part]).sort(), Object.keys(english[part]).sort());
      });

      it("says something for each", () => {
        assert.deepEqual(
          Object.entries(translated[part]).filter(
            ([key, text]) => text.trim() === "" && english[part][key]?.trim() !== "",
          ),
          [],
        );
      });

      it("keeps placeholders, icons, commands and code", () => {
        const changed = Object.entries(english[part]).filter(
          ([key, text]) =>
            JSON.stringify(partsOf(text)) !== JSON.stringify(partsOf(translated[part][key] ?? "")),
        );
        assert.deepEqual(
          changed.map(([, text]) => text),
          [],
        );
      });
    });
  }
}
