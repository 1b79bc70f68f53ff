import { utteranceOf } from "../testServer/topics";

/** How many are kept for a device. */
const mostSeen = 30;

/** ThingsBoard's own topics are offered anyway, and those with the id of a request mean nothing the next time. */
const ownTopics = /^(?:v1\/(?:devices\/me|gateway)\/|v2\/)/;

/** The topics seen on a device's connection after one more message, the newest first. */
export function withSeen(seen: readonly string[], topic: string): readonly string[] {
  return seen.includes(topic) || ownTopics.test(topic) || utteranceOf(topic).kind !== "unknown"
    ? seen
    : [topic, ...seen].slice(0, mostSeen);
}
