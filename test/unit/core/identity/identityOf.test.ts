import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Side } from "../../../../src/core/identity/identity";
import { identityOf } from "../../../../src/core/identity/identityOf";
import { profileOf, soundTextWith } from "../../../support/profiles";

const howTo = profileOf(readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8"));

/** The codes that stand in the way, or none. */
function blockersOf(text: string, side: Side): readonly string[] {
  const identity = identityOf(profileOf(text), side);
  return identity.ok ? [] : identity.failure.problems.map((problem) => problem.code);
}

const howToSubject = {
  commonName: "tb.example.org",
  organizationalUnit: "ThingsBoard",
  organization: "ThingsBoard",
  locality: "San Francisco",
  stateOrProvince: "CA",
  country: "US",
};

describe("the how-to's own file gives, without a fix", () => {
  it("the client's identity", () => {
    assert.deepEqual(identityOf(howTo, "client"), {
      ok: true,
      value: {
        side: "client",
        subject: howToSubject,
        names: [],
        algorithm: { kind: "rsa", bits: 2048 },
        alias: "clientalias",
        filePrefix: "mqttclient",
        storePassword: "password",
        keyPassword: "password",
        peer: { alias: "serveralias", filePrefix: "mqttserver" },
      },
    });
  });

  it("the server's identity", () => {
    assert.deepEqual(identityOf(howTo, "server"), {
      ok: true,
      value: {
        side: "server",
        subject: howToSubject,
        names: [
          { kind: "dns", value: "localhost" },
          { kind: "dns", value: "tb.example.org" },
          { kind: "ip", value: "127.0.0.1" },
          { kind: "ip", value: "::1" },
        ],
        algorithm: { kind: "rsa", bits: 2048 },
        alias: "serveralias",
        filePrefix: "mqttserver",
        storePassword: "server_ks_password",
        keyPassword: "server_key_password",
        peer: { alias: "clientalias", filePrefix: "mqttclient" },
      },
    });
  });

  it("the server's identity without local names", () => {
    const identity = identityOf(howTo, "server", { localNames: false });
    assert.ok(identity.ok);
    assert.deepEqual(identity.value.names, []);
  });
});

describe("an identity is refused when", () => {
  const both: readonly [lines: string, ...codes: string[]][] = [
    ["DOMAIN_SUFFIX=", "value-empty"],
    ["TWO_LETTER_COUNTRY_CODE=USA", "country-not-two-letters"],
    ["CITY=$(date)", "command-not-run"],
    ["CITY=$TOWN", "undefined-variable"],
    ["CITY = Paris", "space-around-equals"],
    ["CITY=a;b", "shell-syntax"],
    ['CITY="Paris', "unterminated-quote"],
    ["CITY=a\0b", "nul-character"],
    ["echo hi", "command-not-run"],
    ["UID=5", "reserved-variable"],
    ["TOWN=$(date)\nCITY=$TOWN", "command-not-run"],
    ["CLIENT_KEY_ALIAS=serveralias", "alias-collision"],
    ["CLIENT_FILE_PREFIX=server", "prefix-collision"],
    ["CLIENT_FILE_PREFIX=../../x", "prefix-unsafe"],
    ["SERVER_FILE_PREFIX=../../x", "prefix-unsafe"],
  ];
  for (const [lines, ...codes] of both) {
    it(`${codes.join(", ")}, for both sides: ${JSON.stringify(lines)}`, () => {
      assert.deepEqual(blockersOf(soundTextWith(lines), "client"), codes);
      assert.deepEqual(blockersOf(soundTextWith(lines), "server"), codes);
    });
  }

  const client: readonly [lines: string, ...codes: string[]][] = [
    ["CLIENT_KEYSTORE_PASSWORD=", "value-empty"],
    ["CLIENT_KEY_PASSWORD=5half", "password-too-short"],
    ["CLIENT_KEY_PASSWORD=a$$abcdef", "undefined-variable"],
    ["CLIENT_KEY_ALG=DSA", "algorithm-unknown"],
    ["CLIENT_KEY_GROUP_NAME=secp256k1", "curve-unknown"],
    ["CLIENT_KEY_SIZE=1024", "key-size-unknown"],
  ];
  for (const [lines, ...codes] of client) {
    it(`${codes.join(", ")}, for its own side alone: ${JSON.stringify(lines)}`, () => {
      assert.deepEqual(blockersOf(soundTextWith(lines), "client"), codes);
      assert.deepEqual(blockersOf(soundTextWith(lines), "server"), []);
    });
  }

  it("a required key of its side is missing", () => {
    const text = soundTextWith("", ["CLIENT_KEY_PASSWORD"]);
    assert.deepEqual([blockersOf(text, "client"), blockersOf(text, "server")], [["missing-key"], []]);
  });

  it("a shared key is missing, or all", () => {
    assert.deepEqual(blockersOf(soundTextWith("", ["CITY"]), "server"), ["missing-key"]);
    assert.deepEqual(blockersOf("", "client"), ["missing-key"]);
  });

  it("a blocking problem stands beside one that does not block: only the first is told", () => {
    assert.deepEqual(blockersOf(soundTextWith("CITY=San Francisco\nDOMAIN_SUFFIX="), "client"), [
      "value-empty",
    ]);
  });
});

describe("an identity is given in spite of", () => {
  const rows: readonly [lines: string, locality: string][] = [
    ["CITY=San Francisco", "San Francisco"],
    ["\uFEFFCITY=Paris", "Paris"],
    ["CITY=Paris\r", "Paris"],
    ["CITY=Rome\nCITY=Paris", "Paris"],
    ["CITY=Paris\nTOWN=x", "Paris"],
  ];
  for (const [lines, locality] of rows) {
    it(JSON.stringify(lines), () => {
      const identity = identityOf(profileOf(soundTextWith(lines)), "client");
      assert.ok(identity.ok);
      assert.equal(identity.value.subject.locality, locality);
    });
  }

  it("missing keys that have a default", () => {
    const newer = ["CLIENT_KEY_ALG", "CLIENT_KEY_GROUP_NAME", "SUBJECT_ALTERNATIVE_NAMES"];
    const identity = identityOf(profileOf(soundTextWith("", newer)), "client");
    assert.ok(identity.ok);
    assert.deepEqual(identity.value.algorithm, { kind: "ec", curve: "P-256" });
  });

  it("a file without the server's keys, whose alias and prefix get their defaults", () => {
    const server = [
      "KEYSTORE_PASSWORD",
      "KEY_PASSWORD",
      "KEY_ALIAS",
      "FILE_PREFIX",
      "KEY_ALG",
      "KEY_GROUP_NAME",
    ];
    const without = [...server, "KEYSTORE_DIR"].map((key) => `SERVER_${key}`);
    const identity = identityOf(profileOf(soundTextWith("", without)), "client");
    assert.ok(identity.ok);
    assert.deepEqual(identity.value.peer, { alias: "serveralias", filePrefix: "server" });
  });
});

describe("an identity", () => {
  it("has its alias in lower case and its country in upper case", () => {
    const text = soundTextWith("CLIENT_KEY_ALIAS=ClientAlias\nTWO_LETTER_COUNTRY_CODE=fr");
    const identity = identityOf(profileOf(text), "client");
    assert.ok(identity.ok);
    assert.deepEqual([identity.value.alias, identity.value.subject.country], ["clientalias", "FR"]);
  });

  it("leaves empty attributes out of its subject", () => {
    const lines = "ORGANIZATION=\nORGANIZATIONAL_UNIT=\nCITY=\nSTATE_OR_PROVINCE=\nTWO_LETTER_COUNTRY_CODE=";
    const identity = identityOf(profileOf(soundTextWith(lines)), "client");
    assert.ok(identity.ok);
    assert.deepEqual(identity.value.subject, { commonName: "tb.example.org" });
  });
});
