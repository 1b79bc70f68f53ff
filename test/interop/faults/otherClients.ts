import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { connect as connectMqtt } from "mqtt";
import { requireTool } from "../../support/tools";

/** What a client is started with; it publishes once. */
export interface Job {
  readonly host: string;
  readonly port: number;
  /** Trust anchors; undefined where the platform's are meant. */
  readonly caFile: string | undefined;
  /** Key and certificate in one file; undefined where none is shown. */
  readonly ownFile: string | undefined;
  readonly protocolVersion: 4 | 5;
}

/** The clients that people try instead. */
export const clientNames = ["mosquitto_pub", "openssl s_client", "paho", "MQTT.js"] as const;

export type ClientName = (typeof clientNames)[number];

/** What a client said; empty for nothing within its bound. */
export type Saying = (job: Job) => Promise<string>;

/** No client is waited for longer. */
const boundMs = 3_000;

/** Debian's list of CAs, for clients that have no default. */
const platformFile = "/etc/ssl/certs/ca-certificates.crt";

export const clients: Readonly<Record<ClientName, Saying>> = {
  mosquitto_pub: ({ host, port, caFile = platformFile, ownFile, protocolVersion }) =>
    tellingLines("mosquitto_pub", [
      ...["-h", host, "-p", String(port), "--cafile", caFile, "-q", "1", "-t", "t", "-m", "{}"],
      ...(ownFile === undefined ? [] : ["--cert", ownFile, "--key", ownFile]),
      ...["-V", protocolVersion === 5 ? "5" : "311"],
    ]),
  "openssl s_client": ({ host, port, caFile, ownFile }) =>
    tellingLines("openssl", [
      ...["s_client", "-quiet", "-connect", `${host}:${String(port)}`, "-verify_return_error"],
      ...(/^\d/.test(host) ? ["-verify_ip", host] : ["-verify_hostname", host]),
      ...(caFile === undefined ? [] : ["-CAfile", caFile]),
      ...(ownFile === undefined ? [] : ["-cert", ownFile, "-key", ownFile]),
    ]),
  paho: askPaho,
  "MQTT.js": askMqttJs,
};

/** Every line that tells of an error, once; where there is none, the last one. */
function tellingLines(tool: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(requireTool(tool), args, { stdio: ["pipe", "pipe", "pipe"] });
    let text = "";
    child.stderr.on("data", (chunk) => (text += String(chunk)));
    child.stdout.resume();
    child.stdin.on("error", () => undefined);
    const timer = setTimeout(() => child.kill(), boundMs);
    child.once("close", () => {
      clearTimeout(timer);
      const lines = text.split("\n").filter((line) => line.trim() !== "");
      const telling = lines.filter((line) => /error|alert|refused|fail/i.test(line));
      resolve([...new Set(telling.length > 0 ? telling : lines.slice(-1))].join(" / "));
    });
  });
}

let paho: { readonly child: ChildProcess; readonly waiting: Map<number, (text: string) => void> } | undefined;
let jobs = 0;

function startPaho(): NonNullable<typeof paho> {
  const child = spawn("/usr/bin/python3", ["test/interop/faults/pahoClient.py"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const waiting = new Map<number, (text: string) => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, text } = JSON.parse(line) as { id: number; text: string };
    waiting.get(id)?.(text);
  });
  return { child, waiting };
}

function askPaho({ host, port, caFile = platformFile, ownFile, protocolVersion }: Job): Promise<string> {
  paho ??= startPaho();
  const { child, waiting } = paho;
  jobs += 1;
  const id = jobs;
  const own = { cert: ownFile ?? null, key: ownFile ?? null };
  const job = { id, host, port, ca: caFile, ...own, protocolVersion, boundS: boundMs / 1000 };
  return new Promise((resolve) => {
    // paho waits a minute for a handshake.
    const timer = setTimeout(() => {
      resolve("");
    }, boundMs + 1_000);
    waiting.set(id, (text) => {
      clearTimeout(timer);
      resolve(text);
    });
    child.stdin?.write(`${JSON.stringify(job)}\n`);
  });
}

/** Ends what was started. */
export function closeClients(): void {
  paho?.child.kill();
}

function askMqttJs({ host, port, caFile, ownFile, protocolVersion }: Job): Promise<string> {
  return new Promise((resolve) => {
    try {
      const own = ownFile === undefined ? undefined : readFileSync(ownFile);
      const client = connectMqtt({
        ...{
          protocol: "mqtts",
          host,
          port,
          protocolVersion,
          reconnectPeriod: 0,
          connectTimeout: boundMs - 500,
        },
        ...(/^\d/.test(host) ? {} : { servername: host }),
        ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
        ...(own === undefined ? {} : { cert: own, key: own }),
      });
      const end = (text: string): void => {
        clearTimeout(timer);
        client.end(true);
        resolve(text);
      };
      const timer = setTimeout(() => {
        end("");
      }, boundMs);
      client.on("error", (error) => {
        end(error.message);
      });
      client.on("close", () => {
        end("(closed, without a message)");
      });
      // Before it is connected, its answer to a publication would come before the error that counts.
      client.on("connect", () => {
        client.publish("t", "{}", { qos: 1 }, (error) => {
          end(error ? error.message : "");
        });
      });
    } catch (error) {
      // Expected: a file that is not there, or that TLS does not take.
      resolve(error instanceof Error ? error.message : String(error));
    }
  });
}

/** Without what differs from run to run: places, ports, times, addresses in memory. */
export function normal(text: string): string {
  return text
    .replace(/\/tmp\/[\w./-]+\/([\w.-]+)/g, "…/$1")
    .replace(/\b[0-9A-F]{12,}:(error:)/g, "$1")
    .replace(/\(_ssl\.c:\d+\)/g, "(_ssl.c)")
    .replace(/:\.\.\/[\w./]+:\d+:?/g, ":")
    .replace(/(localhost|127\.0\.0\.1|::1)(\]?):\d{4,5}/g, "$1$2:PORT")
    .replace(/\d{4}-\d\d-\d\d/g, "DATE")
    .replace(/\b(client)[0-9a-f]{8}\b/g, "$1ID")
    .replace(/\b(server-)\d+\b/g, "$1N")
    .replace(/(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/g, "FINGERPRINT")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 240);
}
