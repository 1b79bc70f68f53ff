import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { totalOf } from "../../../src/core/stream/account";
import { noFilter } from "../../../src/core/stream/filter";
import type { StreamMessage } from "../../../src/core/stream/message";
import { newMessageStream, type MessageStream } from "../../../src/ui/messageStream";
import { newOutputTail } from "../../../src/ui/outputTail";

function message(index: number, topic = "a/b"): StreamMessage {
  const payload = Buffer.from(String(index));
  return {
    atMs: index,
    device: "pump",
    direction: "in",
    topic,
    payload,
    qos: 0,
    retain: false,
    duplicate: false,
  };
}

interface Bench {
  readonly stream: MessageStream;
  readonly lines: string[];
  /** Lets the waiting time pass, as long as something waits. */
  readonly pass: (flushes: number) => void;
  readonly send: (count: number, topic?: string) => void;
}

function bench(): Bench {
  const lines: string[] = [];
  const due: (() => void)[] = [];
  const stream = newMessageStream({
    append: (more) => lines.push(...more),
    later: (run) => due.push(run),
  });
  let sent = 0;
  return {
    stream,
    lines,
    pass: (flushes) => {
      for (let index = 0; index < flushes; index += 1) {
        due.shift()?.();
      }
    },
    send: (count, topic) => {
      for (let index = 0; index < count; index += 1) {
        const one = message((sent += 1), topic);
        stream.take(one, () => [`line ${one.atMs}`]);
      }
    },
  };
}

describe("messages in the output", () => {
  it("are all shown while the view can follow", () => {
    const { stream, lines, pass, send } = bench();
    for (let round = 0; round < 10; round += 1) {
      send(100);
      pass(1);
    }
    assert.equal(lines.length, 1000);
    assert.deepEqual(totalOf(stream.counts()), { shown: 1000, filtered: 0, paused: 0, heldBack: 0 });
  });

  it("are sampled beyond that, and a line says once in a second exactly how many were not shown", () => {
    const { stream, lines, pass, send } = bench();
    for (let round = 0; round < 20; round += 1) {
      send(2500);
      pass(1);
    }
    assert.equal(lines.length, 400 + 19 * 100 + 2);
    assert.equal(
      lines.at(-2),
      "!  … 47,700 messages are not shown (pump ↓ 47,700): they came faster than the view can follow.",
    );
    assert.deepEqual(totalOf(stream.counts()), { shown: 2300, filtered: 0, paused: 0, heldBack: 47_700 });
  });

  it("that were held back are told though nothing more comes", () => {
    const { lines, pass, send } = bench();
    send(401);
    pass(20);
    assert.equal(
      lines.at(-2),
      "!  … 1 message is not shown (pump ↓ 1): they came faster than the view can follow.",
    );
  });

  it("that a server drops are in no count: the first line about others says so, and no later one", () => {
    const { lines, pass, send } = bench();
    for (let flood = 0; flood < 3; flood += 1) {
      send(1000);
      pass(20);
    }
    assert.deepEqual(
      lines.flatMap((line, at) =>
        line.includes("max_queued_messages") ? [lines.slice(at - 1, at + 1)] : [],
      ),
      [
        [
          "!  … 600 messages are not shown (pump ↓ 600): they came faster than the view can follow.",
          "!  Where this computer cannot keep up, a server may drop messages before they get here (mosquitto: what is beyond max_queued_messages); those are neither counted nor recorded.",
        ],
      ],
    );
  });

  it("are not even written when they are not shown", () => {
    const { stream } = bench();
    stream.setFilter({ ...noFilter, topics: ["x"] });
    stream.take(message(1), () => assert.fail());
    assert.equal(totalOf(stream.counts()).filtered, 1);
  });

  it("wait for nobody while paused, and are counted", () => {
    const { stream, lines, send } = bench();
    assert.equal(stream.pause(), true);
    assert.equal(stream.pause(), false);
    send(3);
    assert.equal(stream.resume(), true);
    assert.equal(stream.resume(), false);
    send(1);
    assert.deepEqual(lines, [
      "!  Paused: messages are counted and recorded, and not shown until Resume Device Output.",
      "!  … 3 messages are not shown (pump ↓ 3): the output was paused.",
      "line 4",
    ]);
    assert.deepEqual(
      stream.recent().map(({ atMs }) => atMs),
      [1, 2, 3, 4],
    );
  });

  it("are filtered from the line on that says so", () => {
    const { stream, lines, send } = bench();
    stream.setFilter({ devices: ["pump"], topics: ["a/#"], directions: ["in"] });
    send(1, "x");
    send(1, "a/c");
    stream.setFilter(noFilter);
    assert.deepEqual(lines, [
      "!  Only some messages are shown from here on: pump · ↓ · a/#",
      "line 2",
      "!  All messages are shown from here on.",
    ]);
  });
});

describe("the channel's text", () => {
  it("is cut at its beginning before it grows too long, and says so", () => {
    let text = "";
    const tail = newOutputTail({
      append: (more) => (text += more),
      replace: (all) => (text = all),
      clear: () => (text = ""),
    });
    const batch = `${"x".repeat(65_535)}\n`;
    for (let index = 0; index < 64; index += 1) {
      tail.append(batch);
    }
    assert.equal(text.split("\n").length, 65);
    tail.append("last\n");
    const [first] = text.split("\n", 1);
    assert.equal(first, "!  Older output was taken away. Save Session has the messages.");
    assert.ok(text.endsWith("x\nlast\n"));
    assert.ok(text.length < 300_000);
    tail.clear();
    assert.equal(text, "");
  });
});
