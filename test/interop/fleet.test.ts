import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createSecureContext } from "node:tls";
import { after, before, describe, it } from "node:test";
import { readJks } from "../../src/core/keystore/jks";
import { fleetRig, type CliEnded, type FleetRig } from "./fleetCliRig";

const password = "ClientSecret7x";

let rig: FleetRig;

before(async () => {
  rig = await fleetRig();
});

after(() => {
  rig.remove();
});

/** Writes a CSV of so many devices into a folder of its own, and gives its path. */
function csvOf(name: string, devices: number): string {
  const folder = path.join(rig.folder, name);
  mkdirSync(folder);
  const csv = path.join(folder, "fleet.csv");
  const rows = Array.from({ length: devices }, (_, index) => `m-${index + 1},Town ${index + 1}\r\n`);
  writeFileSync(csv, `name,city\r\n${rows.join("")}`);
  return csv;
}

function fleet(csv: string, env: NodeJS.ProcessEnv = {}, ...args: readonly string[]): Promise<CliEnded> {
  const template = path.join(rig.folder, "keygen.properties");
  return rig.cli(["fleet", csv, "-p", template, "--json", "--concurrency", "4", ...args], env);
}

interface Answer {
  readonly total: number;
  readonly generated: number;
  readonly skipped: number;
  readonly failed: readonly { readonly row: number; readonly code: string; readonly message: string }[];
}

function answerOf({ stdout, stderr }: CliEnded): Answer {
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout) as Answer;
}

function namesOf(name: string): readonly string[] {
  const files = ["jks", "nopass.pem", "p12", "pem", "pk8.pem", "pub.pem"].map(
    (ending) => `${name}.${ending}`,
  );
  return ["keygen.properties", ...files];
}

/** Says what is wrong with a device's folder, judged by Node's own TLS library where that can; gives its serial number. */
function serialOfWhole(csv: string, number: number): string {
  const name = `m-${number}`;
  const folder = path.join(path.dirname(csv), name);
  const bytes = (ending: string): Buffer => readFileSync(path.join(folder, `${name}.${ending}`));
  assert.deepEqual(readdirSync(folder).sort(), [...namesOf(name)].sort());
  assert.ok(readFileSync(path.join(folder, "keygen.properties"), "utf8").includes(`CITY="Town ${number}"`));
  const certificate = new X509Certificate(bytes("pub.pem"));
  assert.ok(certificate.subject.split("\n").includes(`CN=${name}`));
  assert.ok(certificate.checkPrivateKey(createPrivateKey(bytes("pk8.pem"))));
  createSecureContext({ pfx: bytes("p12"), passphrase: password });
  createSecureContext({ key: bytes("pem"), cert: bytes("pem"), passphrase: password });
  createSecureContext({ key: bytes("nopass.pem"), cert: bytes("nopass.pem") });
  const entries = readJks(bytes("jks"), password);
  const entry = entries.ok ? entries.value[0] : undefined;
  assert.ok(entry?.kind === "private-key" && certificate.raw.equals(entry.chainDer[0] ?? Buffer.alloc(0)));
  return certificate.serialNumber;
}

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("a fleet that is generated on the command line", () => {
  it("is killed 50 times at random, goes on each time, and ends whole, with no row lost or doubled", async () => {
    const devices = 40;
    const csv = csvOf("killed", devices);
    const random = randomFrom(20_261_126);
    const finished = new Map<number, string>();
    let kills = 0;
    while (kills < 50) {
      // Verifying a device takes a dozen calls, writing one some fifty.
      const killAt = 1 + Math.floor(random() * (150 + 6 * finished.size));
      const { signal, stderr } = await fleet(csv, { KILL_AT: String(killAt) });
      kills += signal === "SIGKILL" ? 1 : 0;
      assert.equal(stderr, "");
      for (let number = 1; number <= devices; number += 1) {
        const folder = path.join(path.dirname(csv), `m-${number}`);
        const isWhole = existsSync(folder) && readdirSync(folder).length === namesOf("").length;
        if (isWhole && !readdirSync(folder).some((name) => name.startsWith("."))) {
          const serial = serialOfWhole(csv, number);
          assert.equal(finished.get(number) ?? serial, serial, `m-${number} was made twice`);
          finished.set(number, serial);
        }
      }
    }
    const { total, generated, skipped, failed } = answerOf(await fleet(csv));
    assert.deepEqual([total, generated + skipped, failed], [devices, devices, []]);
    const serials = Array.from({ length: devices }, (_, index) => serialOfWhole(csv, index + 1));
    assert.equal(new Set(serials).size, devices);
    for (const [number, serial] of finished) {
      assert.equal(serials[number - 1], serial, `m-${number} was made twice`);
    }
    assert.deepEqual(answerOf(await fleet(csv)), {
      total: devices,
      generated: 0,
      skipped: devices,
      failed: [],
    });
  });

  it("meets a full disk in the middle, says which rows failed, and makes them when there is room", async () => {
    const csv = csvOf("full", 20);
    const full = await fleet(csv, { FULL_FROM: "90", FULL_FOR: "12" });
    const { generated, failed } = answerOf(full);
    assert.equal(full.code, 1);
    assert.ok(failed.length > 0 && generated > 0, full.stdout);
    assert.equal(generated + failed.length, 20);
    assert.deepEqual([...new Set(failed.map(({ code }) => code))], ["disk-full"]);
    const report = readFileSync(csv.replace(".csv", ".errors.csv"), "utf8").trimEnd().split("\r\n");
    assert.equal(report[0], "row,code,message");
    assert.equal(report.length, 1 + failed.length);
    const rest = answerOf(await fleet(csv));
    // One may be there whole and only the folder above it could not be synced: it is found, not made again.
    assert.deepEqual([rest.generated + rest.skipped, rest.failed], [20, []]);
    assert.ok(rest.skipped >= generated && rest.generated > 0, JSON.stringify(rest));
    Array.from({ length: 20 }, (_, index) => serialOfWhole(csv, index + 1));
  });

  it("makes all devices but the one whose folder cannot be used", async () => {
    const csv = csvOf("unusable", 10);
    writeFileSync(path.join(path.dirname(csv), "m-4"), "in the way");
    const ended = await fleet(csv);
    const { generated, failed } = answerOf(ended);
    assert.equal(ended.code, 1);
    assert.deepEqual([generated, failed.map(({ row, code }) => [row, code])], [9, [[5, "file-not-regular"]]]);
    assert.equal(readFileSync(path.join(path.dirname(csv), "m-4"), "utf8"), "in the way");
  });

  it("is not begun while a row is wrong", async () => {
    const csv = csvOf("wrong", 3);
    writeFileSync(csv, "name,city\nm-1,a\n../m-2,b\n");
    const ended = await rig.cli(["fleet", csv]);
    assert.equal(ended.code, 1);
    assert.ok(ended.stdout.includes(`${csv}:3:1: error: row 3: ../m-2 cannot be the name of a folder`));
    assert.deepEqual(readdirSync(path.dirname(csv)).sort(), ["fleet.csv", "fleet.errors.csv"].sort());
  });
});

