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

/** Short payloads lie together in blocks of so many bytes. */
const blockBytes = 65_536;

/** Makes a ring of the last messages: memory does not grow beyond its bounds. */
export function newRecent({ messages: most, bytes: mostBytes }: RecentBounds): Recent {
  const kept = newKeeper();
  let slots: (Slot | undefined)[] = [];
  let first = 0;
  let count = 0;
  let keptBytes = 0;
  const dropFirst = (): void => {
    const slot = slots[first];
    keptBytes -= slot?.lengthBytes ?? 0;
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
      slots[(first + count) % most] = kept(message);
      count += 1;
      keptBytes += lengthBytes;
    },
    all: () =>
      Array.from({ length: count }, (_, index) => slots[(first + index) % most]).flatMap((slot) =>
        slot === undefined ? [] : [messageIn(slot)],
      ),
    clear: () => {
      slots = [];
      first = 0;
      count = 0;
      keptBytes = 0;
    },
  };
}

/** A message and where its payload lies. */
interface Slot {
  readonly message: Omit<StreamMessage, "payload">;
  readonly block: Buffer;
  readonly at: number;
  readonly lengthBytes: number;
}

/** Copies payloads into blocks, which costs a flood less than a buffer for each. */
function newKeeper(): (message: StreamMessage) => Slot {
  let block = Buffer.alloc(0);
  let used = 0;
  return (message) => {
    const { payload } = message;
    const lengthBytes = payload.length;
    if (lengthBytes > blockBytes / 8) {
      return { message: headOf(message), block: Buffer.from(payload), at: 0, lengthBytes };
    }
    if (used + lengthBytes > block.length) {
      block = Buffer.allocUnsafeSlow(blockBytes);
      used = 0;
    }
    const at = used;
    block.set(payload, at);
    used += lengthBytes;
    return { message: headOf(message), block, at, lengthBytes };
  };
}

function headOf(message: StreamMessage): Slot["message"] {
  const { atMs, device, propertiesPath, direction, topic, qos, retain, duplicate } = message;
  return propertiesPath === undefined
    ? { atMs, device, direction, topic, qos, retain, duplicate }
    : { atMs, device, propertiesPath, direction, topic, qos, retain, duplicate };
}

function messageIn({ message, block, at, lengthBytes }: Slot): StreamMessage {
  return { ...message, payload: block.subarray(at, at + lengthBytes) };
}
