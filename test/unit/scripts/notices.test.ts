import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chosenLicence, licenceProblems, noticesOf } from "../../../scripts/package/notices.mjs";
import { sbomOf } from "../../../scripts/package/sbom.mjs";

describe("a package is taken under", () => {
  const rows: readonly [string, string | undefined][] = [
    ["MIT", "MIT"],
    ["(BSD-3-Clause OR GPL-2.0)", "BSD-3-Clause"],
    ["GPL-2.0 OR ISC", "ISC"],
    ["GPL-3.0", undefined],
    ["MIT AND GPL-3.0", undefined],
    ["UNLICENSED", undefined],
  ];
  for (const [licence, expected] of rows) {
    it(`${licence}: ${expected ?? "no licence"}`, () => {
      assert.equal(chosenLicence({ licence }), expected);
    });
  }

  it("nothing: no licence", () => {
    assert.equal(chosenLicence({ licence: undefined }), undefined);
  });
});

describe("what stands in the way of shipping a package", () => {
  const fine = { name: "fine", version: "1.0.0", licence: "ISC", licenceText: "Text" };

  it("is nothing when its licence and the text of it are there", () => {
    assert.deepEqual(licenceProblems([fine]), []);
  });

  it("is a licence that is not on the list", () => {
    const [problem, ...more] = licenceProblems([fine, { ...fine, name: "copyleft", licence: "GPL-3.0" }]);
    assert.match(problem ?? "", /^copyleft@1\.0\.0 is under GPL-3\.0, which is not one of 0BSD, /);
    assert.deepEqual(more, []);
  });

  it("is a licence without its text", () => {
    const bare = { name: "bare", version: "1.0.0", licence: "ISC" };
    assert.deepEqual(licenceProblems([bare]), ["bare@1.0.0 is under ISC and has no text of it."]);
  });
});

describe("the notices", () => {
  it("have each package's licence and text", () => {
    const packages = [
      { name: "a", version: "1.0.0", licence: "ISC", licenceText: "Text of a\r\n", notice: "Thanks" },
    ];
    const rule = "-".repeat(80);
    assert.equal(
      noticesOf(packages).split("\n\n").slice(1).join("\n\n"),
      `${rule}\na 1.0.0 (ISC)\n${rule}\n\nText of a\n\nThanks\n`,
    );
  });

  it("have the text of the MIT licence where a package names it and its author alone", () => {
    const text = noticesOf([{ name: "a", version: "1.0.0", licence: "MIT", author: "Somebody" }]);
    assert.match(text, /Copyright \(c\) Somebody\n\nPermission is hereby granted/);
  });
});

describe("the bill of materials", () => {
  const manifest = { publisher: "p", name: "x", version: "2.0.0", license: "Apache-2.0" };
  const packages = [
    { name: "@s/a", version: "1.0.0", licence: "MIT", integrity: "sha512-AAEC", uses: ["b@3.0.0"] },
    { name: "b", version: "3.0.0", licence: "(BSD-3-Clause OR GPL-2.0)", uses: [] },
  ];
  const document = sbomOf(manifest, { packages, uses: ["@s/a@1.0.0"] });

  it("names each package with its address, licence and hash", () => {
    assert.deepEqual(document.components, [
      {
        type: "library",
        "bom-ref": "pkg:npm/%40s/a@1.0.0",
        group: "@s",
        name: "a",
        version: "1.0.0",
        scope: "required",
        hashes: [{ alg: "SHA-512", content: "000102" }],
        licenses: [{ license: { id: "MIT" } }],
        purl: "pkg:npm/%40s/a@1.0.0",
      },
      {
        type: "library",
        "bom-ref": "pkg:npm/b@3.0.0",
        name: "b",
        version: "3.0.0",
        scope: "required",
        licenses: [{ expression: "(BSD-3-Clause OR GPL-2.0)" }],
        purl: "pkg:npm/b@3.0.0",
      },
    ]);
  });

  it("says which imports which", () => {
    assert.deepEqual(document.dependencies, [
      { ref: "p.x@2.0.0", dependsOn: ["pkg:npm/%40s/a@1.0.0"] },
      { ref: "pkg:npm/%40s/a@1.0.0", dependsOn: ["pkg:npm/b@3.0.0"] },
      { ref: "pkg:npm/b@3.0.0", dependsOn: [] },
    ]);
  });
});
