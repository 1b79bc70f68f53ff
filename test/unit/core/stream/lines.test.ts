// What a person sees of a live session: every message on lines that the broker cannot forge, with nothing lost unsaid.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SessionEvent, SessionFact } from "../../../../src/core/connection/events";
import { messageLines, type LineContext } from "../../../../src/core/stream/lines";
import { messageOf } from "../../../../src/core/stream/message";

const context: LineContext = {
  device: "meter-7",
  format: "pretty",
  maxPayloadBytes: 4096,
  utcOffsetMinutes: 120,
};
const atMs = Date.UTC(2026, 4, 1, 22, 3, 4, 56);
const head = "00:03:04.056  meter-7";

function linesOf(event: SessionEvent, terms: LineContext): readonly string[] {
  const message = messageOf(event, { device: terms.device, propertiesPath: "/meter-7/keygen.properties" });
  return message === undefined ? [] : messageLines(message, terms);
}

function at(fact: SessionFact): SessionEvent {
  return { atMs, ...fact };
}

function received(payload: string | Uint8Array, topic = "t/1"): SessionEvent {
  return at({
    kind: "received",
    topic,
    payload: Buffer.from(payload),
    qos: 1,
    retain: false,
    duplicate: false,
  });
}

/** The lines of a message behind the topic: what is inline, then what is below. */
function shown(payload: string | Uint8Array, changes: Partial<LineContext> = {}): readonly string[] {
  const [first = "", ...below] = linesOf(received(payload), { ...context, ...changes });
  assert.ok(first.startsWith(`${head}  ↓  t/1  q1`), first);
  return [first.slice(`${head}  ↓  t/1  q1`.length).replace(/^ {2}/, ""), ...below];
}

describe("an event's lines", () => {
  const rows: [what: string, fact: SessionFact, lines: string[]][] = [
    [
      "a message that came, with local time, device, arrow and topic",
      { kind: "received", topic: "a/b", payload: Buffer.from("21"), qos: 0, retain: false, duplicate: false },
      [`${head}  ↓  a/b  q0  21`],
    ],
    [
      "a message that the broker kept, and sends once more",
      { kind: "received", topic: "a/b", payload: Buffer.from("21"), qos: 2, retain: true, duplicate: true },
      [`${head}  ↓  a/b  q2 retained dup  21`],
    ],
    [
      "a message of ours",
      { kind: "published", topic: "v1/devices/me/telemetry", payload: Buffer.from("hi"), qos: 1 },
      [`${head}  ↑  v1/devices/me/telemetry  q1  hi`],
    ],
    ["nothing for an end, which is a sentence", { kind: "closed", by: "us" }, []],
    ["nothing for a phase", { kind: "accepted", sessionPresent: false }, []],
    ["nothing for an acknowledgement", { kind: "acknowledged", topic: "a", reasonCode: 0 }, []],
  ];
  for (const [what, fact, lines] of rows) {
    it(what, () => {
      assert.deepEqual(linesOf(at(fact), context), lines);
    });
  }

  it("are timed west of Greenwich too", () => {
    const [line] = linesOf(received("1"), { ...context, utcOffsetMinutes: -330 });
    assert.equal(line, "16:33:04.056  meter-7  ↓  t/1  q1  1");
  });
});

describe("a JSON payload", () => {
  const json = '{"b":12345678901234567890.10,"a":[1,2,{}],"a":"x\\"}{","e":[]}';
  const rows: [what: string, payload: string, format: LineContext["format"], lines: string[]][] = [
    [
      "pretty: keys in their order, doubled ones too, and every digit",
      json,
      "pretty",
      [
        "",
        "    {",
        '      "b": 12345678901234567890.10,',
        '      "a": [',
        "        1,",
        "        2,",
        "        {}",
        "      ],",
        '      "a": "x\\"}{",',
        '      "e": []',
        "    }",
      ],
    ],
    ["compact", ' {"a" : 1e400,\r\n\t"b":[ ] } ', "compact", ['{"a":1e400,"b":[]}']],
    ["raw: as it came, in one line", '{"a" : 1,\n"b":[ ]}', "raw", ['{"a" : 1,␊"b":[ ]}']],
    ["a scalar stays behind the topic", " -0.0 ", "pretty", ["-0.0"]],
    ["an empty object too", "{ }", "pretty", ["{}"]],
    ["bidi in a string is made visible", '{"a":"\u202egnp"}', "compact", ['{"a":"⟨U+202E⟩gnp"}']],
    ["what only looks like it is text", "{a:1}", "pretty", ["{a:1}"]],
    ["a byte order mark makes it text", "\ufeff{}", "pretty", ["⟨U+FEFF⟩{}"]],
    ["concatenated texts are text", '{"a":1}{"b":2}', "pretty", ['{"a":1}{"b":2}']],
  ];
  for (const [what, payload, format, lines] of rows) {
    it(what, () => {
      assert.deepEqual(shown(payload, { format }), lines);
    });
  }

  it("of any nesting grows no faster than its tokens", () => {
    const depth = 2000;
    const lines = shown("[".repeat(depth) + "]".repeat(depth), { maxPayloadBytes: 10_000 });
    assert.ok(lines.length <= 2 * depth + 1);
    assert.ok(lines.every((line) => line.length <= 4 + 64 + 2));
  });
});

