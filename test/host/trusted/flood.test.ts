import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { modeHere, modeOf } from "../fileModes";
import { counted, run, startFloodRig, type Counts, type FloodRig } from "../floodRig";

interface Saved {
  readonly path: string;
  readonly messages: number;
  readonly missing: number;
}

describe("a flood from a real broker, in a real extension host,", function () {
  this.timeout(120_000);
  let rig: FloodRig;
  let before50k: Counts;

  before(async () => {
    rig = await startFloodRig();
    const report = await run<{ ok: boolean }>("testConnection", rig.properties, {
      server: "Flood",
      keepOpen: true,
    });
    assert.equal(report.ok, true, JSON.stringify(report));
    before50k = await run<Counts>("outputCounts", rig.properties);
  });

  after(async () => {
    await run("disconnect", rig.properties);
    await rig.stop();
    rmSync(rig.folder, { recursive: true, force: true });
  });

  it("is accounted for to the last message", async () => {
    await rig.flood({ count: 50_000, rate: 10_000, payloadBytes: 200 });
    const wanted = before50k.messages + 50_000;
    const now = await counted(rig.properties, ({ messages }) => messages >= wanted);
    assert.equal(now.messages, wanted);
    assert.equal(now.shown + now.filtered + now.paused + now.heldBack, wanted);
    assert.ok(now.heldBack > before50k.heldBack);
    assert.ok(now.shown > before50k.shown);
    assert.equal(now.recorded?.kept, (before50k.recorded?.kept ?? 0) + 50_000);
    assert.equal(now.recorded.cut, 0);
  });

  it("is saved whole, though the view has shown a part of it", async () => {
    const { recorded } = await run<Counts>("outputCounts", rig.properties);
    const file = path.join(rig.folder, "saved.ndjson");
    const saved = await run<Saved>("saveSession", rig.properties, { path: file });
    assert.deepEqual(saved, { path: file, messages: recorded?.kept, missing: 0 });
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    assert.equal(lines.length, saved.messages);
    assert.equal(lines.filter((line) => line.includes('"topic":"flood/telemetry"')).length, 50_000);
    assert.equal(modeOf(file), modeHere("600"));
    const again = await run<{ error: { code: string } }>("saveSession", rig.properties, { path: file });
    assert.equal(again.error.code, "file-exists");
  });

  it("is counted as filtered or paused where it is, and copied", async () => {
    await run("filterOutput", { topics: ["other/+"] });
    const start = await run<Counts>("outputCounts");
    await rig.flood({ count: 10, rate: 1000, payloadBytes: 200 });
    const filtered = await counted(rig.properties, ({ messages }) => messages >= start.messages + 10);
    assert.equal(filtered.filtered, start.filtered + 10);
    await run("filterOutput", {});
    assert.deepEqual(await run("pauseOutput"), { changed: true });
    await rig.flood({ count: 10, rate: 1000, payloadBytes: 200 });
    const paused = await counted(rig.properties, ({ messages }) => messages >= start.messages + 20);
    assert.equal(paused.paused, start.paused + 10);
    assert.deepEqual(await run("resumeOutput"), { changed: true });
    const { text } = await run<{ text: string }>("copyMessage", { message: 0, as: "payload" });
    assert.match(text, /^\{"temperature":21\.5/);
    assert.equal(await vscode.env.clipboard.readText(), text);
    const call = await run<{ text: string }>("copyMessage", { message: 0, as: "mosquitto_pub" });
    assert.match(call.text, /^mosquitto_pub .*-t flood\/telemetry -q 0/s);
    const wrong = await run<{ error: { code: string } }>("filterOutput", { topics: ["a#"] });
    assert.equal(wrong.error.code, "topic-filter-invalid");
  });

  it("of one message of 10 MB is one message, shown cut with its true length", async () => {
    const start = await run<Counts>("outputCounts", rig.properties);
    await rig.flood({ count: 1, rate: 1000, payloadBytes: 10_000_000 });
    const now = await counted(rig.properties, ({ messages }) => messages > start.messages);
    assert.equal(now.messages, start.messages + 1);
    const { text } = await run<{ text: string }>("copyMessage", { message: 0, as: "payload" });
    assert.equal(text.length, 10_000_000);
    await run("clearOutput");
    const none = await run<{ error: { code: string } }>("copyMessage", { message: 0, as: "hex" });
    assert.equal(none.error.code, "no-message");
  });
});
