import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";

const markdownIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.posix.join(folder, name));

/** A document without its code, in which brackets mean something else. */
function proseOf(file: string): string {
  return readFileSync(file, "utf8")
    .replace(/```[^]*?```/g, "")
    .replace(/`[^`]*`/g, (code) => code.replace(/[[\]()]/g, ""));
}

/** The anchors of a document: GitHub's and VS Code's form of a heading, and ids that are given. */
function anchorsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    (heading ?? "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
  return [...headings, ...[...text.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id ?? "")];
}

const links = [...markdownIn("."), ...markdownIn("docs")].flatMap((file) =>
  [...proseOf(file).matchAll(/\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]+))?\)/g)].map(([, place = "", anchor]) => ({
    file,
    target: place === "" ? file : path.posix.join(path.posix.dirname(file), place),
    anchor,
  })),
);

const sources = ["src", "test", "scripts", "docs", "media", "l10n", ".github", "."].flatMap((folder) =>
  readdirSync(folder, { recursive: folder !== ".", encoding: "utf8" }).map((name) =>
    path.posix.join(folder, name.replaceAll(path.sep, "/")),
  ),
);

/** The files that a document names in code: paths from anywhere in the tree, also with `*` or `<what it is>` in them. */
function filesNamedIn(document: string): readonly string[] {
  const text = readFileSync(document, "utf8");
  return [...text.matchAll(/`((?:[\w.*<>-]+\/)*[\w.*<>-]+\.(?:ts|mjs|json|yml|md|txt))`/g)].map(
    ([, name]) => name ?? "",
  );
}

function isThere(name: string): boolean {
  const pattern = name
    .replace(/<[^>]*>/g, "*")
    .split("*")
    .map((part) => part.replace(/[.]/g, "\\."))
    .join("[^/]*");
  const named = new RegExp(`(?:^|/)${pattern}$`);
  return sources.some((file) => named.test(file));
}

describe("a file that is named in", () => {
  for (const [document, least] of [
    ["ARCHITECTURE.md", 80],
    ["CONTRIBUTING.md", 5],
  ] as const) {
    it(`${document} is there`, () => {
      const names = filesNamedIn(document);
      assert.ok(names.length >= least, `${names.length} names`);
      assert.deepEqual(
        names.filter((name) => !isThere(name)),
        [],
      );
    });
  }
});

describe("a link of a document", () => {
  it("leads to a file that is there, and to a heading of it", () => {
    assert.ok(links.length > 40, `${links.length} links`);
    const dead = links.filter(
      ({ target, anchor }) =>
        !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor)),
    );
    assert.deepEqual(dead, []);
  });

  it("leads out of docs/ nowhere: the package has no other documents beside it", () => {
    const leaving = links.filter(
      ({ file, target }) => file.startsWith("docs/") && !target.startsWith("docs/"),
    );
    assert.deepEqual(leaving, []);
  });
});
