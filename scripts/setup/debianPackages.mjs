// The real tools that the tests use, each with the Debian package that has it.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { must } from "../run.mjs";

/** What `npm start` needs besides Node: a compiler for two native modules of the VS Code server. */
const buildTools = [
  { name: "build-essential", tools: ["make", "g++"] },
  { name: "python3", tools: ["python3"] },
];

const browser = [{ name: "chromium", tools: ["chromium"] }];

const peers = [
  { name: "git", tools: ["git"] },
  { name: "openssl", tools: ["openssl"] },
  { name: "default-jdk-headless", tools: ["java", "javac", "keytool"] },
  { name: "mosquitto", tools: ["mosquitto"] },
  { name: "mosquitto-clients", tools: ["mosquitto_pub", "mosquitto_sub"] },
  { name: "gnutls-bin", tools: ["certtool", "gnutls-cli", "gnutls-serv"] },
  { name: "libnss3-tools", tools: ["certutil", "pk12util", "selfserv", "tstclnt"] },
  { name: "iproute2", tools: ["ip"] },
  { name: "libmbedtls-dev", tools: [], header: "/usr/include/mbedtls/ssl.h" },
  { name: "libwolfssl-dev", tools: [], header: "/usr/include/wolfssl/ssl.h" },
  { name: "rabbitmq-server", tools: ["rabbitmq-server", "escript", "epmd"] },
  { name: "python3-paho-mqtt", tools: [], pythonModule: "paho.mqtt" },
  { name: "libpaho-mqtt-dev", tools: [], header: "/usr/include/MQTTClient.h" },
];

/** The packages for each use: the person's own VS Code, a server for them, one that a test drives, all tests. */
export const packagesFor = {
  desktop: [],
  start: buildTools,
  check: [...buildTools, ...browser],
  test: [...buildTools, ...browser, ...peers],
};

/** PATH with the folders of system programs: mosquitto lies in /usr/sbin, which people's PATH leaves out. */
export function pathWithSystemPrograms() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return [...new Set([...folders, "/usr/sbin", "/sbin"])].join(path.delimiter);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a program, or undefined. */
export function findTool(name) {
  return pathWithSystemPrograms()
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

/** Debian's own Python: packages for it are not seen by another `python3` that may come first on PATH. */
function hasPythonModule(name) {
  return spawnSync("/usr/bin/python3", ["-c", `import ${name}`], { stdio: "ignore" }).status === 0;
}

function isThere({ tools, pythonModule, header }) {
  return (
    tools.every((tool) => findTool(tool) !== undefined) &&
    (header === undefined || existsSync(header)) &&
    (pythonModule === undefined || hasPythonModule(pythonModule))
  );
}

/** The command that may install packages: as root, or through a sudo that asks nothing. */
function aptGet() {
  if (findTool("apt-get") === undefined) {
    return undefined;
  }
  if (process.getuid?.() === 0) {
    return ["apt-get"];
  }
  return spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0
    ? ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    : undefined;
}

/** Installs what is missing of some packages, or fails with the one line to run. */
export async function ensureDebianPackages(packages) {
  const missing = packages.filter((one) => !isThere(one)).map(({ name }) => name);
  if (missing.length === 0) {
    return;
  }
  const install = ["install", "--yes", "--no-install-recommends", ...missing];
  const apt = aptGet();
  if (apt === undefined) {
    throw new Error(`Missing on this machine. Run as root:\n  apt-get ${install.join(" ")}`);
  }
  const [command, ...first] = apt;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  console.log(`Installing ${missing.join(", ")} …`);
  await must(command, [...first, "update"], { quiet: true, env, timeoutMs: 300_000 });
  await must(command, [...first, ...install], { quiet: true, env, timeoutMs: 900_000 });
  const stillMissing = packages.filter((one) => !isThere(one)).map(({ name }) => name);
  if (stillMissing.length > 0) {
    throw new Error(`Installed, but their programs are not found: ${stillMissing.join(", ")}.`);
  }
}
