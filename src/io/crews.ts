import path from "node:path";
import { Worker } from "node:worker_threads";
import { availableParallelism } from "node:os";
import type { FleetTerms, MadeDevice, PlannedDevice } from "../core/fleet/device";
import type { Crew, Crews } from "../flows/world";

/** What a thread is told. */
export type CrewOrder = { readonly number: number; readonly device: PlannedDevice } | "abort";

/** What it tells back. */
export interface CrewReport {
  readonly number: number;
  readonly made: MadeDevice;
}

/** Threads that run `fleetWorker.js`, which lies beside this file; at most one for each core. */
export function threadCrews(): Crews {
  return {
    hire: (terms, threads, signal) => {
      const file = path.join(__dirname, "fleetWorker.js");
      return Promise.resolve(new ThreadCrew(file, { terms, threads, signal }));
    },
  };
}

/** What a thread makes is soon garbage, and keys hold memory that is not counted: it is collected early, not rarely. */
const resourceLimits = { maxYoungGenerationSizeMb: 6 };

interface Hiring {
  readonly terms: FleetTerms;
  readonly threads: number;
  readonly signal: AbortSignal;
}

interface Hand {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** What ended the thread. */
  bug?: Error;
}

interface Waiting {
  readonly resolve: (made: MadeDevice) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread that fails fails what it was asked to make: that is a bug, and told as one. */
class ThreadCrew implements Crew {
  readonly #hands: readonly Hand[];
  readonly #signal: AbortSignal;
  #count = 0;

  constructor(file: string, { terms, threads, signal }: Hiring) {
    const count = Math.max(1, Math.min(threads, availableParallelism()));
    this.#hands = Array.from({ length: count }, () =>
      handOf(new Worker(file, { workerData: terms, resourceLimits })),
    );
    this.#signal = signal;
    signal.addEventListener("abort", this.#abort, { once: true });
  }

  make(device: PlannedDevice): Promise<MadeDevice> {
    const hand = this.#hands.reduce((one, other) => (other.waiting.size < one.waiting.size ? other : one));
    this.#count += 1;
    const number = this.#count;
    return new Promise((resolve, reject) => {
      if (hand.bug !== undefined) {
        reject(hand.bug);
        return;
      }
      hand.waiting.set(number, { resolve, reject });
      hand.worker.postMessage({ number, device } satisfies CrewOrder);
    });
  }

  async dismiss(): Promise<void> {
    this.#signal.removeEventListener("abort", this.#abort);
    await Promise.all(this.#hands.map(({ worker }) => worker.terminate()));
  }

  readonly #abort = (): void => {
    for (const { worker } of this.#hands) {
      worker.postMessage("abort" satisfies CrewOrder);
    }
  };
}

function handOf(worker: Worker): Hand {
  const waiting = new Map<number, Waiting>();
  const hand: Hand = { worker, waiting };
  worker.on("message", ({ number, made }: CrewReport) => {
    const asked = waiting.get(number);
    waiting.delete(number);
    asked?.resolve(made);
  });
  worker.on("error", (error) => {
    hand.bug = error;
    for (const { reject } of waiting.values()) {
      reject(error);
    }
    waiting.clear();
  });
  return hand;
}
