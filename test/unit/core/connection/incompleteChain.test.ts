// A chain that ends below a CA which is trusted, told apart from one that leads to nobody who is.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { missingIssuerOf, type MissingIssuer } from "../../../../src/core/connection/incompleteChain";
import { judgeTrust } from "../../../../src/core/connection/trust";
import { readPem } from "../../../../src/core/keystore/pem";

type Name = "root" | "other" | "issuing" | "leaf" | "named";

const text = readFileSync("test/fixtures/connection/incompleteChain.pem", "utf8");

function certificates(names: readonly Name[]): readonly Uint8Array[] {
  return names.flatMap((name) => {
    const { blocks } = readPem(text.split(`# ${name}\n`)[1]?.split("# ")[0] ?? "");
    assert.equal(blocks.length, 1, name);
    return blocks.map(({ der }) => der);
  });
}

function found(presented: readonly Name[], anchors: readonly Name[]): MissingIssuer | undefined {
  return missingIssuerOf(certificates(presented), certificates(anchors));
}

const missing = "CN=Plant Issuing CA, O=Plant";
const trusted = "CN=Plant Root CA, O=Plant";

describe("an issuer is missing between the server and a trusted CA", () => {
  it("which the authority key identifier names, though the organization is not in it", () => {
    assert.deepEqual(found(["named"], ["other", "root"]), {
      missingIssuer: missing,
      trustedIssuer: trusted,
      evidence: "authority-key-id",
    });
  });

  it("which is of the same organization", () => {
    assert.deepEqual(found(["leaf"], ["other", "root"]), {
      missingIssuer: missing,
      trustedIssuer: trusted,
      evidence: "organization",
    });
  });

  it("also where the leaf is shown twice", () => {
    assert.equal(found(["leaf", "leaf"], ["root"])?.missingIssuer, missing);
  });

  const nobody: readonly [what: string, presented: readonly Name[], anchors: readonly Name[]][] = [
    ["of another organization", ["leaf"], ["other"]],
    ["other than the authority key identifier names", ["named"], ["other"]],
    ["where it is shown", ["leaf", "issuing"], ["root"]],
    ["where it is trusted itself", ["leaf"], ["issuing", "root"]],
    ["where the server's own certificate was trusted", ["leaf"], ["named", "leaf"]],
    ["where the chain ends in itself", ["leaf", "issuing", "root"], ["other"]],
    ["where nothing is trusted", ["leaf"], []],
    ["where nothing is shown", [], ["root"]],
  ];
  for (const [what, presented, anchors] of nobody) {
    it(`but not ${what}`, () => {
      assert.equal(found(presented, anchors), undefined);
    });
  }
});

describe("the judgement of a server that leaves its issuer out", () => {
  const verdictFor = (
    presented: readonly Name[],
    anchors: readonly Name[],
    authorizationError: string,
  ): ReturnType<typeof judgeTrust> =>
    judgeTrust(
      { presentedDer: certificates(presented), protocol: "TLSv1.3", authorizationError },
      {
        host: "localhost",
        anchorsDer: certificates(anchors),
        now: new Date("2030-01-01T00:00:00Z"),
        expiryWarningDays: 30,
      },
    );

  it("server-cert-incomplete-chain, with who is missing", () => {
    const verdict = verdictFor(["leaf"], ["root"], "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    assert.ok(!verdict.trusted);
    const { missingIssuer, trustedIssuer, evidence } = verdict.facts;
    assert.equal(verdict.code, "server-cert-incomplete-chain");
    assert.deepEqual([missingIssuer, trustedIssuer, evidence], [missing, trusted, "organization"]);
  });

  it("server-cert-untrusted where nobody above it is trusted", () => {
    const verdict = verdictFor(["leaf"], ["other"], "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    assert.deepEqual([verdict.trusted, verdict.trusted || verdict.code], [false, "server-cert-untrusted"]);
  });
});
