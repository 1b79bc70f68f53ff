import { execFileSync } from "node:child_process";
import { createPrivateKey, sign } from "node:crypto";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import type { KeyAlgorithm } from "../../src/core/identity/identity";
import { bundleNamesOf } from "../../src/core/keystore/bundleNames";
import { generateIdentity } from "../../src/flows/generateIdentity";
import { nextTurn, systemClock } from "../../src/io/clock";
import { nodeEntropy } from "../../src/io/entropy";
import { nodeFiles } from "../../src/io/files";
import { machineNames } from "../../src/io/machine";
import { soundValues } from "../support/profiles";
import { requireTool } from "../support/tools";

/** How often the script's calls run; what is fast runs more often, in between, so that all see the same machine. */
const rounds = 7;
const turnsOfRound = 3;

interface Algorithm {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  /** What keytool is told of the key, and openssl. */
  readonly keytool: readonly string[];
  readonly openssl: readonly string[];
  readonly key: KeyAlgorithm;
}

const algorithms: readonly Algorithm[] = [
  {
    name: "EC P-256",
    values: {},
    keytool: ["-keyalg", "EC", "-groupname", "secp256r1"],
    openssl: ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    key: { kind: "ec", curve: "P-256" },
  },
  {
    name: "RSA 2048",
    values: {
      CLIENT_KEY_ALG: "RSA",
      CLIENT_KEY_GROUP_NAME: "",
      SERVER_KEY_ALG: "RSA",
      SERVER_KEY_GROUP_NAME: "",
    },
    keytool: ["-keyalg", "RSA", "-keysize", "2048"],
    openssl: ["rsa:2048"],
    key: { kind: "rsa", bits: 2048 },
  },
];

const password = soundValues["CLIENT_KEYSTORE_PASSWORD"] ?? "";
const dname = "CN=tb.example.org, OU=Metering, O=Example, L=Paris, ST=IDF, C=FR";

/** The calls of ThingsBoard 4.4's client.keygen.sh, in its order; both passwords are the same, as it needs them. */
function callScriptTools(folder: string, { keytool }: Algorithm): void {
  const file = (name: string): string => path.join(folder, name);
  const jks = ["-keystore", file("client.jks"), "-storepass", password];
  const p12 = ["pkcs12", "-in", file("client.p12"), "-passin", `pass:${password}`];
  const alias = ["-alias", "clientalias"];
  call("keytool", "-genkeypair", alias, keytool, "-validity", "9999", "-dname", dname, jks);
  call("keytool", [
    ...["-importkeystore", "-srckeystore", file("client.jks"), "-srcstorepass", password, ...alias],
    ...["-destkeystore", file("client.p12"), "-deststoretype", "PKCS12", "-deststorepass", password],
  ]);
  call("openssl", [...p12, "-passout", `pass:${password}`, "-out", file("client.pem")]);
  const pkcs8 = ["pkcs8", "-topk8", "-nocrypt", "-in", file("client.pem"), "-passin", `pass:${password}`];
  call("openssl", [...pkcs8, "-out", file("client.pk8.pem")]);
  call("keytool", ["-importcert", "-noprompt", "-alias", "serveralias", "-file", file("server.cer"), ...jks]);
  call("openssl", ["x509", "-in", file("client.pem"), "-out", file("client.pub.pem")]);
  writeFileSync(file("client.nopass.pem"), readFileSync(file("client.pk8.pem")));
  appendFileSync(file("client.nopass.pem"), readFileSync(file("client.pub.pem")));
}

/** The least that makes a key and a certificate with a tool: no keystore, nothing encrypted, nothing synced. */
function callOpenssl(folder: string, { openssl }: Algorithm): void {
  const out = ["-keyout", path.join(folder, "key.pem"), "-out", path.join(folder, "certificate.pem")];
  call("openssl", ["req", "-x509", "-nodes", "-newkey", ...openssl], ["-subj", "/CN=tb.example.org"], out);
}

