import type { Comparison } from "../core/credential/comparison";
import type { Device } from "../core/devices/device";

/** How a device stands on its server, as the tree shows it. */
export interface ShownComparison {
  readonly serverName: string;
  /** Absent where the server could not be asked. */
  readonly comparison?: Comparison;
}

/** What asking about one device gave. */
export type Asked =
  | { readonly kind: "compared"; readonly comparison: Comparison }
  | { readonly kind: "unknown" }
  /** The server takes no more requests for now. */
  | { readonly kind: "later"; readonly afterMs?: number };

/** A server that a device can be compared with. */
export interface ComparisonPlace {
  readonly serverName: string;
  /** The same as long as the same server is asked as the same person. */
  readonly key: string;
  /** Undefined when it was given up. */
  ask(): Promise<Asked | undefined>;
}

/** What the keeper needs. */
export interface ComparisonParts {
  readonly devices: () => Promise<readonly Device[]>;
  /** Prepares a round through all devices: where to compare each, undefined where nobody is signed in to its server. */
  readonly places: () => (propertiesPath: string) => Promise<ComparisonPlace | undefined>;
  /** Lets others have their turn. */
  readonly pause: () => Promise<void>;
  readonly changed: () => void;
  /** Runs something later, unless what it gives is called first. */
  readonly later: (run: () => void, afterMs: number) => () => void;
  readonly failed: (error: unknown) => void;
}

/** Waits before a server is asked again that said no: the first, then twice as long each time. */
const firstWaitMs = 30_000;
const longestWaitMs = 600_000;

/** So many devices are looked at before others have their turn. */
const mostAtOnce = 100;

interface Known extends ShownComparison {
  readonly stamp: string;
}

/**
 * Knows how each device stands on its server. Asks about one device after the other, again only where the certificate, the
 * server or the sign-in is another one or a refresh was asked for, and stops for a while where the server says so.
 */
export class ComparisonKeeper {
  readonly #parts: ComparisonParts;
  readonly #known = new Map<string, Known>();
  #round: Promise<void> | undefined;
  #isStale = false;
  #waitMs = firstWaitMs;
  #endWait: (() => void) | undefined;
  #isDisposed = false;

  constructor(parts: ComparisonParts) {
    this.#parts = parts;
  }

  of(propertiesPath: string): ShownComparison | undefined {
    return this.#known.get(propertiesPath);
  }

  /** Forgets what is known of one device, or of all, and looks again. */
  refresh(propertiesPath?: string): void {
    if (propertiesPath === undefined) {
      this.#known.clear();
    } else {
      this.#known.delete(propertiesPath);
    }
    this.#parts.changed();
    this.look();
  }

  /** Looks whether something has changed; asks about that alone. */
  look(): void {
    this.#isStale = true;
    if (this.#endWait !== undefined || this.#isDisposed) {
      return;
    }
    this.#round ??= this.#rounds()
      .catch(this.#parts.failed)
      .finally(() => {
        this.#round = undefined;
      });
  }

  /** Resolves when nothing is asked any more; for tests. */
  async settled(): Promise<void> {
    await this.#round;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#endWait?.();
  }

  async #rounds(): Promise<void> {
    while (this.#isStale && this.#endWait === undefined && !this.#isDisposed) {
      this.#isStale = false;
      await this.#one();
    }
  }

  async #one(): Promise<void> {
    const devices = await this.#parts.devices();
    const there = new Set(devices.map(({ propertiesPath }) => propertiesPath));
    const gone = [...this.#known.keys()].filter((path) => !there.has(path));
    gone.forEach((path) => this.#known.delete(path));
    const placeOf = this.#parts.places();
    for (const [index, device] of devices.entries()) {
      if (index % mostAtOnce === mostAtOnce - 1) {
        await this.#parts.pause();
      }
      if (this.#isDisposed || !(await this.#looked(device, await placeOf(device.propertiesPath)))) {
        return;
      }
    }
  }

  /** False where the server wants to be left alone. */
  async #looked({ propertiesPath, client }: Device, place: ComparisonPlace | undefined): Promise<boolean> {
    const { certificate } = client;
    if (place === undefined || certificate === undefined || "unreadable" in certificate) {
      this.#put(propertiesPath, undefined);
      return true;
    }
    const stamp = `${place.key} ${certificate.fingerprint256}`;
    if (this.#known.get(propertiesPath)?.stamp === stamp) {
      return true;
    }
    const asked = await place.ask();
    if (asked?.kind === "later") {
      this.#wait(asked.afterMs);
      return false;
    }
    if (asked !== undefined) {
      this.#waitMs = firstWaitMs;
      const { serverName } = place;
      const comparison = asked.kind === "compared" ? { comparison: asked.comparison } : {};
      this.#put(propertiesPath, { stamp, serverName, ...comparison });
    }
    return true;
  }

  #put(propertiesPath: string, known: Known | undefined): void {
    if (JSON.stringify(this.#known.get(propertiesPath)) === JSON.stringify(known)) {
      return;
    }
    if (known === undefined) {
      this.#known.delete(propertiesPath);
    } else {
      this.#known.set(propertiesPath, known);
    }
    this.#parts.changed();
  }

  #wait(afterMs: number | undefined): void {
    const waitMs = Math.min(Math.max(this.#waitMs, afterMs ?? 0), longestWaitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
    this.#isStale = true;
    this.#endWait = this.#parts.later(() => {
      this.#endWait = undefined;
      this.look();
    }, waitMs);
  }
}
