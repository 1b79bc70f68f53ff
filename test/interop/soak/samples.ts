import { readdirSync } from "node:fs";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isRising, riseOf, type Allowance } from "./trend";

/** What the process holds at one moment. */
export interface Sample {
  readonly minutes: number;
  readonly round: number;
  /** After all garbage is collected. */
  readonly heapBytes: number;
  /** Buffers outside the heap. */
  readonly externalBytes: number;
  readonly rssBytes: number;
  /** Sockets, servers and child processes that keep the program alive. */
  readonly handles: number;
  readonly timers: number;
  readonly descriptors: number;
  /** The longest that one in a hundred turns of the event loop waited since the last sample, milliseconds. */
  readonly loopP99Ms: number;
}

/** Takes samples, one after the other. */
export interface Sampler {
  take(round: number): Sample;
  stop(): void;
}

const linuxDescriptors = "/proc/self/fd";

/** Begins to watch the event loop. */
export function newSampler(): Sampler {
  const startMs = performance.now();
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  return {
    take: (round) => {
      const loopP99Ms = delay.percentile(99) / 1e6;
      collect();
      collect();
      const { heapUsed, external, rss } = process.memoryUsage();
      const resources = process.getActiveResourcesInfo();
      const timers = resources.filter((kind) => kind === "Timeout").length;
      const sample = {
        minutes: (performance.now() - startMs) / 60_000,
        round,
        heapBytes: heapUsed,
        externalBytes: external,
        rssBytes: rss,
        handles: resources.length - timers,
        timers,
        descriptors: readdirSync(linuxDescriptors).length,
        loopP99Ms,
      };
      delay.reset();
      return sample;
    },
    stop: () => {
      delay.disable();
    },
  };
}

const megabyte = 1_048_576;

/** What must not rise, and by how much it may: what an engine and a memory allocator do by themselves. */
const bounds: readonly (readonly [name: keyof Sample, allowed: Allowance])[] = [
  ["heapBytes", { least: 2 * megabyte, share: 0.04 }],
  ["externalBytes", { least: 2 * megabyte, share: 0.1 }],
  ["rssBytes", { least: 16 * megabyte, share: 0.08 }],
  ["handles", { least: 4, share: 0 }],
  // A question to a server that is answered leaves none; whoever connects again or waits for an answer has some.
  ["timers", { least: 20, share: 0.1 }],
  ["descriptors", { least: 4, share: 0 }],
];

/** Tells what rises, one sentence each; none where all is flat. */
export function risesOf(samples: readonly Sample[]): readonly string[] {
  return bounds.flatMap(([name, allowed]) => {
    const values = samples.map((sample) => sample[name]);
    return isRising(values, allowed)
      ? [`${name} rises by ${Math.round(riseOf(values))} over the second half of the run`]
      : [];
  });
}

/** A sample as a line of a table. */
export function sampleRow(sample: Sample): string {
  const { minutes, round, heapBytes, externalBytes, rssBytes, loopP99Ms } = sample;
  const cells = [
    minutes.toFixed(1),
    String(round),
    (heapBytes / megabyte).toFixed(1),
    (externalBytes / megabyte).toFixed(1),
    (rssBytes / megabyte).toFixed(0),
    String(sample.handles),
    String(sample.timers),
    String(sample.descriptors),
    loopP99Ms.toFixed(0),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The head of that table. */
export const sampleHead = [
  "| minutes | round | heap, MB | external, MB | RSS, MB | handles | timers | descriptors | event loop p99, ms |",
  "| ------: | ----: | -------: | -----------: | ------: | ------: | -----: | ----------: | -----------------: |",
].join("\n");
