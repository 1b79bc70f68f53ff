// What is kept of a session: records that come back byte for byte, and NDJSON that loses nothing.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StreamMessage } from "../../../../src/core/stream/message";
import { ndjsonLine, newTranscriber } from "../../../../src/core/stream/ndjson";
import { readsAsProtobuf } from "../../../../src/core/stream/protobuf";
import { newRecent } from "../../../../src/core/stream/recent";
import { readRecords, recordBytes, writeRecord } from "../../../../src/core/stream/record";

const plain: StreamMessage = {
  atMs: Date.UTC(2026, 2, 1, 11, 2, 3, 4),
  device: "pump",
  direction: "in",
  topic: "v1/devices/me/attributes",
  payload: Buffer.from('{"a":1}'),
  qos: 1,
  retain: false,
  duplicate: false,
};
const odd: StreamMessage = {
  ...plain,
  direction: "out",
  topic: "größe/☃",
  payload: Buffer.from([0xff, 0, 1]),
  qos: 2,
  retain: true,
  duplicate: true,
};
const empty: StreamMessage = { ...plain, qos: 0, payload: Buffer.alloc(0) };
const all = [plain, odd, empty];

function recordsOf(messages: readonly StreamMessage[]): Buffer {
  const block = Buffer.alloc(messages.reduce((sum, message) => sum + recordBytes(message), 0));
  let at = 0;
  for (const message of messages) {
    at = writeRecord(block, at, message);
  }
  assert.equal(at, block.length);
  return block;
}

describe("a record", () => {
  it("gives its message back", () => {
    const { messages, rest } = readRecords(recordsOf(all), "pump");
    assert.deepEqual(messages, all);
    assert.equal(rest.length, 0);
  });

  it("that is not whole waits for the rest", () => {
    const bytes = recordsOf(all);
    const { messages, rest } = readRecords(bytes.subarray(0, -1), "pump");
    assert.equal(messages.length, 2);
    assert.equal(rest.length, recordBytes(empty) - 1);
  });
});

describe("NDJSON of a session", () => {
  const lines = [
    '{"time":"2026-03-01T11:02:03.004Z","device":"pump","direction":"in","topic":"v1/devices/me/attributes","qos":1,"retain":false,"duplicate":false,"bytes":7,"payload":"{\\"a\\":1}"}\n',
    '{"time":"2026-03-01T11:02:03.004Z","device":"pump","direction":"out","topic":"größe/☃","qos":2,"retain":true,"duplicate":true,"bytes":3,"payloadBase64":"/wAB"}\n',
    '{"time":"2026-03-01T11:02:03.004Z","device":"pump","direction":"in","topic":"v1/devices/me/attributes","qos":0,"retain":false,"duplicate":false,"bytes":0,"payload":""}\n',
  ];

  it("has text as text and anything else as base64", () => {
    assert.deepEqual(all.map(ndjsonLine), lines);
  });

  for (const pieceBytes of [1, 7, 64, 1000]) {
    it(`is the same from pieces of ${pieceBytes} bytes`, () => {
      const bytes = recordsOf(all);
      const transcribe = newTranscriber("pump");
      let text = "";
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        text += transcribe(bytes.subarray(at, at + pieceBytes));
      }
      assert.equal(text, lines.join(""));
    });
  }
});

describe("recent messages", () => {
  it("are the last ones, in their order", () => {
    const recent = newRecent({ messages: 3, bytes: 1000 });
    for (let index = 0; index < 8; index += 1) {
      recent.add({ ...plain, atMs: index });
    }
    assert.deepEqual(
      recent.all().map(({ atMs }) => atMs),
      [5, 6, 7],
    );
    recent.clear();
    assert.deepEqual(recent.all(), []);
  });

  it("take no more bytes than they may, and keep nothing of a message that alone has more", () => {
    const recent = newRecent({ messages: 10, bytes: 20 });
    [1, 2, 3].forEach((atMs) => {
      recent.add({ ...plain, atMs });
    });
    recent.add({ ...plain, payload: Buffer.alloc(21) });
    assert.deepEqual(
      recent.all().map(({ atMs }) => atMs),
      [2, 3],
    );
  });

  it("hold copies: the bytes that came may be used again", () => {
    const recent = newRecent({ messages: 10, bytes: 20 });
    const payload = Buffer.from("abc");
    recent.add({ ...plain, payload });
    payload.fill(0);
    assert.equal(Buffer.from(recent.all()[0]?.payload ?? []).toString(), "abc");
  });
});

describe("protobuf", () => {
  // `protoc --encode` of { 1: 150 }, { 2: "testing" } and { 3: fixed32, 4: fixed64 }: protobuf.dev, "Encoding".
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["a varint", "089601", true],
    ["a string", "120774657374696e67", true],
    ["fixed widths", "1d01000000210100000000000000", true],
    ["a string that ends too soon", "1208746573", false],
    ["field number 0", "0001", false],
    ["a group", "0b", false],
    ["a varint that does not end", "08ff", false],
    ["nothing", "", false],
  ];
  for (const [what, hex, expected] of rows) {
    it(`is ${expected ? "" : "not "}seen in ${what}`, () => {
      assert.equal(readsAsProtobuf(Buffer.from(hex, "hex")), expected);
    });
  }
});
