import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReportFacts } from "../../../../src/core/connection/report";
import {
  historiesFrom,
  historyOf,
  lastReportWith,
  noHistories,
  storedHistories,
  withArrival,
  withReport,
  type TestedReport,
} from "../../../../src/core/connection/reportHistory";
import type { Json } from "../../../../src/core/credential/json";

function tested(
  properties: string,
  server: string,
  atMs: number,
  changes: Partial<ReportFacts> = {},
): TestedReport {
  const report: ReportFacts = {
    ok: false,
    server: { name: server, mqttUrl: `mqtts://${server}` },
    properties,
    phases: [{ phase: "tls", ok: false, ms: 3, facts: { errorCode: "ECONNRESET" } }],
    diagnosis: { code: "tls-closed", facts: { errorCode: "ECONNRESET" } },
    warnings: [{ code: "tls-version-old", facts: { protocol: "TLSv1.2" } }],
    ...changes,
  };
  return { report, atMs };
}

const all = (...tests: readonly TestedReport[]): ReturnType<typeof withReport> =>
  tests.reduce(withReport, noHistories);

/** What comes back from a store, which keeps JSON. */
const stored = (histories: ReturnType<typeof withReport>): Json =>
  JSON.parse(JSON.stringify(storedHistories(histories))) as Json;

describe("the history of a device", () => {
  it("is the last test and the one before it with the same server", () => {
    const histories = all(
      tested("/a", "x", 1),
      tested("/a", "y", 2),
      tested("/a", "x", 3),
      tested("/a", "x", 4),
    );
    assert.deepEqual(historyOf(histories, "/a"), {
      last: tested("/a", "x", 4),
      before: tested("/a", "x", 3),
    });
    assert.deepEqual(lastReportWith(histories, "/a", "y"), tested("/a", "y", 2));
    assert.equal(historyOf(histories, "/b"), undefined);
  });

  it("comes back from the store whole, of the server that was tested last", () => {
    const histories = historiesFrom(
      stored(all(tested("/a", "y", 1), tested("/a", "x", 2), tested("/a", "x", 3), tested("/b", "x", 4))),
    );
    assert.deepEqual(historyOf(histories, "/a"), {
      last: tested("/a", "x", 3),
      before: tested("/a", "x", 2),
    });
    assert.deepEqual(historyOf(histories, "/b"), { last: tested("/b", "x", 4) });
    assert.equal(lastReportWith(histories, "/a", "y"), undefined);
  });

  it("is stored of the 200 devices that were tested last", () => {
    const tests = Array.from({ length: 201 }, (_, index) => tested(`/${index}`, "x", index));
    const histories = historiesFrom(stored(all(...tests, tested("/1", "x", 999))));
    assert.equal(histories.size, 200);
    assert.equal(historyOf(histories, "/0"), undefined);
    assert.equal(historyOf(histories, "/1")?.last.atMs, 999);
  });

  it("is stored in at most 400,000 characters, the newest first", () => {
    const long = tested("/long", "x", 2, {
      phases: [{ phase: "mqtt", ok: false, ms: 1, facts: { reasonString: "x".repeat(399_300) } }],
    });
    const histories = historiesFrom(stored(all(tested("/a", "x", 1), tested("/b", "x", 1), long)));
    assert.deepEqual([...histories.keys()], ["/b", "/long"]);
    assert.ok(JSON.stringify(storedHistories(all(long, tested("/a", "x", 1)))).length < 400_000);
  });
});

describe("what arrived after a test", () => {
  const arrival = {
    deviceName: "pump",
    sentAtMs: 5,
    afterMs: 84,
    values: [{ kind: "telemetry", key: "t", state: "arrived", value: "21", atMs: 6 }],
    more: { arrived: 0, missing: 0 },
  } as const;
  const before = tested("/a", "x", 1);
  const last = tested("/a", "x", 2);

  it("stands in its report, and outlives the window", () => {
    const histories = withArrival(all(before, last), last, arrival);
    const expected = { last: { ...last, report: { ...last.report, arrival } }, before };
    assert.deepEqual(historyOf(histories, "/a"), expected);
    assert.deepEqual(historyOf(historiesFrom(stored(histories)), "/a"), expected);
  });

  it("stands in no other test's report, nor in place of a later message's", () => {
    const histories = all(before, last);
    assert.equal(withArrival(histories, before, arrival), histories);
    assert.equal(withArrival(histories, tested("/b", "x", 2), arrival), histories);
    const later = withArrival(histories, last, arrival);
    assert.equal(withArrival(later, last, { ...arrival, sentAtMs: 4 }), later);
  });

  it("is left out of a stored report that has it in another shape", () => {
    const report = { ...last.report, arrival: { ...arrival, values: 1 } };
    const value = [{ last: { ...last, report } }] as unknown as Json;
    assert.deepEqual(historyOf(historiesFrom(value), "/a"), { last });
  });
});

describe("what is no history is left out of the store", () => {
  const sound = stored(all(tested("/a", "x", 1))) as readonly { last: { report: object; atMs: number } }[];
  const [row] = sound;
  const rows: readonly (readonly [what: string, value: unknown])[] = [
    ["nothing", undefined],
    ["no list", { "/a": row }],
    ["a time that is none", [{ last: { ...row?.last, atMs: 1e300 } }]],
    ["a report without its server", [{ last: { ...row?.last, report: { ...row?.last.report, server: 1 } } }]],
    [
      "a phase of another version",
      [{ last: changed({ phases: [{ phase: "quic", ok: true, ms: 1, facts: {} }] }) }],
    ],
    [
      "facts that are no texts",
      [{ last: changed({ phases: [{ phase: "tls", ok: true, ms: 1, facts: { a: 1 } }] }) }],
    ],
    ["a warning of another version", [{ last: changed({ warnings: [{ code: "constructor", facts: {} }] }) }]],
  ];
  function changed(changes: object): object {
    return { ...row?.last, report: { ...row?.last.report, ...changes } };
  }
  for (const [what, value] of rows) {
    it(what, () => {
      assert.equal(historiesFrom(value as Json).size, 0);
    });
  }

  it("but for a diagnosis of another version, without which the report stands", () => {
    const value = [{ last: changed({ diagnosis: { code: "toString", facts: {} } }) }] as unknown as Json;
    const report = historyOf(historiesFrom(value), "/a")?.last.report;
    assert.deepEqual([report?.ok, report?.diagnosis], [false, undefined]);
  });
});
