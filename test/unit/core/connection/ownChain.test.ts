// What a device's chain lacks, and whether that is why a server refuses it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { lackingAbove, lackingBelow, namesIn } from "../../../../src/core/connection/ownChain";
import { readPem } from "../../../../src/core/keystore/pem";

type Name = "root" | "other" | "issuing" | "leaf" | "named";
type Facts = Readonly<Record<string, string>>;

const text = readFileSync("test/fixtures/connection/incompleteChain.pem", "utf8");

function derOf(name: Name): Uint8Array {
  const [block] = readPem(text.split(`# ${name}\n`)[1]?.split("# ")[0] ?? "").blocks;
  assert.ok(block, name);
  return block.der;
}

function lacking(shown: readonly Name[], here: readonly Name[]): Facts {
  return lackingAbove(
    shown.map(derOf),
    here.map((name) => ({ der: derOf(name), path: `/w/${name}.pem` })),
  );
}

const issuing = "CN=Plant Issuing CA, O=Plant";
const root = "CN=Plant Root CA, O=Plant";
const found = { missingIssuer: issuing, issuersAbove: root, missingIssuerFile: "/w/issuing.pem" };

describe("what a chain lacks", () => {
  const rows: readonly [what: string, shown: readonly Name[], here: readonly Name[], facts: Facts][] = [
    ["is the issuer whose certificate lies here", ["leaf"], ["other", "issuing"], found],
    ["is the issuer alone where the root lies here too", ["leaf"], ["root", "issuing"], found],
    [
      "is the issuer below the one that the certificate itself names",
      ["named"],
      ["other", "root"],
      { missingIssuer: issuing, issuersAbove: root },
    ],
    ["is the issuer, of whom no more is known", ["leaf"], ["other", "root"], { missingIssuer: issuing }],
    ["is nothing where all but the root is shown", ["leaf", "issuing"], ["root"], {}],
    ["may be a root, where nothing tells that it is one", ["leaf", "issuing"], [], { missingIssuer: root }],
    ["is nothing where the root is shown", ["leaf", "issuing", "root"], ["other"], {}],
    ["is nothing of a certificate that signed itself", ["root"], [], {}],
    ["is nothing where nothing is shown", [], ["root"], {}],
  ];
  for (const [what, shown, here, facts] of rows) {
    it(what, () => {
      assert.deepEqual(lacking(shown, here), facts);
    });
  }
});

describe("a server that takes certificates of some issuers", () => {
  const long = { missingIssuer: "CN=A; CN=B", issuersAbove: "CN=B; CN=R" };
  const rows: readonly [what: string, accepted: readonly string[], facts: Facts, left: Facts][] = [
    ["lacks what leads to one of them", [root], found, { ...found, trustedIssuer: root }],
    ["lacks all that leads there", ["CN=R"], long, { ...long, trustedIssuer: "CN=R" }],
    [
      "lacks no more than leads there",
      ["CN=B"],
      long,
      { ...long, missingIssuer: "CN=A", trustedIssuer: "CN=B" },
    ],
    [
      "lacks nothing where all leads elsewhere",
      ["CN=Other"],
      { ...found, path: "/w/a.pem", host: "tb" },
      { host: "tb" },
    ],
    [
      "may lack what leads nobody knows where",
      ["CN=Other"],
      { missingIssuer: "CN=A" },
      { missingIssuer: "CN=A" },
    ],
    ["lacks nothing where nothing is missing", ["CN=Other"], { host: "tb" }, { host: "tb" }],
  ];
  for (const [what, accepted, facts, left] of rows) {
    it(what, () => {
      assert.deepEqual(lackingBelow(accepted, facts), left);
    });
  }
});

it("a semicolon within a name separates nothing", () => {
  assert.deepEqual(namesIn("CN=a\\; b; CN=c"), ["CN=a\\; b", "CN=c"]);
  assert.deepEqual(namesIn(undefined), []);
});
