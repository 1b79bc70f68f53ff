import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import type { ClientLanguage } from "../../src/core/clientCode/clientCode";
import { telemetryTopic } from "../../src/core/connection/topics";
import { clientCodeFor } from "../../src/flows/clientCode";
import { nodeFiles } from "../../src/io/files";
import { machineNames } from "../../src/io/machine";
import { requireTool } from "../support/tools";
import { outputOf, type Outcome } from "./bundleRig";
import { newDevice } from "./connectionDevice";
import { mosquitto, twoWay, type Running } from "./connectionServers";

/** The passwords of the device's keystore, as its properties file has them. */
const secrets = { CLIENT_KEYSTORE_PASSWORD: "ClientSecret7x", CLIENT_KEY_PASSWORD: "ClientSecret7x" };

/** How a snippet is run. */
export interface RunOptions {
  /** Whether the code is to name the server's certificate; otherwise the system's anchors hold. */
  readonly namesTrust: boolean;
  readonly host?: string;
  /** What is set besides; undefined is not set at all. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A device in a folder with a name of quotes and dollars, a broker that wants its certificate, and who listens there. */
export interface ClientCodeRig {
  /** A file of the device's folder. */
  readonly file: (name: string) => string;
  /** A new file outside of the device's folder. */
  readonly put: (name: string, content: string) => string;
  /** The code that the product gives. */
  readonly code: (language: ClientLanguage, options: Omit<RunOptions, "env">) => Promise<string>;
  /** Runs a program to its end. */
  readonly run: (command: readonly string[], env?: RunOptions["env"]) => Promise<Outcome>;
  /** What came to the broker on the telemetry topic since it was last asked; waits for the first. */
  readonly received: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Each kind of quote, what a shell would replace, a backslash and other scripts. */
const oddName = `it's "ours" $HOME \`id\` \\n Łódź %s`;

/** Starts mosquitto with `require_certificate`. */
export async function clientCodeRig(): Promise<ClientCodeRig> {
  const root = mkdtempSync(path.join(tmpdir(), "tb-client-code-"));
  const folder = path.join(root, oddName);
  const device = await newDevice();
  cpSync(device.folder, folder, { recursive: true });
  device.remove();
  const file = (name: string): string => path.join(folder, name);
  const put = (name: string, content: string): string => {
    writeFileSync(path.join(root, name), content);
    return path.join(root, name);
  };
  // mosquitto.conf(5) takes no quotes: copies with plain names.
  const names = ["client.pub.pem", "server.pub.pem", "server.pk8.pem"].map((name) =>
    put(name, readFileSync(file(name), "latin1")),
  );
  const [ca = "", certificate = "", key = ""] = names;
  const broker = await mosquitto({ folder: root, lines: twoWay(ca, certificate, key) });
  const listener = await listen(broker, file);
  const bare = path.join(root, "bare");
  mkdirSync(bare);
  for (const name of ["keygen.properties", "client.pub.pem", "client.nopass.pem", "client.jks"]) {
    cpSync(file(name), path.join(bare, name));
  }
  return {
    file,
    put,
    code: async (language, { namesTrust, host = "localhost" }) => {
      const place = namesTrust ? folder : bare;
      const request = {
        propertiesPath: path.join(place, "keygen.properties"),
        server: { mqttUrl: `mqtts://${host}:${broker.port}` },
        language,
      };
      const made = await clientCodeFor(request, { files: nodeFiles(), machine: machineNames() });
      if (!made.ok) {
        throw new Error(made.failure.code);
      }
      return made.value.code;
    },
    run: (command, env = {}) => run(command, { ...secrets, ...env }),
    received: listener.received,
    close: async () => {
      await listener.client.endAsync();
      await broker.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

interface Listener {
  readonly client: MqttClient;
  readonly received: () => Promise<readonly string[]>;
}

/** A client of its own, with a certificate as the broker wants it. */
async function listen({ url }: Running, file: (name: string) => string): Promise<Listener> {
  const own = readFileSync(file("client.nopass.pem"));
  const terms = { ca: readFileSync(file("server.pub.pem")), key: own, cert: own, clientId: "listener" };
  const client = await connectAsync(url, { ...terms, reconnectPeriod: 0 }, false);
  let heard: string[] = [];
  let wake: () => void = () => undefined;
  client.on("message", (topic, payload) => {
    heard.push(`${topic} ${payload.toString()}`);
    wake();
  });
  await client.subscribeAsync(telemetryTopic, { qos: 1 });
  return {
    client,
    received: async () => {
      if (heard.length === 0) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const all = heard;
      heard = [];
      return all;
    },
  };
}

async function run(
  [name = "", ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> {
  const program = name.includes("/") ? name : requireTool(name);
  const child = spawn(program, args, {
    env: { ...process.env, LC_ALL: "C.UTF-8", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = outputOf(child);
  const [status] = (await once(child, "close")) as [number | null];
  return { status, output: output() };
}
