// Runs the unit suite, a bundle's journey and the table of TLS errors on BoringSSL, the library of the desktop's Electron.
// The runtime is Bun, from npm, kept outside the project. Usage: node scripts/runBoringSsl.mjs [part of a file's name …]
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { bundleTests } from "./bundleTests.mjs";
import { must, root, run } from "./run.mjs";
import { pathWithSystemPrograms } from "./setup/debianPackages.mjs";

const bunVersion = "1.4.5";
const minuteMs = 60_000;

/** Bun's package of each platform; there is none for others. */
const packages = {
  "linux x64": "@oven/bun-linux-x64",
  "linux arm64": "@oven/bun-linux-aarch64",
  "darwin x64": "@oven/bun-darwin-x64",
  "darwin arm64": "@oven/bun-darwin-aarch64",
  "win32 x64": "@oven/bun-windows-x64",
};

/** Gives the path of Bun's program, installed on first use; its package runs no script of its own. */
async function installedBun() {
  const platform = `${process.platform} ${process.arch}`;
  const name = packages[platform];
  if (name === undefined) {
    const known = Object.values(packages).join(", ");
    throw new Error(`No BoringSSL runtime for ${platform}: @oven/bun has packages for none but ${known}.`);
  }
  const folder = path.join(homedir(), ".cache/thingsboard-x509", `bun-${bunVersion}`);
  const program = path.join(
    folder,
    "node_modules",
    name,
    "bin",
    process.platform === "win32" ? "bun.exe" : "bun",
  );
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const options = ["--ignore-scripts", "--no-save", "--no-audit", "--no-fund"];
    await must(npm, ["install", ...options, `${name}@${bunVersion}`], {
      cwd: folder,
      timeoutMs: 5 * minuteMs,
      quiet: true,
    });
  }
  return program;
}

/** The counts of the report; a test that did not run is not one that passed. */
function countsOf(reportFile, status) {
  const report = existsSync(reportFile) ? readFileSync(reportFile, "utf8") : "";
  const [, head = ""] = /<testsuites\b([^>]*)>/.exec(report) ?? [];
  const number = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = number("failures") + number("skipped");
  const passed = number("tests") - failed;
  return { passed, failed: status === 0 && passed > 0 ? failed : Math.max(1, failed) };
}

async function runOnBun(parts) {
  const program = await installedBun();
  const files = [...(await bundleTests("unit", parts)), ...(await bundleTests("boringssl", parts))];
  if (files.length === 0) {
    throw new Error(`No test file matches ${parts.join(" ")}.`);
  }
  const reportFile = path.join(root, "build/test/boringssl.xml");
  rmSync(reportFile, { force: true });
  // Each file has modules of its own, as on Node: one of them sets the language of all sentences.
  const args = [
    ...["test", "--isolate", "--preload", "./test/boringssl/allowList.mjs", "--timeout", "60000"],
    ...["--reporter", "junit", "--reporter-outfile", reportFile, "--only-failures"],
    ...files.map((file) => `./${path.relative(root, file)}`),
  ];
  const { status, timedOut } = await run(program, args, {
    env: { ...process.env, PATH: pathWithSystemPrograms(), NO_COLOR: "1" },
    timeoutMs: 9 * minuteMs,
  });
  if (timedOut) {
    console.error("The tests on BoringSSL ran longer than 9 minutes.");
  }
  return countsOf(reportFile, status);
}

let counts;
try {
  counts = await runOnBun(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  counts = { passed: 0, failed: 1 };
}
process.exitCode = counts.failed > 0 ? 1 : 0;
console.log(`${counts.passed} passed, ${counts.failed} failed`);
