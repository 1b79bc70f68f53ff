import { totalOf, type Count, type Tally } from "../core/stream/account";
import type { App } from "./app";
import { done, type Outcome } from "./command";
import { propertiesPathFrom } from "./whichDevice";

/** Every message since the window opened, by what became of it; the sum of the fates is the number of messages. */
export interface OutputCounts extends Tally {
  readonly messages: number;
  /** The same for each device and direction. */
  readonly counts: readonly Count[];
  /** What the recording of the device's last session holds, and what it gave up; there where a device was named. */
  readonly recorded?: { readonly kept: number; readonly cut: number };
}

/** Tells what became of all messages. */
export async function outputCounts(app: App, properties: unknown): Promise<Outcome<OutputCounts>> {
  const counts = app.output.stream.counts();
  const tally = totalOf(counts);
  const messages = tally.shown + tally.filtered + tally.paused + tally.heldBack;
  if (properties === undefined) {
    return done({ messages, ...tally, counts });
  }
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const state = app.recordings.of(path.value)?.state();
  const recorded = state && { recorded: { kept: state.kept, cut: state.cut } };
  return done({ messages, ...tally, counts, ...recorded });
}