describe("the command line", () => {
  const rows: readonly [args: readonly string[], code: number, told: RegExp][] = [
    [["validate"], 0, /^$/],
    [["validate", "-p", "wrong.properties"], 1, /wrong\.properties:1:5: error: .* \[space-around-equals\]/],
    [["validate", "-p", "none.properties"], 3, /^There is no none\.properties .*\[file-not-found\]/],
    [["validate", "-p", "none.properties", "--json"], 3, /^\{"error":\{"code":"file-not-found"/],
    [["validate", "wrong.properties", "keygen.properties"], 1, /wrong\.properties:1:5: error: /],
    [["validate", "keygen.properties", "-p", "keygen.properties", "--json"], 0, /^\{"diagnostics":\[\]\}/],
    [
      ["validate", "none.properties", "wrong.properties", "--json"],
      3,
      /"errors":\[\{"code":"file-not-found".*"diagnostics":\[\{/,
    ],
    [["generate", "--json"], 0, /"fingerprint256":"[0-9A-F:]{95}"/],
    [["generate"], 3, /client\.jks is already in .*\[file-exists\]/],
    [["generate", "--server-side"], 0, /server\.cer/],
    [["generate", "--overwrite", "--days", "0"], 2, /0 is no number from 1/],
    [["test"], 2, /test needs --server/],
    [["test", "--server", "mqtts://127.0.0.1:1", "--json"], 1, /"code":"tcp-refused"/],
    [["fleet"], 2, /fleet takes one CSV file/],
    [["launch"], 2, /Say what to do/],
    [["--unknown"], 2, /Unknown option '--unknown'/],
    [["--help"], 0, /^thingsboard-x509 validate/],
  ];
  for (const [args, code, told] of rows) {
    it(`${args.join(" ")}: ${code}`, async () => {
      writeFileSync(path.join(rig.folder, "wrong.properties"), "CITY = Paris\n");
      const ended = await rig.cli(args);
      assert.match(ended.stdout + ended.stderr, told);
      assert.equal(ended.code, code, ended.stderr);
    });
  }

  it("writes nothing that a terminal obeys, begins a line with or turns around, and JSON that is the same", async () => {
    const name = "\u001b[2J\u009b2J\nx:1:1: error\u202e.properties";
    writeFileSync(path.join(rig.folder, name), "CITY = Paris\n");
    const [told, json] = [await rig.cli(["validate", name]), await rig.cli(["validate", name, "--json"])];
    assert.equal(told.code, 1);
    for (const { stdout } of [told, json]) {
      assert.doesNotMatch(stdout.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
    }
    assert.ok(told.stdout.split("\n").every((line) => line === "" || line.startsWith(rig.folder)));
    const { diagnostics } = JSON.parse(json.stdout) as { readonly diagnostics: { readonly file: string }[] };
    assert.equal(diagnostics[0]?.file, path.join(rig.folder, name));
    rmSync(path.join(rig.folder, name));
  });
});
