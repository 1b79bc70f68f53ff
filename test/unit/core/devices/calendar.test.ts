import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { calendarOf, type CalendarEvent } from "../../../../src/core/devices/calendar";

const now = new Date("2030-06-01T12:34:56.789Z");
const event: CalendarEvent = {
  uid: "aabb@thingsboard-x509",
  atMs: Date.parse("2030-06-13T23:59:59Z"),
  summary: "pump: client certificate expires",
  description: "In pump/client.pub.pem.",
  reminderDays: 30,
};

/** What a component of a calendar says: its properties by name with their parameters, and the components in it. */
interface Component {
  readonly name: string;
  readonly properties: Map<string, string>;
  readonly components: Component[];
}

/** Reads a calendar strictly by RFC 5545: refuses what the grammar of §3.1 and §3.6 does not allow. */
function read(text: string): Component {
  assert.ok(text.endsWith("\r\n"));
  const physical = text.slice(0, -2).split("\r\n");
  for (const line of physical) {
    assert.ok(Buffer.byteLength(line) <= 75, `${line} is longer than 75 octets`);
    assert.doesNotMatch(line, /[\r\n]|[^\P{Cc}\t]/u);
    assert.ok(!line.includes("\uFFFD"));
  }
  const open: Component[] = [];
  const lines = physical
    .join("\r\n")
    .replace(/\r\n[ \t]/g, "")
    .split("\r\n");
  lines.forEach((line) => {
    takeLine(line, open);
  });
  const [calendar] = open;
  assert.ok(calendar && open.length === 1 && lines.at(-1) === "END:VCALENDAR");
  return calendar;
}

/** Takes one unfolded line into the innermost of the open components; the calendar itself stays open. */
function takeLine(line: string, open: Component[]): void {
  const [, key = "", value = ""] = /^([A-Z-]+(?:;[A-Z-]+=[^:;,"]+)*):(.*)$/u.exec(line) ?? assert.fail(line);
  const top = open.at(-1);
  if (key === "BEGIN") {
    const component = { name: value, properties: new Map<string, string>(), components: [] };
    top?.components.push(component);
    open.push(component);
    return;
  }
  if (key === "END") {
    assert.equal(top?.name, value);
    if (open.length > 1) {
      open.pop();
    }
    return;
  }
  assert.ok(top && !top.properties.has(key), `${key} stands twice`);
  top.properties.set(key, value);
}

/** Gives a TEXT as it was before it was escaped, RFC 5545 §3.3.11. */
function unescaped(text = ""): string {
  assert.doesNotMatch(text.replace(/\\[\\;,nN]/g, ""), /[\\;,]/);
  return text.replace(/\\([\\;,nN])/g, (_, what: string) => (/n/i.test(what) ? "\n" : what));
}

function eventsIn(...events: readonly CalendarEvent[]): readonly Component[] {
  return read(calendarOf(events, now)).components;
}

describe("a calendar of what expires", () => {
  it("says who made it, and in which version", () => {
    const { name, properties } = read(calendarOf([], now));
    assert.equal(name, "VCALENDAR");
    assert.deepEqual(
      [...properties],
      [
        ["VERSION", "2.0"],
        ["PRODID", "-//ThingsBoard X.509//Certificate Expiry//EN"],
        ["CALSCALE", "GREGORIAN"],
      ],
    );
  });

  it("has an all-day event with a reminder for each", () => {
    const [only, ...more] = eventsIn(event);
    assert.deepEqual(more, []);
    assert.deepEqual(Object.fromEntries(only?.properties ?? []), {
      UID: "aabb@thingsboard-x509",
      DTSTAMP: "20300601T123456Z",
      "DTSTART;VALUE=DATE": "20300613",
      SUMMARY: "pump: client certificate expires",
      DESCRIPTION: "In pump/client.pub.pem.",
      TRANSP: "TRANSPARENT",
    });
    assert.deepEqual(
      only?.components.map(({ name, properties }) => [name, Object.fromEntries(properties)]),
      [["VALARM", { ACTION: "DISPLAY", DESCRIPTION: "pump: client certificate expires", TRIGGER: "-P30D" }]],
    );
  });

  it("reminds on the day itself where no days are left", () => {
    const [only] = eventsIn({ ...event, reminderDays: 0 });
    assert.equal(only?.components[0]?.properties.get("TRIGGER"), "PT0S");
  });

  const texts: readonly (readonly [what: string, text: string, read?: string])[] = [
    ["separators", "a, b; c\\ d: e"],
    ["a text that looks escaped", "\\n \\, \\;"],
    ["line breaks, all as one kind", "one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"],
    ["no control character but a tab", "a\u0000b\u0007\tc\u007Fd\u0085e", "ab\tcde"],
    [
      "a line that would begin another component",
      "x\r\nEND:VEVENT\r\nBEGIN:VEVENT",
      "x\nEND:VEVENT\nBEGIN:VEVENT",
    ],
    ["a long text", "certificate ".repeat(40)],
    ["a long text of two bytes each", "é".repeat(200)],
    ["a long text of three bytes each", "温".repeat(200)],
    ["a long text of four bytes each", "🌡".repeat(200)],
    ["a long text of all sizes", "aé温🌡".repeat(90)],
  ];
  for (const [what, text, expected = text] of texts) {
    it(`holds ${what}`, () => {
      const [only] = eventsIn({ ...event, summary: text, description: text });
      assert.equal(unescaped(only?.properties.get("SUMMARY")), expected);
      assert.equal(unescaped(only?.properties.get("DESCRIPTION")), expected);
      assert.equal(unescaped(only?.components[0]?.properties.get("DESCRIPTION")), expected);
    });
  }

  it("fills its lines: 75 octets, then a space and 74", () => {
    const lines = calendarOf([{ ...event, summary: "x".repeat(200) }], now).split("\r\n");
    const at = lines.findIndex((line) => line.startsWith("SUMMARY:"));
    assert.deepEqual(
      lines.slice(at, at + 3).map(({ length }) => length),
      [75, 75, 60],
    );
  });

  it("is the same for the same certificates at the same time", () => {
    assert.equal(
      calendarOf([event, { ...event, uid: "cc@x" }], now),
      calendarOf([event, { ...event, uid: "cc@x" }], now),
    );
  });
});
