import assert from "node:assert/strict";
import type { SessionEvent } from "../../src/core/connection/events";
import { keepConnected, type ConnectionStage, type KeptConnection } from "../../src/flows/keepConnected";
import type { ConnectionOutcome } from "../../src/flows/testConnection";
import { systemClock, timer } from "../../src/io/clock";
import { test, type Choices, type Device } from "./connectionDevice";

/** A connection of a device that comes back by itself, as the extension keeps one. */
export interface Kept {
  readonly connection: KeptConnection;
  readonly stages: readonly ConnectionStage[];
  readonly events: readonly SessionEvent[];
  /** The client id that it introduces itself by. */
  readonly clientId: string;
  /** Resolves with the next stage of a kind. */
  next<Kind extends ConnectionStage["kind"]>(kind: Kind): Promise<Extract<ConnectionStage, { kind: Kind }>>;
  /** Resolves when a message with this text has come. */
  received(text: string): Promise<void>;
}

/** Connects over the real network, and keeps the connection. Waits are a twentieth of the longest ones. */
export async function keptDevice(device: Device, url: string, choices: Choices = {}): Promise<Kept> {
  const events: SessionEvent[] = [];
  const stages: ConnectionStage[] = [];
  const watchers = new Set<() => void>();
  const told = (): void => {
    watchers.forEach((look) => {
      look();
    });
  };
  const onEvent = (event: SessionEvent): void => {
    events.push(event);
    told();
  };
  const attempt = async (signal?: AbortSignal): Promise<ConnectionOutcome | undefined> => {
    const stop = signal === undefined ? {} : { signal, isAgain: true };
    const { report, session } = await test(device, url, { ...choices, ...stop, onEvent, keepOpen: true });
    return report && { report, ...(session && { session }) };
  };
  const first = await attempt();
  assert.ok(first?.session, JSON.stringify(first?.report));
  const connection = keepConnected(first.session, {
    world: {
      clock: systemClock,
      wait: timer,
      entropy: { bytes: () => new Uint8Array([13, 0, 0, 0]), keyPair: () => Promise.resolve(undefined) },
    },
    connect: attempt,
    stage: (stage) => {
      stages.push(stage);
      told();
    },
    isWanted: () => true,
  });
  const greeting = events.find((event) => event.kind === "mqttConnecting");
  return {
    connection,
    stages,
    events,
    clientId: greeting?.clientId ?? "",
    next: (kind) => {
      const from = stages.length;
      return found(watchers, () =>
        stages
          .slice(from)
          .find((stage): stage is Extract<ConnectionStage, { kind: typeof kind }> => stage.kind === kind),
      );
    },
    received: async (text) => {
      await found(watchers, () =>
        events.find((event) => event.kind === "received" && Buffer.from(event.payload).toString() === text),
      );
    },
  };
}

/** Looks again whenever something has happened. */
function found<T>(watchers: Set<() => void>, find: () => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const look = (): void => {
      const one = find();
      if (one !== undefined) {
        watchers.delete(look);
        resolve(one);
      }
    };
    watchers.add(look);
    look();
  });
}
