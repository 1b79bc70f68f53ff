import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { zipEntries, type ZipEntry } from "./zip";

/** The only places that a file of the package may have. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/[\w.-]+\.js$/,
  /^extension\/docs\/[\w.-]+\.md$/,
  /^extension\/media\/[\w./-]+\.(svg|png|css|js|md|gif)$/,
  /^extension\/package\.nls(\.[a-z]{2}(-[a-z]{2})?)?\.json$/,
  /^extension\/l10n\/bundle\.l10n(\.[a-z]{2}(-[a-z]{2})?)?\.json$/,
  /^extension\/languages\/[\w.-]+\.json$/,
];

/** A PEM private key with content, not merely the label that the code writes. */
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/;

const sizeBudgetBytes = 2 * 1024 * 1024;

/** Every text in a manifest that names a file of the extension. */
function pathsIn(value: unknown): string[] {
  if (typeof value === "string") {
    return /^(\.\/)?(dist|media|languages|docs)\/[\w./-]+$|^\.\/[\w./-]+$/.test(value) ? [value] : [];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}

describe("the package that users install", () => {
  let archive: Buffer;
  let entries: ZipEntry[];

  before(() => {
    const file = process.env["THINGSBOARD_X509_VSIX"];
    assert.ok(file !== undefined, "THINGSBOARD_X509_VSIX names no package: run `npm run test:host`");
    archive = readFileSync(file);
    entries = zipEntries(archive);
  });

  const names = (): string[] => entries.map(({ name }) => name);

  it("has the activation bundle, the manifest and the licence", () => {
    for (const name of ["extension/dist/extension.js", "extension/package.json", "extension/LICENSE.txt"]) {
      assert.ok(names().includes(name), name);
    }
  });

  it("has nothing else than bundles, pictures, grammars and documents", () => {
    const others = names().filter((name) => !allowed.some((pattern) => pattern.test(name)));
    assert.deepEqual(others, []);
  });

  it("has every file that its manifest names", () => {
    const manifest = entries.find(({ name }) => name === "extension/package.json");
    const paths = pathsIn(JSON.parse(manifest?.bytes.toString("utf8") ?? "{}"));
    assert.ok(paths.includes("./dist/extension.js"));
    const missing = paths.filter((path) => !names().includes(`extension/${path.replace(/^\.\//, "")}`));
    assert.deepEqual(missing, []);
  });

  it("has no private key and no source map", () => {
    const texts = entries.map(({ name, bytes }) => ({ name, text: bytes.toString("latin1") }));
    assert.deepEqual(
      texts
        .filter(({ text }) => privateKey.test(text) || text.includes("sourceMappingURL="))
        .map(({ name }) => name),
      [],
    );
  });

  it("is smaller than 2 MiB", () => {
    assert.ok(archive.length < sizeBudgetBytes, `${archive.length} bytes`);
  });
});