describe("a payload that is no JSON", () => {
  const rows: [what: string, payload: string | Uint8Array, lines: string[]][] = [
    ["text", "21 °C", ["21 °C"]],
    ["emoji with joiners stays whole", "👩‍🔧", ["👩‍🔧"]],
    ["nothing", "", ["[0 bytes]"]],
    ["a forged line", "x\r\n00:00:00.000  other  ↓  t  y", ["x␍␊00:00:00.000  other  ↓  t  y"]],
    ["ANSI colours", "\u001b[31mred\u001b[0m", ["␛[31mred␛[0m"]],
    ["C1, bidi, line separators and delete", "\u009b\u2066\u2028\u007f", ["⟨U+009B⟩⟨U+2066⟩⟨U+2028⟩␡"]],
    ["tags outside the first plane", "\u{e0041}", ["⟨U+E0041⟩"]],
    [
      "bytes that are no UTF-8",
      Uint8Array.of(0xff, 0xfe, 0x41),
      ["[3 bytes]", "    0000  ff fe 41                                         |..A|"],
    ],
    [
      "UTF-8 with controls that no text has",
      "\b\u0001",
      ["[2 bytes, reads as protobuf]", "    0000  08 01                                            |..|"],
    ],
    [
      "more bytes than are dumped: how many exactly",
      new Uint8Array(70),
      [
        "[70 bytes]",
        ...["0000", "0010", "0020", "0030"].map(
          (at) => `    ${at}  ${Array(16).fill("00").join(" ")}  |${".".repeat(16)}|`,
        ),
        "    … +6 bytes",
      ],
    ],
  ];
  for (const [what, payload, lines] of rows) {
    it(what, () => {
      assert.deepEqual(shown(payload), lines);
    });
  }
});

describe("a payload that is too long", () => {
  const rows: [what: string, payload: string, maxPayloadBytes: number, lines: string[]][] = [
    ["just fits", "abcd", 4, ["abcd"]],
    ["is cut, and the rest counted", "abcdefg", 4, ["abcd", "    … +3 bytes"]],
    ["is cut before a character, never in it", "ab€cd", 4, ["ab", "    … +5 bytes"]],
    ["is cut behind a whole character", "ab€cd", 5, ["ab€", "    … +2 bytes"]],
    ["JSON that was cut is text", '{"a":1,"b":2}', 8, ['{"a":1,"', "    … +5 bytes"]],
    ["a bound of zero shows the count alone", "abc", 0, ["", "    … +3 bytes"]],
  ];
  for (const [what, payload, maxPayloadBytes, lines] of rows) {
    it(what, () => {
      assert.deepEqual(shown(payload, { maxPayloadBytes }), lines);
    });
  }

  it("a binary one says its whole length", () => {
    const lines = shown(new Uint8Array(100).fill(0xff), { maxPayloadBytes: 2 });
    assert.deepEqual(lines, [
      "[100 bytes]",
      "    0000  ff ff                                            |..|",
      "    … +98 bytes",
    ]);
  });
});

describe("no line can be forged", () => {
  it("by any character in topic, payload or device", () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const hostile = `a${String.fromCharCode(code)}b`;
      const events = [received(hostile, hostile), received(JSON.stringify([hostile]), hostile)];
      for (const event of events) {
        const lines = linesOf(event, { ...context, device: hostile });
        assert.ok(
          lines.every((line, index) => /^(\d| {4})/.test(line) && (index === 0) === /^\d/.test(line)),
        );
        assert.doesNotMatch(lines.join(""), /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
      }
    }
  });
});
