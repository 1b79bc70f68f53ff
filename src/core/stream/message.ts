import type { SessionEvent } from "../connection/events";

/** `in`: the broker sent it; `out`: the device did. */
export type Direction = "in" | "out";

/** A message of a device, as the stream shows, keeps and records it. */
export interface StreamMessage {
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  /** The device's name. */
  readonly device: string;
  /** Absolute path of its properties file, as a name may be shared; a recording does not keep it. */
  readonly propertiesPath?: string;
  readonly direction: Direction;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly duplicate: boolean;
}

/** Whose messages they are. */
export type MessageOwner = Required<Pick<StreamMessage, "device" | "propertiesPath">>;

/** The message that an event brings; undefined for every other event. */
export function messageOf(
  event: SessionEvent,
  { device, propertiesPath }: MessageOwner,
): StreamMessage | undefined {
  // Property by property: spreading costs a flood as much as all the rest of this.
  switch (event.kind) {
    case "received": {
      const { atMs, topic, payload, qos, retain, duplicate } = event;
      return { atMs, device, propertiesPath, direction: "in", topic, payload, qos, retain, duplicate };
    }
    case "published": {
      const { atMs, topic, payload, qos } = event;
      const sent = { atMs, device, propertiesPath, topic, payload, qos };
      return { ...sent, direction: "out", retain: false, duplicate: false };
    }
    default:
      return undefined;
  }
}
