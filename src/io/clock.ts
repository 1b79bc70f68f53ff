import { setImmediate } from "node:timers/promises";
import type { Clock, Pause } from "../flows/world";

/** The machine's own clock. */
export const systemClock: Clock = () => new Date();

/** Gives way until what waits in the event loop has had its turn. */
export const nextTurn: Pause = () => setImmediate();
