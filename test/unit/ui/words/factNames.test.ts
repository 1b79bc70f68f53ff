import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factWords } from "../../../../src/ui/words/factNames";
import { whenWords } from "../../../../src/ui/words/when";

describe("a fact of a phase in words", () => {
  const rows: readonly (readonly [name: string, value: string, words: string])[] = [
    [
      "certificate2.notAfter",
      "2036-01-01T00:00:00.000Z",
      "Certificate 2, valid until: 2036-01-01T00:00:00.000Z",
    ],
    ["certificate1.constructor", "x", "Certificate 1, constructor: x"],
    ["clientCertificateRequested", "true", "Asks for our certificate: yes"],
    ["sessionPresent", "false", "Session resumed: no"],
    ["afterMs", "10000", "No answer within: 10 s"],
    ["trust", "platform", "Trusts: this machine's authorities"],
    ["trust", "/f/server.pub.pem", "Trusts: /f/server.pub.pem"],
    ["trustedBy", "pinned", "Server trusted: by its own certificate"],
    ["trustedBy", "constructor", "Server trusted: constructor"],
    ["toString", "a\nb", "toString: a␊b"],
  ];
  for (const [fact, text, words] of rows) {
    it(words, () => {
      const { name, value } = factWords(fact, text);
      assert.equal(`${name}: ${value}`, words);
    });
  }
});

describe("a time in words", () => {
  const nowMs = Date.UTC(2030, 0, 2, 0, 30);
  it("is the time alone today, as the clock on the wall has it", () => {
    assert.equal(whenWords(Date.UTC(2030, 0, 1, 23, 5), { nowMs, utcOffsetMinutes: 60 }), "00:05");
  });
  it("has its day before today", () => {
    assert.equal(whenWords(Date.UTC(2030, 0, 1, 23, 5), { nowMs, utcOffsetMinutes: 0 }), "2030-01-01 23:05");
  });
});
