import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from "node:tls";
import path from "node:path";
import { createInterface } from "node:readline";
import { writeFileSync } from "node:fs";
import { requireTool } from "../support/tools";
import type { Device } from "./connectionDevice";

/** A server that a test started. */
export interface Running {
  readonly port: number;
  /** `mqtts://localhost:<port>`. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Listens in plain TCP. */
export function rawServer(onSocket: (socket: Socket) => void): Promise<Running> {
  return listening(createServer(onSocket));
}

/** Listens with TLS through Node. Clients that break off are no error of the test. */
export function tlsServer(
  options: TlsOptions,
  onSecure: (socket: TLSSocket) => void,
  port = 0,
): Promise<Running> {
  const server = createTlsServer(options, (socket) => {
    socket.on("error", () => undefined);
    onSecure(socket);
  });
  server.on("tlsClientError", () => undefined);
  return listening(server, port);
}

/** Lets any server listen on 127.0.0.1. */
export async function listening(server: Server, wantedPort = 0): Promise<Running> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(wantedPort, "127.0.0.1", resolve));
  const port = portOf(server);
  return {
    port,
    url: urlOf(port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        sockets.forEach((socket) => socket.destroy());
      }),
  };
}

/** A port that was free a moment ago: nothing listens there. */
export async function closedPort(): Promise<number> {
  const server = await rawServer(() => undefined);
  await server.stop();
  return server.port;
}

/** What mosquitto is told, besides its port. */
export interface MosquittoTerms {
  readonly folder: string;
  /** Lines of mosquitto.conf(5). */
  readonly lines: readonly string[];
  /** The newest version of TLS that it speaks; mosquitto's own `tls_version` is the oldest. */
  readonly tlsVersion?: "TLSv1.2" | "TLSv1.3";
  /** Any free one unless given. */
  readonly port?: number;
}

/** A mosquitto that a test started. */
export interface RunningMosquitto extends Running {
  /** What it has logged so far. */
  readonly log: () => string;
  /** Resolves with the next line of its log that matches. */
  readonly logged: (wanted: RegExp) => Promise<string>;
  /** Ends it at once, without a word to its clients. */
  readonly kill: () => Promise<void>;
}

let brokers = 0;

/** Starts a real mosquitto on 127.0.0.1. */
export async function mosquitto({
  folder,
  lines,
  tlsVersion = "TLSv1.3",
  port: wantedPort,
}: MosquittoTerms): Promise<RunningMosquitto> {
  const broker = (brokers += 1);
  const port = wantedPort ?? (await closedPort());
  const file = path.join(folder, `mosquitto-${broker}.conf`);
  // As root it would become "mosquitto", who may not read the folder.
  const own = ["user root", "allow_anonymous true", `listener ${port} 127.0.0.1`];
  writeFileSync(file, [...own, ...lines, ""].join("\n"));
  const child = spawn(requireTool("mosquitto"), ["-c", file], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...process.env,
      OPENSSL_CONF: opensslConfiguration(path.join(folder, `openssl-${broker}.cnf`), tlsVersion),
    },
  });
  let log = "";
  child.stderr.on("data", (text: Buffer) => (log += text.toString("utf8")));
  await lineOf(child, child.stderr, / running$/);
  return {
    port,
    url: urlOf(port),
    stop: () => stopped(child),
    kill: () => stopped(child, "SIGKILL"),
    log: () => log,
    logged: (wanted) => lineOf(child, child.stderr, wanted),
  };
}

/** config(5): what every program of OpenSSL takes as its limit. */
function opensslConfiguration(file: string, tlsVersion: string): string {
  const lines = [
    "openssl_conf = all",
    "[all]",
    "ssl_conf = tls",
    "[tls]",
    "system_default = limits",
    "[limits]",
  ];
  writeFileSync(file, [...lines, `MaxProtocol = ${tlsVersion}`, ""].join("\n"));
  return file;
}

/** mosquitto.conf(5) for two-way TLS. */
export function twoWay(caFile: string, certificateFile: string, keyFile: string): readonly string[] {
  return [
    `cafile ${caFile}`,
    `certfile ${certificateFile}`,
    `keyfile ${keyFile}`,
    "require_certificate true",
  ];
}

/** Starts a mosquitto that lets in the client of a device alone. */
export function brokerOf({ folder, file }: Pick<Device, "folder" | "file">): Promise<RunningMosquitto> {
  const lines = twoWay(file("client.pub.pem"), file("server.pub.pem"), file("server.pk8.pem"));
  return mosquitto({ folder, lines });
}

/** Starts `openssl s_server` with some arguments on any free port. */
export async function opensslServer(args: readonly string[]): Promise<Running> {
  const child = spawn(requireTool("openssl"), ["s_server", "-accept", "127.0.0.1:0", ...args], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const line = await lineOf(child, child.stdout, /^ACCEPT .*:\d+$/);
  const port = Number(/(\d+)$/.exec(line)?.[1]);
  return { port, url: urlOf(port), stop: () => stopped(child) };
}

/** Listens with a queue that is full already: the kernel answers no further SYN. */
export async function fullServer(): Promise<Running> {
  const script = "test/interop/connectionFullQueue.py";
  const child = spawn("/usr/bin/python3", [script], { stdio: ["pipe", "pipe", "inherit"] });
  const port = Number(await lineOf(child, child.stdout, /^\d+$/));
  return { port, url: urlOf(port), stop: () => stopped(child) };
}

/** The first line of a program that matches; its end before that is an error. */
export function lineOf(child: ChildProcess, output: NodeJS.ReadableStream, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    createInterface({ input: output }).on("line", (line) => {
      seen.push(line);
      if (wanted.test(line)) {
        resolve(line);
      }
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      reject(new Error(`${child.spawnfile} ended with ${String(code)}: ${seen.join(" | ")}`));
    });
  });
}

/** Ends a program that a test started. */
export function stopped(child: ChildProcess, signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once("exit", () => {
      resolve();
    });
    child.kill(signal);
  });
}

function urlOf(port: number): string {
  return `mqtts://localhost:${port}`;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
