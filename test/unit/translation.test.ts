import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { sentencesOf, sentencesOfSource } from "../support/sentences";

const { keys, unreadable, untranslated } = sentencesOfSource();

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
    ["html`<p class=\"a b\">${text}</p>`;", []],
  ];
  for (const [code, found] of planted) {
    it(code, () => {
      assert.deepEqual(
        sentencesOf("x.ts", code).untranslated.map(({ text }) => text),
        found,
      );
    });
  }

  it("and so is a key that is put together", () => {
    assert.equal(sentencesOf("x.ts", "l10n.t(`${name} is ready`);").unreadable.length, 1);
  });
});
