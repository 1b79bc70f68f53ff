import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { generateIdentity } from "../../src/flows/generateIdentity";
import { nextTurn, systemClock } from "../../src/io/clock";
import { nodeEntropy } from "../../src/io/entropy";
import { nodeFiles } from "../../src/io/files";
import { machineNames } from "../../src/io/machine";
import { soundValues } from "../support/profiles";
import { requireTool } from "../support/tools";

/** How often the script's calls run; ours run three times as often, in between, so that both see the same machine. */
const rounds = 7;

interface Algorithm {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  /** What keytool is told of the key. */
  readonly keytool: readonly string[];
}

const algorithms: readonly Algorithm[] = [
  { name: "EC P-256", values: {}, keytool: ["-keyalg", "EC", "-groupname", "secp256r1"] },
  {
    name: "RSA 2048",
    values: {
      CLIENT_KEY_ALG: "RSA",
      CLIENT_KEY_GROUP_NAME: "",
      SERVER_KEY_ALG: "RSA",
      SERVER_KEY_GROUP_NAME: "",
    },
    keytool: ["-keyalg", "RSA", "-keysize", "2048"],
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

function call(tool: string, ...args: readonly (string | readonly string[])[]): void {
  execFileSync(requireTool(tool), args.flat(), { stdio: ["ignore", "ignore", "pipe"] });
}

const world = {
  files: nodeFiles(),
  clock: systemClock,
  entropy: nodeEntropy(),
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
  readonly oursMs: number[];
}

/** Runs both in turns, each in a new folder; only the making of the client's files is timed. */
async function measure(root: string, algorithm: Algorithm): Promise<Times> {
  const times: Times = { scriptMs: [], oursMs: [] };
  for (let round = 0; round < rounds; round += 1) {
    const scriptFolder = await preparedFolder(root, `${algorithm.name} script ${round}`, algorithm);
    times.scriptMs.push(
      await elapsedMs(() => {
        callScriptTools(scriptFolder, algorithm);
      }),
    );
    for (const turn of [0, 1, 2]) {
      const folder = await preparedFolder(root, `${algorithm.name} ours ${round} ${turn}`, algorithm);
      times.oursMs.push(await elapsedMs(() => generate(folder, "client")));
    }
  }
  return times;
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

function rowOf({ name }: Algorithm, { scriptMs, oursMs }: Times): string {
  const [script, ours] = [median(scriptMs), median(oursMs)];
  const range = `${Math.min(...oursMs).toFixed(0)}–${Math.max(...oursMs).toFixed(0)}`;
  const cells = [name, script.toFixed(0), ours.toFixed(0), range, `${(script / ours).toFixed(0)} ×`];
  return `| ${cells.join(" | ")} |`;
}

const root = mkdtempSync(path.join(tmpdir(), "tb-bench-"));
try {
  const rows: string[] = [];
  for (const algorithm of algorithms) {
    rows.push(rowOf(algorithm, await measure(root, algorithm)));
  }
  const java = execFileSync(requireTool("java"), ["--version"], { encoding: "utf8" }).split("\n")[0] ?? "";
  console.log(
    [
      "## A client's bundle",
      "",
      "From keygen.properties to the six files: the three keytool and three openssl calls of ThingsBoard's",
      "client.keygen.sh, and Generate Client Cert in a running extension host, which also syncs every file to the disk.",
      `Medians of ${rounds} and ${rounds * 3} runs in turns, in milliseconds, on one machine: the ratio is what carries over.`,
      `${cpus().length} cores, Node ${process.versions.node}, ${java}.`,
      "",
      "| key | six calls | ours | ours, from–to | ratio |",
      "|---|--:|--:|--:|--:|",
      ...rows,
      "",
    ].join("\n"),
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
