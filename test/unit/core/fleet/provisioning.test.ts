import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { backOffMs, jitterMs } from "../../../../src/core/fleet/backOff";
import { bulkImportCall, bulkImportText } from "../../../../src/core/fleet/bulkImport";
import {
  doneDevicesIn,
  fleetJournalNameOf,
  fleetJournalText,
  isJournalDue,
} from "../../../../src/core/fleet/provisionJournal";

const none = new Uint8Array(4);
const all = new Uint8Array(4).fill(255);

describe("back-off", () => {
  it("doubles up to a limit, and takes any time below it (full jitter)", () => {
    assert.deepEqual(
      [1, 2, 3, 4, 7, 20].map((tried) => backOffMs(tried, all)),
      [500, 1000, 2000, 4000, 30_000, 30_000],
    );
    assert.deepEqual([backOffMs(1, none), backOffMs(20, none)], [0, 0]);
    assert.equal(jitterMs(999, new Uint8Array([128, 0, 0, 0])), 500);
  });
});

describe("the journal of a fleet", () => {
  const device = { deviceId: "1", deviceName: 'pump "A"\n2', credentialsId: "ab" };
  const text = '[1]\n["/f/a\\nb","1","pump \\"A\\"\\n2","ab"]\n["/f/c","2","c","cd"]\n';
  const done = new Map([
    ["/f/a\nb", device],
    ["/f/c", { deviceId: "2", deviceName: "c", credentialsId: "cd" }],
  ]);

  it("has a line for each device, and is read as it was written", () => {
    assert.equal(fleetJournalText(done), text);
    assert.deepEqual(doneDevicesIn(text), done);
  });

  const others: readonly (readonly [string, string])[] = [
    ["nothing", ""],
    ["a journal of another version", text.replace("[1]", "[2]")],
    ["a line that breaks off", '[1]\n["/f/c","2","c'],
    ["a line of another shape", '[1]\n["/f/c","2"]\n{"a":1}\n7\n["/f/c",2,"c","cd"]'],
  ];
  for (const [what, content] of others) {
    it(`knows of no device in ${what}`, () => {
      assert.deepEqual(doneDevicesIn(content), new Map());
    });
  }

  it("is written less often as it grows", () => {
    assert.deepEqual(
      [isJournalDue(8, 7), isJournalDue(8, 8), isJournalDue(16_000, 999), isJournalDue(16_000, 1000)],
      [false, true, false, true],
    );
  });

  it("is one for each address", () => {
    assert.match(fleetJournalNameOf("http://a"), /^[0-9a-f]{32}\.ndjson$/);
    assert.notEqual(fleetJournalNameOf("http://a"), fleetJournalNameOf("http://b"));
  });
});

describe("ThingsBoard's bulk import", () => {
  const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  const devices = [
    { name: '=pump, "A"', pem },
    { name: "b", deviceProfile: "fleet", pem },
  ];

  it("takes names as they are, with nothing in front", () => {
    assert.equal(
      bulkImportText(devices),
      `name,type,x509\r\n"=pump, ""A""",,"${pem}"\r\nb,fleet,"${pem}"\r\n`,
    );
  });

  it("answers with counts, and with what it says of a row", () => {
    const { read } = bulkImportCall(devices);
    const answer = { created: 1, updated: 0, errors: 1, errorsList: ["Line 3: No\nway", "odd", 7] };
    assert.deepEqual(read(JSON.stringify(answer)), {
      created: 1,
      updated: 0,
      refused: new Map([[1, "No\nway"]]),
    });
    assert.equal(read("{}"), undefined);
  });
});
