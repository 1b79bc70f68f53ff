import { execFileSync, spawn } from "node:child_process";
import { createPrivateKey, generateKeyPair, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { soundValues } from "../support/profiles";
import { runScriptRecipe } from "../interop/scriptRecipe";
import { requireTool } from "../support/tools";

/** How many devices are made, of each kind of key. */
const counts = { ec: 1000, rsa: 200, recipe: 10 };
const growth = [100, 1000, 10_000];

type KeyKind = "ec" | "rsa";

const rsaValues = {
  CLIENT_KEY_ALG: "RSA",
  CLIENT_KEY_GROUP_NAME: "",
  SERVER_KEY_ALG: "RSA",
  SERVER_KEY_GROUP_NAME: "",
};

const template = (kind: KeyKind): string =>
  Object.entries({ ...soundValues, ...(kind === "rsa" ? rsaValues : {}) })
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");

interface Made {
  readonly ms: number;
  /** The most that was resident, bytes. */
  readonly residentBytes: number;
}

/** Runs the command line as a person would, from its start to its end. */
async function ours(root: string, kind: KeyKind, count: number): Promise<Made> {
  const folder = mkdtempSync(path.join(root, `ours-${kind}-`));
  writeFileSync(path.join(folder, "keygen.properties"), template(kind));
  const rows = Array.from({ length: count }, (_, index) => `meter-${index + 1}\n`);
  writeFileSync(path.join(folder, "fleet.csv"), `name\n${rows.join("")}`);
  const startMs = performance.now();
  const child = spawn(
    process.execPath,
    ["dist/cli.js", "fleet", path.join(folder, "fleet.csv"), "--json"].concat([
      "-p",
      path.join(folder, "keygen.properties"),
    ]),
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let residentBytes = 0;
  const look = setInterval(() => {
    residentBytes = Math.max(residentBytes, residentOf(child.pid ?? 0));
  }, 50);
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text.toString("utf8")));
  await new Promise((resolve) => child.once("close", resolve));
  clearInterval(look);
  const ms = performance.now() - startMs;
  const { generated } = JSON.parse(said) as { generated: number };
  if (generated !== count) {
    throw new Error(said.slice(0, 1000));
  }
  return { ms, residentBytes };
}

/** proc(5): the peak of the resident set; 0 once the process has ended. */
function residentOf(processId: number): number {
  try {
    const status = readFileSync(`/proc/${processId}/status`, "utf8");
    return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** A bare key and certificate for each device, in a shell's loop. */
function shellLoop(root: string, kind: KeyKind, count: number): number {
  const folder = mkdtempSync(path.join(root, `loop-${kind}-`));
  const key = kind === "ec" ? "ec -pkeyopt ec_paramgen_curve:P-256" : "rsa:2048";
  const line = `openssl req -x509 -nodes -newkey ${key} -subj "/CN=meter-$i" -keyout $i.key -out $i.pem 2>/dev/null`;
  const startMs = performance.now();
  execFileSync(requireTool("bash"), ["-c", `for i in $(seq ${count}); do ${line} || exit 1; done`], {
    cwd: folder,
  });
  return performance.now() - startMs;
}

/** ThingsBoard's scripts, one device after the other. */
async function recipe(root: string): Promise<number> {
  const folders = Array.from({ length: counts.recipe }, (_, index) => {
    const folder = path.join(root, `recipe-${index}`);
    mkdirSync(folder);
    writeFileSync(path.join(folder, "keygen.properties"), template("ec"));
    return folder;
  });
  const startMs = performance.now();
  for (const folder of folders) {
    await runScriptRecipe(path.join(folder, "keygen.properties"));
  }
  return performance.now() - startMs;
}

const newKeys = promisify(generateKeyPair) as (
  type: string,
  options: object,
) => Promise<{ privateKey: Buffer }>;
const pkcs8 = {
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "der" },
} as const;

/** The keys alone, on all cores: nobody makes a bundle without one. */
async function keysAlone(kind: KeyKind, count: number): Promise<number> {
  const startMs = performance.now();
  await inLanes(count, async () => {
    await (kind === "ec"
      ? newKeys("ec", { namedCurve: "P-256", ...pkcs8 })
      : newKeys("rsa", { modulusLength: 2048, ...pkcs8 }));
  });
  return performance.now() - startMs;
}

/** A key, a signature, and the bytes of a bundle written and synced: what the disk lets through. */
async function keysAndFiles(root: string, count: number): Promise<number> {
  const folder = mkdtempSync(path.join(root, "floor-"));
  const bytes = Buffer.alloc(2000);
  const startMs = performance.now();
  await inLanes(count, async (index) => {
    const { privateKey } = await newKeys("ec", { namedCurve: "P-256", ...pkcs8 });
    sign("sha256", bytes, createPrivateKey({ key: privateKey, format: "der", type: "pkcs8" }));
    mkdirSync(path.join(folder, String(index)));
    for (let file = 0; file < 7; file += 1) {
      const handle = await open(path.join(folder, String(index), String(file)), "wx", 0o600);
      await handle.writeFile(bytes);
      await handle.sync();
      await handle.close();
    }
  });
  return performance.now() - startMs;
}

async function inLanes(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, lane));
}

