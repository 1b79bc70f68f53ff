import type { SessionEvent } from "../../../src/core/connection/events";
import { defaultSubscriptions } from "../../../src/core/connection/topics";
import { deviceNameOf } from "../../../src/core/devices/names";
import { charted, emptyChart } from "../../../src/core/talk/series";
import { rpcRequestOf } from "../../../src/core/talk/rpcRequest";
import type { ServerChoice } from "../../../src/flows/testConnection";
import { runConnection } from "../../../src/ui/connectionRun";
import { newMessageStream } from "../../../src/ui/messageStream";
import { newRecordings } from "../../../src/ui/recordings";
import { newReportMemory } from "../../../src/ui/reportMemory";
import { newSessionKeeper, type SessionKeeper } from "../../../src/ui/sessionKeeper";
import { forgetfulWorld } from "../localServerRig";

/** Everything that the extension keeps for its connections, put together as in the extension, without VS Code. */
export interface Household {
  readonly keeper: SessionKeeper;
  /** Connects a device, and keeps it connected. */
  connect(propertiesPath: string, server: ServerChoice): Promise<void>;
  /** Resolves when all of some devices are connected; those that wait for their next attempt do not wait. */
  allConnected(paths: readonly string[]): Promise<void>;
  publish(propertiesPath: string, topic: string, payload: string): Promise<void>;
  /** Lines that were written so far. */
  lines(): number;
  dispose(): Promise<void>;
}

const timeoutMs = 60_000;
const recordBytes = 1_048_576;

/** Begins one; `storageFolder` holds the recordings. */
export function newHousehold(storageFolder: string): Household {
  const watchers = new Set<() => void>();
  const changed = (): void => {
    watchers.forEach((look) => {
      look();
    });
  };
  let lines = 0;
  const append = (some: readonly string[]): void => {
    lines += some.length;
  };
  const later = (run: () => void): void => void setTimeout(run, 50);
  const stream = newMessageStream({ append, later });
  const recordings = newRecordings({ world: forgetfulWorld, storageFolder });
  let stored: unknown;
  const memory = newReportMemory({ stored: () => stored, store: (json) => (stored = json), later });
  let chart = emptyChart;
  const observe = (path: string, event: SessionEvent): void => {
    chart = charted(chart, path, event);
    const request = event.kind === "received" ? rpcRequestOf(event.topic, event.payload) : undefined;
    if (request !== undefined) {
      const payload = new TextEncoder().encode('{"done":true}');
      void keeper.publish(path, { topic: request.replyTopic, payload, qos: 1 });
    }
  };
  const keeper = newSessionKeeper({
    run: (propertiesPath, options, watch, signal) =>
      runConnection(
        { propertiesPath, ...options, protocolVersion: 4, subscriptions: defaultSubscriptions },
        {
          ...watch,
          world: forgetfulWorld,
          output: { append, stream },
          nameOf: (path) => Promise.resolve(deviceNameOf(path, undefined)),
          record: (device) => recordings.begin(propertiesPath, device, recordBytes),
          observe: (event) => {
            observe(propertiesPath, event);
          },
          reconnects: () => true,
          before: memory.lastWith(propertiesPath, options.server.name),
          payloadTerms: () => ({ format: "pretty", maxPayloadBytes: 16_384 }),
          utcOffsetMinutes: () => 0,
        },
        signal,
      ),
    memory,
    changed,
    lost: ({ message }) => {
      throw new Error(`A device was lost for good: ${message}`);
    },
  });
  return {
    keeper,
    connect: async (path, server) => {
      const { signal } = new AbortController();
      const report = await keeper.test(path, { server, keepOpen: true, timeoutMs }, signal);
      if (report?.ok !== true) {
        throw new Error(`${path} does not connect: ${JSON.stringify(report?.diagnosis)}`);
      }
    },
    allConnected: (paths) =>
      new Promise((resolve) => {
        const look = (): void => {
          const connected = new Set(keeper.connected());
          const missing = paths.filter((path) => !connected.has(path));
          // Its wait begins after it was told that it waits.
          missing.forEach((path) => setImmediate(() => keeper.reconnectNow(path)));
          if (missing.length === 0) {
            watchers.delete(look);
            resolve();
          }
        };
        watchers.add(look);
        look();
      }),
    publish: async (path, topic, payload) => {
      await keeper.publish(path, { topic, payload: new TextEncoder().encode(payload), qos: 1 });
    },
    lines: () => lines,
    dispose: async () => {
      await keeper.stopAll();
      recordings.dispose();
    },
  };
}
