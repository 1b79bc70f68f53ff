// A real mosquitto with client certificates, a device that may connect to it, and somebody who floods it.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { commands, ConfigurationTarget, workspace } from "vscode";
import { requireTool } from "../support/tools";

/** What `outputCounts` says. */
export interface Counts {
  readonly messages: number;
  readonly shown: number;
  readonly filtered: number;
  readonly paused: number;
  readonly heldBack: number;
  readonly recorded?: { readonly kept: number; readonly cut: number };
}

/** How much is sent. */
export interface Flood {
  readonly count: number;
  /** Messages in a second. */
  readonly rate: number;
  readonly payloadBytes: number;
}

/** A broker and a device of it. */
export interface FloodRig {
  readonly folder: string;
  readonly properties: string;
  /** The port with client certificates. */
  readonly port: number;
  /** The file of a bundle with an ending. */
  readonly file: (side: "client" | "server", ending: string) => string;
  /** Sends, and resolves when the broker has all of it. */
  readonly flood: (flood: Flood) => Promise<void>;
  /** Resolves when somebody has subscribed from now on. */
  readonly subscribed: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Runs a command of the extension. */
export async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

/** Everything is subscribed to below it. */
export const floodTopics = "flood/#";

const publisher = path.join(__dirname, "../../../../test/support/floodPublisher.mjs");

/** Starts it all; the server is called "Flood" in the settings. */
export async function startFloodRig(): Promise<FloodRig> {
  const folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "flood-"));
  const values = { DOMAIN_SUFFIX: "localhost", SUBJECT_ALTERNATIVE_NAMES: "ip:127.0.0.1" };
  const { properties } = await run<{ properties: string }>("newDevice", { folder, values });
  const server = await run<{ files: readonly string[] }>("generateServerCert", properties);
  const client = await run<{ files: readonly string[] }>("generateClientCert", properties);
  const bundles = { client: client.files, server: server.files };
  const fileOf = (bundle: readonly string[], ending: string): string =>
    bundle.find((name) => name.endsWith(ending)) ?? assert.fail(ending);
  const [port, plainPort] = [await freePort(), await freePort()];
  const lines = [
    ...["user root", "allow_anonymous true", "per_listener_settings false"],
    // Nothing is to be lost in the broker.
    ...["max_queued_messages 0", "log_type subscribe", "log_type information", "log_type error"],
    ...[`listener ${plainPort} 127.0.0.1`, `listener ${port} 127.0.0.1`],
    `cafile ${fileOf(client.files, ".pub.pem")}`,
    `certfile ${fileOf(server.files, ".pub.pem")}`,
    ...[`keyfile ${fileOf(server.files, ".pk8.pem")}`, "require_certificate true", ""],
  ];
  const settings = path.join(folder, "mosquitto.conf");
  writeFileSync(settings, lines.join("\n"));
  const broker = spawn(requireTool("mosquitto"), ["-c", settings], { stdio: ["ignore", "ignore", "pipe"] });
  const said = createInterface({ input: broker.stderr });
  const line = (wanted: RegExp): Promise<void> =>
    new Promise((resolve) => {
      const look = (text: string): void => {
        if (wanted.test(text)) {
          said.off("line", look);
          resolve();
        }
      };
      said.on("line", look);
    });
  await line(/ running$/);
  const caFile = fileOf(server.files, ".pub.pem");
  await configure("servers", [{ name: "Flood", mqttUrl: `mqtts://127.0.0.1:${port}`, caFile }]);
  await configure("connection.subscriptions", [floodTopics]);
  return {
    folder,
    properties,
    port,
    file: (side, ending) => fileOf(bundles[side], ending),
    flood: ({ count, rate, payloadBytes }) => published([plainPort, count, rate, payloadBytes].map(String)),
    subscribed: () => line(/flood\/#/),
    stop: async () => {
      await configure("servers", undefined);
      await configure("connection.subscriptions", undefined);
      broker.kill();
      await ended(broker);
    },
  };
}

/** Asks again until a claim about the counts holds; false where it did not within the time. */
export async function counted(
  properties: string,
  holds: (counts: Counts) => boolean,
  withinMs = 60_000,
): Promise<Counts> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    const counts = await run<Counts>("outputCounts", properties);
    if (holds(counts) || performance.now() > untilMs) {
      return counts;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Resolves when a program has ended. */
export async function ended(child: ChildProcess): Promise<number | null> {
  return child.exitCode ?? (await new Promise((resolve) => child.once("exit", resolve)));
}

async function published(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [publisher, ...args], { stdio: ["ignore", "ignore", "inherit"] });
  assert.equal(await ended(child), 0);
}

async function configure(name: string, value: unknown): Promise<void> {
  await workspace.getConfiguration("thingsboardX509").update(name, value, ConfigurationTarget.Workspace);
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
