import { setImmediate } from "node:timers/promises";
import type { Pause } from "../flows/world";

/** Gives way until what waits in the event loop has had its turn. */
export const nextTurn: Pause = () => setImmediate();
