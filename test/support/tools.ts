import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/** The Debian package of each real tool that a test may need. */
const packages: Readonly<Record<string, string>> = {
  bash: "bash",
  certtool: "gnutls-bin",
  gcc: "gcc",
  certutil: "libnss3-tools",
  epmd: "rabbitmq-server",
  escript: "rabbitmq-server",
  "gnutls-cli": "gnutls-bin",
  "gnutls-serv": "gnutls-bin",
  java: "openjdk-17-jdk-headless",
  javac: "openjdk-17-jdk-headless",
  keytool: "openjdk-17-jdk-headless",
  mosquitto: "mosquitto",
  mosquitto_pub: "mosquitto-clients",
  mosquitto_sub: "mosquitto-clients",
  openssl: "openssl",
  pk12util: "libnss3-tools",
  python3: "python3",
  unshare: "util-linux",
};

/** Gives the path of a real tool. A missing one is an error that names its package: interop tests never skip. */
export function requireTool(name: string): string {
  const found = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
  if (found === undefined) {
    throw new Error(`${name} is missing: apt-get install ${packages[name] ?? name}`);
  }
  return found;
}

/** Makes sure that gcc finds a header; a missing one is an error that names its package. */
export function requireHeader(name: "MQTTClient.h"): void {
  const terms = ["-E", "-include", name, "-x", "c", "/dev/null"];
  if (spawnSync(requireTool("gcc"), terms, { stdio: "ignore" }).status !== 0) {
    throw new Error(`${name} is missing: apt-get install libpaho-mqtt-dev`);
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
