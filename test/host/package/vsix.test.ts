import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { zipEntries, type ZipEntry } from "./zip";

/** The only places that a file of the package may have. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package(\.nls(\.[\w-]+)?)?\.json|readme\.md|changelog\.md|LICENSE\.txt|THIRD_PARTY_NOTICES\.txt)$/,
  /^extension\/l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^extension\/dist\/[\w.-]+\.js$/,
  /^extension\/docs\/[\w.-]+\.md$/,
  /^extension\/media\/(walkthrough\/)?[\w.-]+\.(svg|png|css|js|md|gif)$/,
  /^extension\/languages\/[\w.-]+\.json$/,
  /^extension\/sample\/(readme\.md|keygen\.properties)$/i,
];

/** A PEM private key with content, not merely the label that the code writes. */
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/;

const sizeBudgetBytes = 1_500_000;

/** What a picture of Markdown or HTML is read from. */
const pictureSource = /!\[[^\]]*\]\(([^)\s]+)|<img[^>]+src=["']([^"']+)/g;

const activationBudgetBytes = 60_000;

/** A bundle of dist/ and what it requires at once, not when it is first used. */
function loadedWith(bundle: string, entries: readonly ZipEntry[]): ZipEntry[] {
  const loaded = new Map<string, ZipEntry>();
  const load = (name: string): void => {
    const entry = entries.find((one) => one.name === `extension/dist/${name}`);
    assert.ok(entry !== undefined, name);
    if (!loaded.has(name)) {
      loaded.set(name, entry);
      const atOnce = entry.bytes.toString("utf8").replaceAll(requiredLater, "");
      [...atOnce.matchAll(/\brequire\("\.\/([\w.-]+\.js)"\)/g)].forEach(([, next = ""]) => {
        load(next);
      });
    }
  };
  load(bundle);
  return [...loaded.values()];
}

/** What esbuild makes of `import("…")`, with or without its wrapper of the module. */
const requiredLater = /Promise\.resolve\(\)\.then\(\(\)=>(?:[\w$]+\()?require\("[^"]+"\)/g;

/** What esbuild makes of `import * as vscode` where nothing keeps it from that. */
const apiCopied = '(require("vscode")';

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

  it("has the activation bundle, the manifest and the licences", () => {
    for (const name of ["dist/extension.js", "package.json", "LICENSE.txt", "THIRD_PARTY_NOTICES.txt"]) {
      assert.ok(names().includes(`extension/${name}`), name);
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
    const missing = paths.filter((path) => {
      const wanted = `extension/${path.replace(/^\.\//, "")}`;
      return !names().some((name) => name === wanted || name.startsWith(`${wanted}/`));
    });
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

  it("has a README whose pictures VS Code can show: it takes them from https: and data: alone", () => {
    const readme = entries.find(({ name }) => name === "extension/readme.md");
    const sources = [...(readme?.bytes.toString("utf8") ?? "").matchAll(pictureSource)];
    assert.ok(sources.length > 0, "no picture");
    assert.deepEqual(
      sources
        .map(([, inMarkdown, inHtml]) => inMarkdown ?? inHtml ?? "")
        .filter((source) => !/^(https:|data:image\/png;base64,)/.test(source)),
      [],
    );
  });

  it("is activated by properties files of a workspace and by a PEM text that is opened, by no other file", () => {
    const manifest = entries.find(({ name }) => name === "extension/package.json");
    const { activationEvents, contributes } = JSON.parse(manifest?.bytes.toString("utf8") ?? "{}") as {
      activationEvents: unknown;
      contributes: { languages: { id: string; extensions?: string[] }[] };
    };
    assert.deepEqual(activationEvents, ["workspaceContains:**/{keygen.properties,*.keygen.properties}"]);
    const extensions = contributes.languages.flatMap((language) => language.extensions ?? []);
    assert.deepEqual(extensions, [".keygen.properties", ".pem"]);
  });

  it("loads less than 60 kB when VS Code activates it", () => {
    const loaded = loadedWith("extension.js", entries);
    const total = loaded.reduce((sum, { bytes }) => sum + bytes.length, 0);
    assert.deepEqual(
      loaded.map(({ name }) => name.replace("extension/dist/", "")),
      ["extension.js", "displayLanguage.js"],
    );
    assert.ok(total <= activationBudgetBytes, `${total} bytes: ${loaded.map(({ name }) => name).join(", ")}`);
  });

  it("copies VS Code's API of 400 names in no bundle", () => {
    const copying = entries.filter(
      ({ name, bytes }) => name.endsWith(".js") && bytes.toString("utf8").includes(apiCopied),
    );
    assert.deepEqual(
      copying.map(({ name }) => name),
      [],
    );
  });

  it("is smaller than 1.5 MB", () => {
    assert.ok(archive.length < sizeBudgetBytes, `${archive.length} bytes`);
  });
});
