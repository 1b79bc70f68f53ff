import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { contentOf, primitive, tags } from "../../../../src/core/certificate/asn1";
import { clampedToTime, dateOf, timeOf } from "../../../../src/core/certificate/time";

describe("a moment is written", () => {
  const rows: readonly [moment: string, tag: keyof typeof tags, text: string][] = [
    ["2026-01-02T03:04:05.000Z", "utcTime", "260102030405Z"],
    ["2026-01-02T03:04:05.999Z", "utcTime", "260102030405Z"],
    ["1950-01-01T00:00:00.000Z", "utcTime", "500101000000Z"],
    ["1949-12-31T23:59:59.000Z", "generalizedTime", "19491231235959Z"],
    ["2049-12-31T23:59:59.999Z", "utcTime", "491231235959Z"],
    ["2050-01-01T00:00:00.000Z", "generalizedTime", "20500101000000Z"],
    ["9999-12-31T23:59:59.000Z", "generalizedTime", "99991231235959Z"],
    ["+010000-01-01T00:00:00.000Z", "generalizedTime", "99991231235959Z"],
    ["-000001-12-31T23:59:59.000Z", "generalizedTime", "00000101000000Z"],
  ];
  for (const [moment, tag, text] of rows) {
    it(`${moment} as ${tag} ${text}`, () => {
      const content = contentOf(timeOf(new Date(moment)), tags[tag]);
      assert.equal(Buffer.from(content ?? []).toString(), text);
    });
  }

  it("and one that is no date as the last second that a certificate can name", () => {
    assert.equal(clampedToTime(new Date(Number.NaN)).toISOString(), "9999-12-31T23:59:59.000Z");
  });
});

describe("a time is read", () => {
  const rows: readonly [tag: keyof typeof tags, text: string, moment: string | undefined][] = [
    ["utcTime", "491231235959Z", "2049-12-31T23:59:59.000Z"],
    ["utcTime", "500101000000Z", "1950-01-01T00:00:00.000Z"],
    ["generalizedTime", "20500101000000Z", "2050-01-01T00:00:00.000Z"],
    ["generalizedTime", "00010101000000Z", "0001-01-01T00:00:00.000Z"],
    ["utcTime", "2601020304Z", undefined],
    ["utcTime", "260102030405+0100", undefined],
    ["utcTime", "20260102030405Z", undefined],
    ["utcTime", "260230000000Z", undefined],
    ["utcTime", "261301000000Z", undefined],
    ["utcTime", "260101240000Z", undefined],
    ["utcTime", "260101000060Z", undefined],
    ["generalizedTime", "20260102030405.5Z", undefined],
    ["generalizedTime", "260102030405Z", undefined],
    ["generalizedTime", "", undefined],
    ["printableString", "260102030405Z", undefined],
  ];
  for (const [tag, text, moment] of rows) {
    it(`${tag} ${JSON.stringify(text)} as ${moment ?? "nothing"}`, () => {
      assert.equal(dateOf(primitive(tags[tag], Buffer.from(text)))?.toISOString(), moment);
    });
  }
});