/** What nobody gets around: a key, one signature, and the bytes of the six files written and synced. */
async function doFloor(folder: string, { key }: Algorithm, files: readonly Uint8Array[]): Promise<void> {
  const pair = await world.entropy.keyPair(key, new AbortController().signal);
  const der = Buffer.from(pair?.privateKeyPkcs8Der ?? []);
  sign("sha256", Buffer.alloc(500), createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  for (const [index, bytes] of files.entries()) {
    const file = await open(path.join(folder, String(index)), "wx", 0o600);
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
  }
}

function call(tool: string, ...args: readonly (string | readonly string[])[]): void {
  execFileSync(requireTool(tool), args.flat(), { stdio: ["ignore", "ignore", "pipe"] });
}

const entropy = nodeEntropy();
/** How long the flow waited for its last key: what it took besides is ours, whatever primes were found. */
let keyMs = 0;

const world = {
  files: nodeFiles(),
  clock: systemClock,
  entropy: {
    ...entropy,
    keyPair: async (...args: Parameters<typeof entropy.keyPair>): ReturnType<typeof entropy.keyPair> => {
      const startMs = performance.now();
      const pair = await entropy.keyPair(...args);
      keyMs = performance.now() - startMs;
      return pair;
    },
  },
  machine: machineNames(),
  pause: nextTurn,
};

/** The product's own flow, from the properties file to the six files, synced to the disk. */
async function generate(folder: string, side: "client" | "server"): Promise<void> {
  const propertiesPath = path.join(folder, "keygen.properties");
  const request = { propertiesPath, side, overwrite: false, validityDays: 3650 };
  const generated = await generateIdentity(request, world, new AbortController().signal);
  if (!generated.ok) {
    throw new Error(JSON.stringify(generated.failure));
  }
}

/** A folder with a properties file and a server's bundle, ready for a client's. */
async function preparedFolder(root: string, name: string, { values }: Algorithm): Promise<string> {
  const folder = path.join(root, name);
  mkdirSync(folder);
  const lines = Object.entries({ ...soundValues, ...values }).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(path.join(folder, "keygen.properties"), lines.join(""));
  await generate(folder, "server");
  return folder;
}

interface Times {
  readonly scriptMs: number[];
  readonly opensslMs: number[];
  readonly oursMs: number[];
  /** Of ours, the making of the key. */
  readonly oursKeyMs: number[];
  readonly floorMs: number[];
}

/** Runs all in turns, each in a new folder; only the making of the client's files is timed. */
async function measure(root: string, algorithm: Algorithm): Promise<Times> {
  const times: Times = { scriptMs: [], opensslMs: [], oursMs: [], oursKeyMs: [], floorMs: [] };
  for (let round = 0; round < rounds; round += 1) {
    const scriptFolder = await preparedFolder(root, `${algorithm.name} script ${round}`, algorithm);
    times.scriptMs.push(
      await elapsedMs(() => {
        callScriptTools(scriptFolder, algorithm);
      }),
    );
    for (let turn = 0; turn < turnsOfRound; turn += 1) {
      const folder = await preparedFolder(root, `${algorithm.name} ours ${round} ${turn}`, algorithm);
      await measureTurn(folder, algorithm, times);
    }
  }
  return times;
}

/** One turn of what is fast, in the folder of a device. */
async function measureTurn(folder: string, algorithm: Algorithm, times: Times): Promise<void> {
  times.oursMs.push(await elapsedMs(() => generate(folder, "client")));
  times.oursKeyMs.push(keyMs);
  const prefix = soundValues["CLIENT_FILE_PREFIX"] ?? "";
  const files = bundleNamesOf("client", prefix).map((name) => readFileSync(path.join(folder, name)));
  times.floorMs.push(await elapsedMs(() => doFloor(folder, algorithm, files)));
  times.opensslMs.push(
    await elapsedMs(() => {
      callOpenssl(folder, algorithm);
    }),
  );
}

async function elapsedMs(work: () => void | Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function timesRow({ name }: Algorithm, { scriptMs, opensslMs, oursMs, floorMs }: Times): string {
  const range = `${Math.min(...oursMs).toFixed(0)}–${Math.max(...oursMs).toFixed(0)}`;
  const medians = [scriptMs, opensslMs, oursMs].map((values) => median(values).toFixed(0));
  return `| ${[name, ...medians, range, median(floorMs).toFixed(0)].join(" | ")} |`;
}

/** An EC key costs nothing, so the floor is compared; of RSA, ours with the making of the very same keys. */
function ratioRows({ name, key }: Algorithm, times: Times): readonly string[] {
  const row = (what: string, ratio: number, target: string): string =>
    `| ${name} | ${what} | ${ratio.toFixed(ratio < 10 ? 2 : 0)} × | ${target} |`;
  const ours = median(times.oursMs);
  const toOurs = (values: readonly number[]): number => median(values) / ours;
  const isEc = key.kind === "ec";
  return [
    row("six calls to ours", toOurs(times.scriptMs), isEc ? "≥ 50" : ""),
    row("openssl to ours", toOurs(times.opensslMs), ""),
    isEc
      ? row("ours to the floor", ours / median(times.floorMs), "≤ 5")
      : row("ours to its own keys, in all", sum(times.oursMs) / sum(times.oursKeyMs), "≤ 1.3"),
  ];
}

const root = mkdtempSync(path.join(tmpdir(), "tb-bench-"));
try {
  const measured: (readonly [Algorithm, Times])[] = [];
  for (const algorithm of algorithms) {
    measured.push([algorithm, await measure(root, algorithm)]);
  }
  const java = execFileSync(requireTool("java"), ["--version"], { encoding: "utf8" }).split("\n")[0] ?? "";
  console.log(
    [
      "## A client's bundle",
      "",
      "From keygen.properties to the six files: the three keytool and three openssl calls of ThingsBoard's",
      "client.keygen.sh, and Generate Client Cert in a running extension host, which also syncs every file to the disk.",
      "Beside them `openssl req -x509`, one call for a bare key and certificate, and the floor: a key, one signature and the",
      "same bytes written and synced.",
      "",
      `Medians of ${rounds} and, of the last three, ${rounds * turnsOfRound} runs in turns, in milliseconds, on one machine:`,
      "the ratios are what carries over.",
      `${cpus().length} cores, Node ${process.versions.node}, ${java}.`,
      "",
      "| key | six calls | openssl | ours | ours, from–to | floor |",
      "|---|--:|--:|--:|--:|--:|",
      ...measured.map(([algorithm, times]) => timesRow(algorithm, times)),
      "",
      "| key | ratio | measured | target |",
      "|---|---|--:|--:|",
      ...measured.flatMap(([algorithm, times]) => ratioRows(algorithm, times)),
      "",
      "The time for an RSA key is a matter of luck, so ours is held against the making of the very keys that it got.",
      "",
    ].join("\n"),
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
