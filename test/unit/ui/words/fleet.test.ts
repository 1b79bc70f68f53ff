import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FleetFinding } from "../../../../src/core/fleet/findings";
import { reportText } from "../../../../src/core/fleet/report";
import { reportPathOf, writeFleetReport } from "../../../../src/flows/fleetReport";
import type { FailedRow } from "../../../../src/flows/fleetTally";
import { failedRowWords, fleetFailureWords, fleetWords, progressWords } from "../../../../src/ui/words/fleet";
import { inMemoryWorld } from "../../../support/inMemoryWorld";

function finding(code: FleetFinding["code"], values: FleetFinding["values"] = {}): FailedRow {
  const place = { line: 4, column: 1 };
  return { row: 3, finding: { code, row: 3, place, end: place, values } };
}

describe("a row of a fleet that fails is told as", () => {
  const rows: readonly [failed: FailedRow, message: string][] = [
    [
      finding("fleet-row-length", { count: "2", wanted: "3" }),
      "The row has 2 fields, and the header 3. A comma or a quote is missing, or one too many.",
    ],
    [
      finding("fleet-name-duplicate", { name: "m\u202E1", other: "2" }),
      "Row 2 has the name m⟨U+202E⟩1 already. Each device needs a name of its own.",
    ],
    [finding("csv-unclosed-quote"), "The CSV has a quote without an end."],
    [finding("csv-not-utf8"), "The file is not UTF-8 here. Save it as CSV UTF-8."],
    [
      finding("country-not-two-letters", { key: "TWO_LETTER_COUNTRY_CODE" }),
      "TWO_LETTER_COUNTRY_CODE has to be two letters, such as US or DE.",
    ],
    [
      { row: 3, line: 4, refusal: { code: "fleet-bundle-differs", path: "/w/m-1/keygen.properties" } },
      "The files in /w/m-1 are not whole, or not this row's, and were left as they are. Move them away, or let them be overwritten.",
    ],
    [
      { row: 3, line: 4, refusal: { code: "disk-full", path: "/w/m-1/m-1.jks" } },
      "The disk is full: m-1.jks was not written to /w/m-1, and what was there is as it was. Make room and try again.",
    ],
  ];
  for (const [failed, message] of rows) {
    it(message, () => {
      const code = "finding" in failed ? failed.finding.code : failed.refusal.code;
      assert.deepEqual(failedRowWords(failed), { row: 3, code, message });
    });
  }
});

describe("a fleet is told as", () => {
  const fleet = { total: 12, generated: 1, skipped: 0, failed: [], isRefused: false };
  const rows: readonly [fleet: Parameters<typeof fleetWords>[0], text: string][] = [
    [fleet, "1 device generated, of 12 rows in fleet.csv."],
    [
      { ...fleet, generated: 8, skipped: 3, failed: [finding("fleet-name-empty")] },
      "8 devices generated, 3 already there, 1 failed, of 12 rows in fleet.csv.",
    ],
    [
      { ...fleet, isRefused: true, failed: [finding("fleet-name-empty"), finding("value-empty")] },
      "Nothing was generated: 1 row of fleet.csv has errors.",
    ],
  ];
  for (const [told, text] of rows) {
    it(text, () => {
      assert.equal(fleetWords(told, "/w/fleet.csv"), text);
    });
  }

  it("how far it is", () => {
    const progress = { done: 10, total: 1000, failed: 0, perSecond: 4.25, leftMs: 233_000 };
    assert.equal(progressWords(progress), "10 of 1,000, 4.3/s, 4 min left");
    assert.equal(progressWords({ ...progress, done: 0, perSecond: 0, leftMs: 0 }), "0 of 1,000");
    const verified = { ...progress, perSecond: 0 };
    assert.equal(progressWords(verified), "10 of 1,000");
    const later = { ...progress, failed: 2, perSecond: 123.4, leftMs: 7100 };
    assert.equal(progressWords(later), "10 of 1,000, 2 failed, 123/s, 8 s left");
  });

  it("changed while it was checked", () => {
    assert.deepEqual(fleetFailureWords({ code: "fleet-csv-changed", path: "/w/fleet.csv" }), {
      code: "fleet-csv-changed",
      message: "fleet.csv was changed while it was checked, so nothing was generated. Save it and try again.",
      details: { path: "/w/fleet.csv" },
    });
  });
});

describe("the report about a fleet", () => {
  const rows = [
    { row: 2, code: "file-exists", message: 'It said "no", twice' },
    { row: 3, code: "fleet-name-unsafe", message: "=1+1" },
  ];
  const text = `row,code,message\r\n2,file-exists,"It said ""no"", twice"\r\n3,fleet-name-unsafe,'=1+1\r\n`;

  it("is CSV that no table calculates with", () => {
    assert.equal(reportText(rows), text);
  });

  it("lies beside the CSV, replaces an earlier one and nothing else", async () => {
    const world = inMemoryWorld();
    const path = reportPathOf("/w/fleet.CSV");
    assert.equal(path, "/w/fleet.errors.csv");
    assert.ok((await writeFleetReport(path, [], world)).ok);
    assert.ok((await writeFleetReport(path, rows, world)).ok);
    assert.equal(world.text(path), text);
    world.put(path, "name\nm-1\n");
    const refused = await writeFleetReport(path, rows, world);
    assert.equal(refused.ok ? "ok" : refused.failure.code, "file-exists");
    assert.equal(world.text(path), "name\nm-1\n");
  });
});
