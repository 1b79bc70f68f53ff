import type { Clock } from "../flows/world";

/** The machine's own clock. */
export const systemClock: Clock = () => new Date();
