import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/** The Debian package of each real tool that a test may need. */
const packages: Readonly<Record<string, string>> = {
  bash: "bash",
  certtool: "gnutls-bin",
  gcc: "gcc",
  git: "git",
  certutil: "libnss3-tools",
  epmd: "rabbitmq-server",
  escript: "rabbitmq-server",
  "gnutls-cli": "gnutls-bin",
  "gnutls-serv": "gnutls-bin",
  ip: "iproute2",
  java: "openjdk-17-jdk-headless",
  javac: "openjdk-17-jdk-headless",
  keytool: "openjdk-17-jdk-headless",
  mosquitto: "mosquitto",
  mosquitto_pub: "mosquitto-clients",
  mosquitto_sub: "mosquitto-clients",
  nsenter: "util-linux",
  openssl: "openssl",
  pk12util: "libnss3-tools",
  python3: "python3",
  selfserv: "libnss3-tools",
  tstclnt: "libnss3-tools",
  unshare: "util-linux",
};

/** Gives the path of a real tool. A missing one is an error that names its package: interop tests never skip. */
export function requireTool(name: string): string {
  const program = process.platform === "win32" ? `${name}.exe` : name;
  const found = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, program))
    .find(isExecutable);
  if (found === undefined) {
    throw new Error(`${name} is missing: apt-get install ${packages[name] ?? name}`);
  }
  return found;
}

/** The Debian package of each header that a test's C program includes. */
const headerPackages = {
  "MQTTClient.h": "libpaho-mqtt-dev",
  "mbedtls/ssl.h": "libmbedtls-dev",
  "wolfssl/ssl.h": "libwolfssl-dev",
} as const;

/** Makes sure that gcc finds a header; a missing one is an error that names its package. */
export function requireHeader(name: keyof typeof headerPackages): void {
  const terms = ["-E", "-include", name, "-x", "c", "/dev/null"];
  if (spawnSync(requireTool("gcc"), terms, { stdio: "ignore" }).status !== 0) {
    throw new Error(`${name} is missing: apt-get install ${headerPackages[name]}`);
  }
}

/** Makes sure that Debian's own Python has a module; a missing one is an error that names its package. */
export function requirePythonModule(name: "paho.mqtt"): void {
  if (spawnSync("/usr/bin/python3", ["-c", `import ${name}`], { stdio: "ignore" }).status !== 0) {
    throw new Error(`The Python module ${name} is missing: apt-get install python3-paho-mqtt`);
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
