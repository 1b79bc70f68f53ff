import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { chainForestOf, type ChainLink, type ChainNode } from "../../../../src/core/keystore/chainForest";
import { readPem } from "../../../../src/core/keystore/pem";
import { readCertificate } from "../../../../src/core/certificate/read";
import { readDetails } from "../../../../src/core/certificate/details";

/** Certificates of `test/fixtures/certificate/chains.pem`, by CN; its README says how they were made. */
const links = new Map(
  readPem(readFileSync("test/fixtures/certificate/chains.pem", "latin1")).blocks.map(({ der }) => {
    const read = readCertificate(der);
    assert.ok(read.ok);
    const link: ChainLink = { der, facts: read.value, details: readDetails(der) };
    return [read.value.subject.commonName, link] as const;
  }),
);

function drawn(...names: readonly string[]): {
  readonly trees: readonly unknown[];
  readonly wrong: readonly string[];
} {
  const some = names.map((name) => links.get(name)).filter((link) => link !== undefined);
  assert.equal(some.length, names.length);
  const treeOf = ({ index, issued }: ChainNode): unknown =>
    issued.length === 0 ? names[index] : [names[index], ...issued.map(treeOf)];
  const { roots, wronglySigned } = chainForestOf(some);
  return { trees: roots.map(treeOf), wrong: wronglySigned.map((index) => names[index] ?? "") };
}

describe("certificates are drawn as trees", () => {
  it("in whatever order they come", () => {
    const expected = { trees: [["root", ["middle", "leaf"]]], wrong: [] };
    assert.deepEqual(drawn("leaf", "middle", "root"), expected);
    assert.deepEqual(drawn("middle", "root", "leaf"), expected);
  });

  it("with two leaves below one issuer", () => {
    assert.deepEqual(drawn("leaf", "other", "middle"), { trees: [["middle", "leaf", "other"]], wrong: [] });
  });

  it("with a gap where an issuer is missing", () => {
    assert.deepEqual(drawn("leaf", "root"), { trees: ["leaf", "root"], wrong: [] });
  });

  it("cut open where two issued one another", () => {
    assert.deepEqual(drawn("east", "west"), { trees: [["east", "west"]], wrong: [] });
  });

  it("apart where the issuer of that name has another key", () => {
    assert.deepEqual(drawn("orphan", "impostor"), { trees: ["orphan", "impostor"], wrong: ["orphan"] });
  });

  it("of nothing", () => {
    assert.deepEqual(drawn(), { trees: [], wrong: [] });
  });
});