const perSecond = (count: number, ms: number): string => {
  const rate = (1000 * count) / ms;
  return rate < 10 ? rate.toFixed(1) : rate.toFixed(0);
};
const ratio = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ×`;

async function section(root: string): Promise<string> {
  const ec = await ours(root, "ec", counts.ec);
  const rsa = await ours(root, "rsa", counts.rsa);
  const loop = { ec: shellLoop(root, "ec", counts.ec), rsa: shellLoop(root, "rsa", counts.rsa) };
  const scripts = await recipe(root);
  const keys = { ec: await keysAlone("ec", counts.ec), rsa: await keysAlone("rsa", counts.rsa) };
  const files = await keysAndFiles(root, counts.ec);
  const sizes: (readonly [number, Made])[] = [];
  for (const count of growth) {
    sizes.push([count, count === counts.ec ? ec : await ours(root, "ec", count)]);
  }
  const each = (ms: number, count: number): number => ms / count;
  const oursEc = each(ec.ms, counts.ec);
  return `## A fleet

\`thingsboard-x509 fleet\` from its start to its end, a bundle of seven files for each row, synced to the disk. Beside it a shell's
loop of \`openssl req -x509\` (a bare key and certificate, nothing encrypted, nothing synced), ThingsBoard's scripts as they are
(server and client, ${counts.recipe} devices and extrapolated), and two floors on all cores: the keys alone, and a key, a signature and the bytes of
the files written and synced. ${availableParallelism()} cores, Node ${process.versions.node}.

| devices | key | ours, /s | shell loop, /s | scripts, /s | keys alone, /s | keys and files, /s |
|---|---|--:|--:|--:|--:|--:|
| ${counts.ec} | EC P-256 | ${perSecond(counts.ec, ec.ms)} | ${perSecond(counts.ec, loop.ec)} | ${perSecond(counts.recipe, scripts)} | ${perSecond(counts.ec, keys.ec)} | ${perSecond(counts.ec, files)} |
| ${counts.rsa} | RSA 2048 | ${perSecond(counts.rsa, rsa.ms)} | ${perSecond(counts.rsa, loop.rsa)} |  | ${perSecond(counts.rsa, keys.rsa)} | |

| ratio | measured | target |
|---|--:|--:|
| EC: scripts to ours | ${ratio(each(scripts, counts.recipe) / oursEc)} | ≥ 200 |
| EC: shell loop to ours | ${ratio(each(loop.ec, counts.ec) / oursEc)} | |
| EC: ours to keys and files | ${ratio(ec.ms / files)} | |
| RSA: ours to the keys alone | ${ratio(rsa.ms / keys.rsa)} | ≤ 1.2 |

| devices, EC | seconds | devices/s | MB resident, most |
|---|--:|--:|--:|
${sizes.map(([count, { ms, residentBytes }]) => `| ${count.toLocaleString("en")} | ${(ms / 1000).toFixed(1)} | ${perSecond(count, ms)} | ${(residentBytes / 1e6).toFixed(0)} |`).join("\n")}
`;
}

const root = mkdtempSync(path.join(tmpdir(), "tb-bench-fleet-"));
try {
  console.log(await section(root));
} finally {
  for (const name of readdirSync(root)) {
    rmSync(path.join(root, name), { recursive: true, force: true });
  }
  rmSync(root, { recursive: true, force: true });
}
