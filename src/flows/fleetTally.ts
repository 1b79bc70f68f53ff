import type { DeviceRefusal, MadeDevice, PlannedDevice } from "../core/fleet/device";
import type { FleetFinding } from "../core/fleet/findings";
import type { World } from "./world";

/** How far a fleet is. */
export interface FleetProgress {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Generated devices, not those that were there, in a second. */
  readonly perSecond: number;
  readonly leftMs: number;
}

/** A row of which nothing was made, and why. */
export type FailedRow =
  | { readonly row: number; readonly finding: FleetFinding }
  | {
      readonly row: number;
      /** Of the CSV, from 1. */
      readonly line: number;
      readonly refusal: DeviceRefusal;
    };

/** What became of a fleet. */
export interface Fleet {
  /** Rows of the CSV that are not blank. */
  readonly total: number;
  readonly generated: number;
  /** Devices that were there already, whole and as their rows say. */
  readonly skipped: number;
  /** The name of a device that is there now; absent where none is. */
  readonly example?: string;
  /** In the order of their rows. */
  readonly failed: readonly FailedRow[];
  /** Whether something is wrong with the CSV, so that nothing was written at all. */
  readonly isRefused: boolean;
}

/** Who watches, and may cancel. */
export interface FleetWatch {
  readonly signal: AbortSignal;
  readonly tell: (progress: FleetProgress) => void;
}

/** Nobody reads more of them; the others are counted among the rows. */
export const mostFailed = 10_000;

/** Gives the failed rows of findings. */
export function failedBy(findings: readonly FleetFinding[]): readonly FailedRow[] {
  return findings.map((finding) => ({ row: finding.row, finding }));
}

/** Counts what became of the rows, and tells of it. */
export class FleetTally {
  readonly #total: number;
  readonly #clock: World["clock"];
  readonly #watch: FleetWatch;
  readonly #startMs: number;
  #generated = 0;
  #skipped = 0;
  #example: string | undefined;
  readonly #failed: FailedRow[] = [];
  #failedRows = 0;

  constructor(total: number, { clock }: Pick<World, "clock">, watch: FleetWatch) {
    this.#total = total;
    this.#clock = clock;
    this.#watch = watch;
    this.#startMs = clock().getTime();
  }

  /** Nothing is done yet, and the rows are counted. */
  start(): void {
    this.#tell();
  }

  count({ name, row, line }: PlannedDevice, made: MadeDevice): void {
    if (made.kind !== "failed") {
      this.#example ??= name;
      this.#generated += made.kind === "generated" ? 1 : 0;
      this.#skipped += made.kind === "skipped" ? 1 : 0;
    } else if (made.failure.code !== "cancelled") {
      this.#fail([{ row, line, refusal: made.failure }]);
    }
    this.#tell();
  }

  /** A row that was in order when the CSV was checked. */
  refuse(findings: readonly FleetFinding[]): void {
    this.#fail(failedBy(findings));
    this.#tell();
  }

  fleet(): Fleet {
    const failed = [...this.#failed].sort((one, other) => one.row - other.row);
    return {
      total: this.#total,
      generated: this.#generated,
      skipped: this.#skipped,
      failed,
      isRefused: false,
      ...(this.#example === undefined ? {} : { example: this.#example }),
    };
  }

  #fail(rows: readonly FailedRow[]): void {
    this.#failedRows += 1;
    if (this.#failed.length < mostFailed) {
      this.#failed.push(...rows);
    }
  }

  #tell(): void {
    const done = this.#generated + this.#skipped + this.#failedRows;
    const elapsedMs = Math.max(1, this.#clock().getTime() - this.#startMs);
    this.#watch.tell({
      done,
      total: this.#total,
      failed: this.#failedRows,
      perSecond: (1000 * this.#generated) / elapsedMs,
      leftMs: done === 0 ? 0 : Math.round(((this.#total - done) * elapsedMs) / done),
    });
  }
}
