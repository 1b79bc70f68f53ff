import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { sentencesOf, sentencesOfSource } from "../support/sentences";

const { keys, unreadable, untranslated, fragments, rawCounts } = sentencesOfSource();

describe("every sentence can be translated", () => {
  it("was seen: enough of them were read", () => {
    assert.ok(keys.length > 1000, `only ${keys.length} sentences`);
  });

  it("as a plain text that l10n.t is called with", () => {
    assert.deepEqual(unreadable, []);
  });

  it("and none goes around l10n.t", () => {
    assert.deepEqual(
      untranslated.map(({ place, text }) => `${place} ${text}`),
      [],
    );
  });

  it("and none is a clause that stands behind another in English word order", () => {
    assert.deepEqual(
      fragments.map(({ place, text }) => `${place} ${text}`),
      [],
    );
  });

  it("and none has a count that words/numbers.ts did not write", () => {
    assert.deepEqual(
      rawCounts.map(({ place, text }) => `${place} ${text}`),
      [],
    );
  });

  it("l10n/bundle.l10n.json has all of them and no other (UPDATE_DOCS=1 rewrites it)", () => {
    const place = path.join(process.cwd(), "l10n/bundle.l10n.json");
    const text = `${JSON.stringify(Object.fromEntries(keys.map((key) => [key, key])), undefined, 2)}\n`;
    if (process.env["UPDATE_DOCS"] === "1") {
      writeFileSync(place, text);
    } else {
      assert.equal(readFileSync(place, "utf8"), text);
    }
  });
});

/** Whether a property of package.json is read by people. */
function isForPeople(pathOf: readonly string[]): boolean {
  const [name = "", list = ""] = [pathOf.at(-1), pathOf.at(-2)];
  const isViewName = name === "name" && pathOf[1] === "views";
  return (
    isViewName ||
    /^(title|shortTitle|label|(markdown)?[dD]escription|displayName|contextualTitle|category|contents|altText)$/.test(
      name,
    ) ||
    /^(patternErrorMessage|(markdown)?[dD]eprecationMessage)$/.test(name) ||
    /^(markdown)?[eE]numDescriptions$/.test(list)
  );
}

/** Every text of a value with the names that lead to it. */
function textsIn(value: unknown, pathOf: readonly string[] = []): [readonly string[], string][] {
  if (typeof value === "string") {
    return [[pathOf, value]];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, child]) => textsIn(child, [...pathOf, name]))
    : [];
}

describe("package.json can be translated", () => {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(process.cwd(), name), "utf8"));
  const texts = textsIn(read("package.json"));
  const english = read("package.nls.json") as Readonly<Record<string, string>>;
  const keyOf = (text: string): string | undefined => /^%(.+)%$/.exec(text)?.[1];

  it("was seen: enough texts for people were read", () => {
    assert.ok(texts.filter(([pathOf]) => isForPeople(pathOf)).length > 100);
  });

  it("as each of its texts for people is a key of package.nls.json", () => {
    const others = texts.filter(
      ([pathOf, text]) => isForPeople(pathOf) && english[keyOf(text) ?? ""] === undefined,
    );
    assert.deepEqual(
      others.map(([pathOf, text]) => `${pathOf.join(".")} = ${text}`),
      [],
    );
  });

  it("and each key is used", () => {
    const used = new Set(texts.map(([, text]) => keyOf(text)));
    assert.deepEqual(
      Object.keys(english).filter((key) => !used.has(key)),
      [],
    );
  });
});

describe("a sentence that cannot be translated is found", () => {
  const planted: readonly [code: string, found: readonly string[]][] = [
    ['show("The device is ready.");', ["The device is ready."]],
    ["show(`${name} is ready.`);", ["{} is ready."]],
    ['const row = { label: "Open" };', ["Open"]],
    ["html`<h2>What is in it</h2>`;", ["<h2>What is in it</h2>"]],
    ['show(l10n.t("{name} is ready", { name: ready ? "the device" : name }));', ["the device"]],
    ['show(l10n.t("The device is ready."));', []],
    ['import x from "a b";\nif (a === "Open it") run({ id: "local more" });', []],
    ['log.error("status bar: not shown");', []],
    ['ask({ filters: { "PEM files": ["pem"] } });', ["PEM files"]],
    ['html`<p class="a b">${text}</p>`;', []],
  ];
  for (const [code, found] of planted) {
    it(code, () => {
      assert.deepEqual(
        sentencesOf("x.ts", code).untranslated.map(({ text }) => text),
        found,
      );
    });
  }

  const clauses: readonly [code: string, count: number][] = [
    ['const why = l10n.t(", which is locked");', 1],
    ['const why = ` ${l10n.t("within a second")}`;', 1],
    ['const why = name + l10n.t("has errors");', 1],
    ['const place = ` ${l10n.t("(line {line})", { line })}`;', 0],
    ['const step = ` ${l10n.t("Try again.")}`;', 0],
  ];
  for (const [code, count] of clauses) {
    it(`and a clause, ${code}`, () => {
      assert.equal(sentencesOf("x.ts", code).fragments.length, count);
    });
  }

  const counts: readonly [code: string, count: number][] = [
    ['l10n.t("{count} files", { count: files.length });', 1],
    ['l10n.t("{count} files", { count: files.length - 1 });', 1],
    ['l10n.t("{count} files", { count: countText(files.length) });', 0],
    ['l10n.t("{name} is there", { name });', 0],
  ];
  for (const [code, count] of counts) {
    it(`and a count that no language writes so, ${code}`, () => {
      assert.equal(sentencesOf("x.ts", code).rawCounts.length, count);
    });
  }

  it("and so is a key that is put together", () => {
    assert.equal(sentencesOf("x.ts", "l10n.t(`${name} is ready`);").unreadable.length, 1);
  });
});
