import { topicMatches } from "../testServer/topics";
import type { Direction, StreamMessage } from "./message";

/** Which messages are shown. An empty list lets all through. */
export interface StreamFilter {
  /** Names of devices. */
  readonly devices: readonly string[];
  /** MQTT topic filters (MQTT 3.1.1 §4.7): one of them has to match. */
  readonly topics: readonly string[];
  readonly directions: readonly Direction[];
}

/** Shows everything. */
export const noFilter: StreamFilter = { devices: [], topics: [], directions: [] };

/** Tells whether a filter lets a message through. */
export function passes({ devices, topics, directions }: StreamFilter, message: StreamMessage): boolean {
  return (
    (devices.length === 0 || devices.includes(message.device)) &&
    (directions.length === 0 || directions.includes(message.direction)) &&
    (topics.length === 0 || topics.some((topicFilter) => topicMatches(topicFilter, message.topic)))
  );
}

/** Tells whether a text is an MQTT topic filter: `#` stands at its end alone, `+` and `#` for whole levels ([MQTT-4.7.1]). */
export function isTopicFilter(text: string): boolean {
  const levels = text.split("/");
  return (
    text !== "" &&
    !text.includes("\0") &&
    levels.every((level, index) =>
      level === "#" ? index === levels.length - 1 : level === "+" || !/[+#]/.test(level),
    )
  );
}
