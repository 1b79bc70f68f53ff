// What a spool promises, on a real disk.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { build } from "esbuild";
import type { StreamMessage } from "../../src/core/stream/message";
import { recordIn, type Recording } from "../../src/flows/recordSession";
import { nodeSpools } from "../../src/io/spool";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "spool-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function message(index: number, payloadBytes = 1000): StreamMessage {
  const payload = Buffer.alloc(payloadBytes, String(index % 10));
  const flags = { qos: 0, retain: false, duplicate: false } as const;
  return { atMs: index, device: "pump", direction: "in", topic: "a/b", payload, ...flags };
}

async function recorded(count: number, limitBytes: number, payloadBytes?: number): Promise<Recording> {
  const recording = recordIn(await nodeSpools().open(path.join(folder, "sessions"), limitBytes), "pump");
  for (let index = 0; index < count; index += 1) {
    recording.add(message(index, payloadBytes));
    await recording.ready();
  }
  return recording;
}

/** The numbers of the messages in a saved file. */
function numbersIn(file: string): readonly number[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => new Date((JSON.parse(line) as { time: string }).time).getTime());
}

describe("the recording of a session", () => {
  it("is saved whole, in order, readable by its owner alone, and goes on", async () => {
    const recording = await recorded(5000, 1e9);
    const target = path.join(folder, "saved.ndjson");
    const saved = await recording.save(target);
    assert.deepEqual(saved, { ok: true, value: { kept: 5000, cut: 0 } });
    assert.deepEqual(
      numbersIn(target),
      Array.from({ length: 5000 }, (_, index) => index),
    );
    assert.equal(statSync(target).mode & 0o777, 0o600);
    const [own = ""] = readdirSync(path.join(folder, "sessions"));
    const segments = path.join(folder, "sessions", own);
    assert.ok(readdirSync(segments).every((name) => (statSync(path.join(segments, name)).mode & 0o77) === 0));
    recording.add(message(5000));
    assert.equal(recording.state().kept, 5001);
    await recording.save(target);
    assert.equal(numbersIn(target).length, 5001);
    await recording.remove();
    assert.deepEqual(readdirSync(path.join(folder, "sessions")), []);
    assert.deepEqual(readdirSync(folder).sort(), ["saved.ndjson", "sessions"]);
  });

  it("loses its oldest messages beyond the limit, and counts them exactly", async () => {
    const recording = await recorded(20_000, 8_000_000);
    const target = path.join(folder, "saved.ndjson");
    const saved = await recording.save(target);
    assert.ok(saved.ok);
    const { kept, cut } = saved.value;
    assert.equal(kept + cut, 20_000);
    assert.ok(cut > 0 && kept > 5000);
    assert.deepEqual(
      numbersIn(target),
      Array.from({ length: kept }, (_, index) => cut + index),
    );
    await recording.remove();
  });

  it("holds messages that are longer than a block", async () => {
    const recording = await recorded(3, 1e9, 10_000_000);
    const target = path.join(folder, "saved.ndjson");
    await recording.save(target);
    const lines = readFileSync(target, "utf8").trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { payload: string }).payload.length),
      [10_000_000, 10_000_000, 10_000_000],
    );
    await recording.remove();
  });

  it("makes whoever brings more than the disk takes wait", async () => {
    const recording = recordIn(await nodeSpools().open(path.join(folder, "sessions"), 1e9), "pump");
    let index = 0;
    while (recording.ready() === undefined) {
      recording.add(message(index, 100_000));
      index += 1;
    }
    assert.ok(index < 60, `${index} messages of 100 kB wait`);
    await recording.ready();
    assert.equal(recording.ready(), undefined);
    await recording.remove();
  });

  it("counts what cannot be written, and says why", async () => {
    writeFileSync(path.join(folder, "sessions"), "a file where the folder should be");
    const spool = await nodeSpools().open(path.join(folder, "sessions"), 1e9);
    const recording = recordIn(spool, "pump");
    recording.add(message(1));
    const saved = await recording.save(path.join(folder, "saved.ndjson"));
    assert.ok(saved.ok);
    assert.equal(saved.value.cut, 1);
    assert.equal(saved.value.failure?.code, "file-not-regular");
  });

  it("and its copy, of a program that was killed, are its owner's alone and go with the next that is saved", async () => {
    const outfile = path.join(folder, "program.mjs");
    const entryPoints = ["test/interop/spoolChild.ts"];
    await build({ entryPoints, outfile, bundle: true, platform: "node", format: "esm", logLevel: "warning" });
    assert.equal(spawnSync(process.execPath, [outfile, folder]).signal, "SIGKILL");
    const [session = "", ...others] = readdirSync(path.join(folder, "sessions"));
    const [draft = ""] = readdirSync(folder).filter((name) => name.endsWith(".new"));
    assert.match(draft, /^\.saved\.ndjson\./);
    assert.deepEqual(others, []);
    const left = path.join(folder, "sessions", session);
    assert.equal(statSync(left).mode & 0o777, 0o700);
    const files = [path.join(folder, draft), ...readdirSync(left).map((name) => path.join(left, name))];
    assert.deepEqual(
      files.map((file) => statSync(file).mode & 0o777),
      files.map(() => 0o600),
    );
    const recording = await recorded(5, 1e9);
    assert.equal(existsSync(left), false);
    assert.ok((await recording.save(path.join(folder, "saved.ndjson"))).ok);
    await recording.remove();
    assert.deepEqual(readdirSync(folder).sort(), ["program.mjs", "saved.ndjson", "sessions"]);
  });

  it("leaves nothing beside a place where it cannot be saved, and writes through no link there", async () => {
    const recording = await recorded(5, 1e9);
    const target = path.join(folder, "saved.ndjson");
    mkdirSync(target);
    assert.equal((await recording.save(target)).ok, false);
    assert.deepEqual(readdirSync(folder).sort(), ["saved.ndjson", "sessions"]);
    rmSync(target, { recursive: true });
    writeFileSync(path.join(folder, "elsewhere"), "as it was");
    symlinkSync("elsewhere", target);
    assert.ok((await recording.save(target)).ok);
    assert.equal(readFileSync(path.join(folder, "elsewhere"), "utf8"), "as it was");
    await recording.remove();
  });

  it("of a program that has ended is removed by the next", async () => {
    const stale = path.join(folder, "sessions", "999999999-1");
    mkdirSync(stale, { recursive: true });
    const living = path.join(folder, "sessions", `${process.pid}-99`);
    mkdirSync(living);
    await nodeSpools().open(path.join(folder, "sessions"), 1e9);
    assert.equal(existsSync(stale), false);
    assert.equal(existsSync(living), true);
  });
});
