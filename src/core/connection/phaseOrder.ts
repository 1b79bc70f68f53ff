import type { Phase } from "./events";

/** The phases of a test connection in the order that they run. */
export const phaseOrder: readonly Phase[] = [
  "preflight",
  "dns",
  "tcp",
  "tls",
  "mqtt",
  "subscribe",
  "publish",
];

/** Tells whether a text names a phase. */
export function isPhase(text: string): text is Phase {
  return phaseOrder.some((phase) => phase === text);
}
