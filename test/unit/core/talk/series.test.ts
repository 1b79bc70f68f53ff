import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SessionEvent } from "../../../../src/core/connection/events";
import { charted, emptyChart, type ChartState } from "../../../../src/core/talk/series";
import { pictureOf } from "../../../../src/ui/telemetryView/picture";

const telemetry = "v1/devices/me/telemetry";
const attributes = "v1/devices/me/attributes";

function sent(topic: string, payload: string, atMs = 1000): SessionEvent {
  return { kind: "published", topic, payload: new TextEncoder().encode(payload), qos: 1, atMs };
}

function received(topic: string, payload: string, atMs = 1000): SessionEvent {
  const flags = { qos: 1, retain: false, duplicate: false } as const;
  return { kind: "received", topic, payload: new TextEncoder().encode(payload), ...flags, atMs };
}

function chartOf(...events: readonly SessionEvent[]): ChartState {
  return events.reduce((chart, event) => charted(chart, "/a/keygen.properties", event), emptyChart);
}

function shown({ series }: ChartState): readonly string[] {
  return [...series.values()].map(
    ({ key, direction, points }) =>
      `${direction} ${key} ${points.map(({ atMs, value }) => `${atMs}:${value}`).join(" ")}`,
  );
}

describe("the chart", () => {
  const rows: readonly [event: SessionEvent, found: readonly string[]][] = [
    [sent(telemetry, '{"t":21.5,"name":"x","on":true}'), ["sent t 1000:21.5"]],
    [sent(telemetry, '[{"ts":5,"values":{"t":1}},{"t":2}]'), ["sent t 5:1 1000:2"]],
    [sent(telemetry, '[{"ts":9,"values":{"t":1}},{"ts":5,"values":{"t":2}}]'), ["sent t 5:2 9:1"]],
    [received(attributes, '{"interval":30,"mode":"eco"}'), ["received interval 1000:30"]],
    [sent("v2/t", '{"t":1}'), ["sent t 1000:1"]],
    [sent(telemetry, "{broken"), []],
    [sent(telemetry, "21"), []],
    [received("v1/devices/me/rpc/request/1", '{"method":"x","params":1}'), []],
    [sent("plant/raw", '{"t":1}'), []],
    [{ kind: "closed", by: "us", atMs: 1 }, []],
  ];
  for (const [event, found] of rows) {
    const what = "payload" in event ? new TextDecoder().decode(event.payload) : event.kind;
    it(`takes ${found.join(", ") || "nothing"} from ${what}`, () => {
      assert.deepEqual(shown(chartOf(event)), found);
    });
  }

  it("is the same one where no number came", () => {
    const chart = chartOf(sent(telemetry, '{"t":1}'));
    assert.equal(charted(chart, "/a", sent(telemetry, '{"t":"x"}')), chart);
  });

  it("keeps 500 points of a value, the latest, and 24 values, and counts the rest", () => {
    const many = Array.from({ length: 600 }, (_, at) => sent(telemetry, `{"t":${at}}`, at));
    const [series] = chartOf(...many).series.values();
    assert.deepEqual([series?.points.length, series?.points[0]?.value], [500, 100]);
    const wide = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`k${at}`, at]));
    const chart = chartOf(sent(telemetry, JSON.stringify(wide)));
    assert.deepEqual([chart.series.size, chart.leftOut], [24, 6]);
  });
});

describe("its picture", () => {
  const context = { nameOf: () => "pump", timeText: (atMs: number) => `${atMs} ms` };

  it("has each value in its own scale, with what the table and a screen reader need", () => {
    const chart = chartOf(
      sent(telemetry, '{"t":0}', 0),
      sent(telemetry, '{"t":10}', 50),
      sent(telemetry, '{"t":5}', 100),
    );
    const { devices, note } = pictureOf(chart, context);
    assert.equal(note, "");
    assert.deepEqual(devices, [
      {
        name: "pump",
        series: [
          {
            id: '["/a/keygen.properties","sent","t"]',
            key: "t",
            direction: "sent",
            way: "sent",
            path: "M3 57L150 3L297 30",
            last: "5",
            least: "0",
            most: "10",
            points: 3,
            from: "0 ms",
            to: "100 ms",
            spoken: "t, sent: 5 now, from 0 to 10 in 3 points",
            marks: [
              [3, 57, "0 at 0 ms"],
              [150, 3, "10 at 50 ms"],
              [297, 30, "5 at 100 ms"],
            ],
          },
        ],
      },
    ]);
  });

  it("shows a single point as a dash, a steady value in the middle, and foreign names as safe text", () => {
    const { devices } = pictureOf(chartOf(sent(telemetry, '{"a\\u202eb":7}')), context);
    assert.equal(devices[0]?.series[0]?.path, "M291 30H297");
    assert.equal(devices[0].series[0].key, "a⟨U+202E⟩b");
  });

  it("says what is left out", () => {
    const wide = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`k${at}`, at]));
    const { note } = pictureOf(chartOf(sent(telemetry, JSON.stringify(wide))), context);
    assert.equal(note, "24 values are shown; 1 numbers of further ones are not.");
  });
});
