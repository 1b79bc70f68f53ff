import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

type Texts = Readonly<Record<string, string>>;

const read = (name: string): Texts => JSON.parse(readFileSync(name, "utf8")) as Texts;

const withoutDots = (title: string): string => title.replace(/…$/, "");

/** A text in English, and in another language. */
interface Pair {
  readonly english: string;
  readonly translated: string;
}

/** How a language quotes the title of a command within a sentence; English writes it in capitals alone. */
const quoted: Readonly<Record<string, (title: string) => string>> = {
  de: (title) => `„${title}“`,
  "zh-cn": (title) => `“${title}”`,
};

const english = { bundle: read("l10n/bundle.l10n.json"), manifest: read("package.nls.json") };
const isTitle = (key: string): boolean => /^commands\..*\.title$/.test(key);

/** Titles of several words, the longest first: that of Use for Test Connection has that of Test Connection in it. */
function titlesIn(language: string): readonly Pair[] {
  const manifest = read(`package.nls.${language}.json`);
  return Object.entries(english.manifest)
    .filter(([key, title]) => isTitle(key) && title.includes(" "))
    .map(([key, title]) => ({
      english: withoutDots(title),
      translated: withoutDots(manifest[key] ?? ""),
    }))
    .sort((one, other) => other.english.length - one.english.length);
}

/** All texts but the titles themselves. */
function textsIn(language: string): readonly Pair[] {
  const bundle = read(`l10n/bundle.l10n.${language}.json`);
  const manifest = read(`package.nls.${language}.json`);
  return [
    ...Object.keys(english.bundle).map((key) => ({ english: key, translated: bundle[key] ?? "" })),
    ...Object.entries(english.manifest)
      .filter(([key]) => !isTitle(key))
      .map(([key, text]) => ({ english: text, translated: manifest[key] ?? "" })),
  ];
}

/** The titles that a text names, and whether it is one of them as a whole: a button, the title of a question. */
function namedIn({ english: text }: Pair, titles: readonly Pair[]): readonly Pair[] {
  let rest = text;
  return titles.filter((title) => {
    const before = rest;
    rest = rest.replaceAll(title.english, "");
    return rest !== before;
  });
}

/**
 * Whether a text speaks of a command: a button or the title of a question begins as the command does, or has no word but
 * those of a title.
 */
function isAbout({ english: text }: Pair, title: Pair): boolean {
  const words = text.replaceAll(title.english, "").replace(/\{\w+\}/g, "");
  return /\b[a-z]{4}/.test(words) && (text.endsWith(".") || !text.startsWith(title.english));
}

/** What is wrong with how a text names a command; nothing where it is right. */
function wrongIn(text: Pair, titles: readonly Pair[], quote: (title: string) => string): readonly string[] {
  return namedIn(text, titles).flatMap((title) => {
    const isWhole = withoutDots(text.english) === title.english;
    const isLink = text.translated.includes(`[${title.translated}`);
    const isNamed = [title.translated, `${title.translated}…`].some((name) =>
      text.translated.includes(quote(name)),
    );
    const isRight = isWhole ? withoutDots(text.translated) === title.translated : isNamed || isLink;
    return isRight || (!isWhole && !isAbout(text, title))
      ? []
      : [`${text.translated} names ${title.translated} otherwise`];
  });
}

for (const [language, quote] of Object.entries(quoted)) {
  describe(`a sentence that names a command, in ${language},`, () => {
    it("has its very title", () => {
      const titles = titlesIn(language);
      assert.deepEqual(
        textsIn(language).flatMap((text) => wrongIn(text, titles, quote)),
        [],
      );
    });

    it("was seen: enough of them were read", () => {
      const titles = titlesIn(language);
      const seen = textsIn(language).filter((text) => namedIn(text, titles).length > 0);
      assert.ok(seen.length > 60, `only ${String(seen.length)}`);
    });
  });
}

describe("a command that is named otherwise is found", () => {
  const titles: readonly Pair[] = [{ english: "Show Log", translated: "Protokoll anzeigen" }];
  const rows: readonly [english: string, translated: string, count: number][] = [
    ["Show Log says why.", "„Protokoll anzeigen“ sagt, warum.", 0],
    ["Show Log says why.", "Das Protokoll sagt, warum.", 1],
    ["Show Log", "Protokoll anzeigen", 0],
    ["Show Log…", "Protokoll öffnen…", 1],
    ["Show Log of {name}", "Protokoll von {name} anzeigen", 0],
    ["shown by Show Log", "mit Protokoll anzeigen gezeigt", 1],
  ];
  for (const [text, translated, count] of rows) {
    it(`${text} · ${translated}`, () => {
      const quote = (title: string): string => `„${title}“`;
      assert.equal(wrongIn({ english: text, translated }, titles, quote).length, count);
    });
  }
});

/** What stands in capitals within a sentence and is no command of ours. */
const otherNames: ReadonlySet<string> = new Set([
  "Add Folder",
  "Local Test Server",
  "New Key",
  "Save Attributes",
  "Save Timeseries",
  "United Kingdom",
  "Workspace Trust",
]);

/** Names of several words in capitals within a sentence, but for titles of commands. */
function unknownNames(text: string, titles: readonly Pair[]): readonly string[] {
  const rest = titles.reduce((left, title) => left.replaceAll(title.english, "§"), text);
  const names = [...rest.matchAll(/(?<=[a-z,;:] )[A-Z][a-z]+(?: [A-Z][a-z]+)+/g)].map(([name]) => name);
  const isButton = !/\b[a-z]{4}/.test(text);
  return isButton ? [] : names.filter((name) => !otherNames.has(name));
}

describe("a name in capitals within an English sentence", () => {
  const titles = titlesIn("de");

  it("is the title of a command, or known", () => {
    const found = textsIn("de").flatMap(({ english: text }) => unknownNames(text, titles));
    assert.deepEqual(found, []);
  });

  it("is found where it is neither", () => {
    assert.deepEqual(unknownNames("Nothing is shown until Resume Output.", titles), ["Resume Output"]);
  });
});
