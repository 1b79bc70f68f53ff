import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addressesAt, packedReadme } from "../../../scripts/package/packedReadme.mjs";

const pictures: Readonly<Record<string, string>> = {
  "media/a.png": "AAAA",
  "media/b.png": "BBBBBBBB",
  "media/c.png": "CC",
};
const packed = (text: string, budgetBytes = 100): string =>
  packedReadme(text, (file) => Buffer.from(pictures[file] ?? ""), budgetBytes);

describe("the README of a package whose repository is not known", () => {
  const rows: readonly [string, string, string][] = [
    [
      "carries its pictures",
      "Text.\n\n![A](media/a.png)\n\nMore.\n",
      "Text.\n\n![A](data:image/png;base64,QUFBQQ==)\n\nMore.\n",
    ],
    ["keeps a picture of the web", "![A](https://example.org/a.png)\n", "![A](https://example.org/a.png)\n"],
    ["names a linked file", "See [the rules](docs/rules.md).", "See the rules (docs/rules.md)."],
    ["names a linked file once", "See [docs/rules.md](docs/rules.md).", "See docs/rules.md."],
    [
      "keeps links into itself and out",
      "[a](#a) [b](https://example.org/)",
      "[a](#a) [b](https://example.org/)",
    ],
  ];
  for (const [name, text, expected] of rows) {
    it(name, () => {
      assert.equal(packed(text), expected);
    });
  }

  it("leaves out pictures that are too heavy together, and none that still fits", () => {
    const text = "![A](media/a.png)\n\n![B](media/b.png)\n\n![C](media/c.png)\n";
    assert.equal(
      packed(text, 6),
      "![A](data:image/png;base64,QUFBQQ==)\n\n![C](data:image/png;base64,Q0M=)\n\n",
    );
  });
});

describe("where the README of a published package leads", () => {
  for (const repository of [
    "https://github.com/o/n",
    "https://github.com/o/n/",
    "https://github.com/o/n.git",
  ]) {
    it(repository, () => {
      assert.deepEqual(addressesAt(repository, "v1.2.3"), {
        content: "https://github.com/o/n/blob/v1.2.3",
        images: "https://github.com/o/n/raw/v1.2.3",
      });
    });
  }
});
