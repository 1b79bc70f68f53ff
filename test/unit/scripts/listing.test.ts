import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";

interface Listing {
  readonly icon: string;
  readonly pricing: string;
  readonly preview: boolean;
  readonly license: string;
  readonly keywords: readonly string[];
  readonly categories: readonly string[];
  readonly extensionKind: readonly string[];
  readonly engines: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

const read = (file: string): Buffer => readFileSync(path.join(process.cwd(), file));
const listing = JSON.parse(read("package.json").toString("utf8")) as Listing;

describe("the listing in the marketplaces", () => {
  it("is of a free extension that is finished", () => {
    assert.equal(listing.pricing, "Free");
    assert.equal(listing.preview, false);
    assert.equal(listing.license, "Apache-2.0");
  });

  it("has an icon of 256 by 256 pixels: a PNG, as SVG is refused there", () => {
    const png = read(listing.icon);
    assert.equal(png.toString("latin1", 1, 4), "PNG");
    // PNG (Third Edition) §11.2.1: width and height are the first two fields of IHDR, from byte 16 on.
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 256]);
  });

  it("is found by what people look for, and has no more keywords than are allowed", () => {
    assert.ok(["thingsboard", "mqtt", "x509"].every((word) => listing.keywords.includes(word)));
    // vsce refuses more than 30.
    assert.ok(listing.keywords.length <= 30);
    assert.ok(listing.categories.length > 0);
  });

  it("runs where the files are", () => {
    assert.deepEqual(listing.extensionKind, ["workspace"]);
  });
});

describe("the oldest VS Code and Node", () => {
  it("are what the code is checked against: types of the engine's own minor version", () => {
    assert.equal(`^${listing.devDependencies["@types/vscode"] ?? ""}`, listing.engines["vscode"]);
  });

  it("are what developers use", () => {
    assert.equal(`>=${read(".nvmrc").toString("utf8").trim()}`, listing.engines["node"]);
    assert.match(listing.devDependencies["@types/node"] ?? "", /^\^20\./);
  });
});
