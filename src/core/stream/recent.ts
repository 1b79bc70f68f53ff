import type { StreamMessage } from "./message";

/** The last messages, whatever their fate. */
export interface Recent {
  /** Takes a message; its payload is copied, so that nothing else is kept alive by it. */
  add(message: StreamMessage): void;
  /** The oldest first. */
  all(): readonly StreamMessage[];
  clear(): void;
}

/** What recent messages may take. */
export interface RecentBounds {
  readonly messages: number;
  /** The sum of their payloads. A longer payload is not kept at all. */
  readonly bytes: number;
}

/** Makes a ring of the last messages: memory does not grow beyond its bounds. */
export function newRecent({ messages: most, bytes: mostBytes }: RecentBounds): Recent {
  let slots: (StreamMessage | undefined)[] = [];
  let first = 0;
  let count = 0;
  let keptBytes = 0;
  const dropFirst = (): void => {
    keptBytes -= slots[first]?.payload.length ?? 0;
    slots[first] = undefined;
    first = (first + 1) % most;
    count -= 1;
  };
  return {
    add: (message) => {
      const lengthBytes = message.payload.length;
      if (lengthBytes > mostBytes) {
        return;
      }
      while (count === most || keptBytes + lengthBytes > mostBytes) {
        dropFirst();
      }
      slots[(first + count) % most] = { ...message, payload: Buffer.from(message.payload) };
      count += 1;
      keptBytes += lengthBytes;
    },
    all: () =>
      Array.from({ length: count }, (_, index) => slots[(first + index) % most]).filter(
        (message) => message !== undefined,
      ),
    clear: () => {
      slots = [];
      first = 0;
      count = 0;
      keptBytes = 0;
    },
  };
}
