import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { algorithmOf } from "../../../../src/core/identity/algorithm";
import type { KeyAlgorithm } from "../../../../src/core/identity/identity";
import { namesOf, withLocalNames } from "../../../../src/core/identity/names";
import { passwordFrom } from "../../../../src/core/identity/password";
import { subjectText } from "../../../../src/core/identity/subject";
import { profileOf } from "../../../support/profiles";

describe("the key algorithm of a side is", () => {
  const rows: readonly [text: string, algorithm: KeyAlgorithm][] = [
    ["CITY=a", { kind: "rsa", bits: 2048 }],
    ["CLIENT_KEY_SIZE=4096", { kind: "rsa", bits: 4096 }],
    ["SERVER_KEY_ALG=EC", { kind: "ec", curve: "P-256" }],
    ["CLIENT_KEY_ALG=EC", { kind: "ec", curve: "P-256" }],
    ["CLIENT_KEY_GROUP_NAME=secp384r1", { kind: "ec", curve: "P-384" }],
    ["CLIENT_KEY_ALG=ec CLIENT_KEY_GROUP_NAME=SECP521R1", { kind: "ec", curve: "P-521" }],
    ["CLIENT_KEY_ALG=RSA", { kind: "rsa", bits: 2048 }],
    ["CLIENT_KEY_ALG=RSA CLIENT_KEY_GROUP_NAME=secp256r1", { kind: "rsa", bits: 2048 }],
    ["CLIENT_KEY_ALG=RSA CLIENT_KEY_SIZE=3072 SERVER_KEY_SIZE=4096", { kind: "rsa", bits: 3072 }],
  ];
  for (const [text, algorithm] of rows) {
    it(`${JSON.stringify(algorithm)} for ${text}`, () => {
      assert.deepEqual(algorithmOf(profileOf(text), "client"), algorithm);
    });
  }
});

describe("alternative names are read", () => {
  const rows: readonly [text: string, names: string][] = [
    ["", ""],
    ["ip:127.0.0.1,dns:tb.local", "ip=127.0.0.1 dns=tb.local"],
    ["DNS:TB.local , IP:::1", "dns=TB.local ip=::1"],
    ["uri:https://tb.local/x?y,email:ops@tb.local", "uri=https://tb.local/x?y email=ops@tb.local"],
    ["dns:*.tb.local,ip:::ffff:192.0.2.1", "dns=*.tb.local ip=::ffff:192.0.2.1"],
    ["dns:a,dns:A,ip:::1,ip:0:0:0:0:0:0:0:1,ip:0::1", "dns=a ip=::1"],
  ];
  for (const [text, names] of rows) {
    it(text, () => {
      assert.equal(
        namesOf(text)
          .map(({ kind, value }) => `${kind}=${value}`)
          .join(" "),
        names,
      );
    });
  }
});

describe("no alternative name is", () => {
  const wrong = [
    "tb.local",
    "dns:",
    "dns:a_b",
    "dns:-a",
    "dns:a..b",
    "dns:a.",
    "dns:a.*.b",
    "dns:münchen.de",
    `dns:${"a".repeat(64)}`,
    `dns:${"a.".repeat(127)}`,
    "ip:1.2.3",
    "ip:01.2.3.4",
    "ip:256.1.1.1",
    "ip:1:2:3:4:5:6:7",
    "ip:1:2:3:4:5:6:7:8:9",
    "ip:1::2::3",
    "ip:::1%eth0",
    "ip:12345::",
    "ip:1.2.3.4::",
    "ip:::1.2.3",
    "uri:x",
    "uri:http://a b",
    "email:a",
    "email:a@b@c",
    "oid:1.2.3",
    "constructor:x",
  ];
  for (const text of wrong) {
    it(text.slice(0, 40), () => {
      assert.deepEqual(namesOf(text), []);
    });
  }
});

describe("local names are added", () => {
  const rows: readonly [commonName: string, given: string, names: string][] = [
    ["tb.local", "", "localhost tb.local 127.0.0.1 ::1"],
    ["192.0.2.7", "", "localhost 192.0.2.7 127.0.0.1 ::1"],
    ["2001:db8::1", "", "localhost 2001:db8::1 127.0.0.1 ::1"],
    ["My Server", "", "localhost 127.0.0.1 ::1"],
    ["LOCALHOST", "ip:0:0::1,dns:tb.local", "0:0::1 tb.local localhost 127.0.0.1"],
  ];
  for (const [commonName, given, names] of rows) {
    it(`for ${commonName} and "${given}"`, () => {
      const all = withLocalNames(namesOf(given), commonName).map((name) => name.value);
      assert.equal(all.join(" "), names);
    });
  }
});

describe("a subject reads", () => {
  it("in the scripts' order, without absent attributes", () => {
    const subject = {
      country: "US",
      commonName: "tb",
      organization: "ThingsBoard",
      locality: "San Francisco",
    };
    assert.equal(subjectText(subject), "CN=tb, O=ThingsBoard, L=San Francisco, C=US");
  });

  it("with special characters escaped", () => {
    assert.equal(
      subjectText({ commonName: "#a, b", organization: 'A+B "C" ' }),
      'CN=\\#a\\, b, O=A\\+B \\"C\\"\\ ',
    );
  });
});

describe("a password", () => {
  it("is 24 letters and digits of the bytes below 248", () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, index) => (index < 8 ? 255 - index : (index - 8) * 5));
    assert.equal(
      passwordFrom(() => bytes),
      "AFKPUZejoty38DINSXchmrw1",
    );
  });

  it("draws again until there is enough, and not for ever", () => {
    let draws = 0;
    const random = (lengthBytes: number): Uint8Array => {
      draws += 1;
      return new Uint8Array(lengthBytes).fill(draws === 1 ? 250 : 61);
    };
    assert.equal(passwordFrom(random), "9".repeat(24));
    assert.equal(
      passwordFrom((lengthBytes) => new Uint8Array(lengthBytes).fill(255)),
      "",
    );
  });

  it("takes each of the 62 characters equally often", () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const character = passwordFrom((lengthBytes) => new Uint8Array(lengthBytes).fill(byte)).slice(0, 1);
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    assert.equal(counts.get(""), 8);
    counts.delete("");
    assert.deepEqual([counts.size, new Set(counts.values())], [62, new Set([4])]);
  });
});
