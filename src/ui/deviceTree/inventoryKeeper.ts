import type { Device } from "../../core/devices/device";
import {
  changed,
  concernedBy,
  devicesOf,
  emptyInventory,
  type InventoryChange,
} from "../../core/devices/inventory";

/** What the keeper asks of its surroundings. */
export interface Surroundings {
  /** Properties files: everywhere, or at a place, which is such a file itself or a folder that may hold some. */
  find(place?: string): Promise<readonly string[]>;
  isThere(path: string): Promise<boolean>;
  inspect(propertiesPath: string): Promise<Device>;
  /** Called when the devices are other ones or say something else. */
  changed(): void;
  /** Called with what is a bug. */
  failed(error: unknown): void;
}

/** Generating a bundle touches a dozen files within a few milliseconds: they are one look. */
const quietMs = 200;

/** So many places at once are a checkout or a build: then everything is looked at again. */
const mostPlaces = 100;

/** So many devices are inspected at the same time. */
const width = 8;

/** Keeps an inventory true with the files on disk: it collects what changed for a moment, and looks once at a time. */
export class InventoryKeeper {
  readonly #surroundings: Surroundings;
  #inventory = emptyInventory;
  #first: Promise<void> | undefined;
  #turn: Promise<void> = Promise.resolve();
  #touched = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDisposed = false;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** The devices in the order of their paths. The first call looks for them. */
  async all(): Promise<readonly Device[]> {
    this.#first ??= this.#next(() => this.#lookEverywhere());
    await this.#first;
    return devicesOf(this.#inventory);
  }

  /** Notes a path that came, changed or went. Nothing is done before the first call of `all`, which sees it anyway. */
  touched(path: string): void {
    if (this.#first === undefined || this.#isDisposed) {
      return;
    }
    this.#touched.add(path);
    this.#timer ??= setTimeout(() => {
      void this.#lookAtTouched().catch((error: unknown) => {
        this.#surroundings.failed(error);
      });
    }, quietMs);
  }

  /** Looks at one path at once, and at what was touched before. */
  async refresh(path: string): Promise<void> {
    if (this.#first !== undefined) {
      this.#touched.add(path);
      await this.#lookAtTouched();
    }
  }

  /** Looks everywhere again, where anybody has asked for the devices. */
  async refreshAll(): Promise<void> {
    if (this.#first !== undefined) {
      await this.#next(() => this.#lookEverywhere());
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  /** One look after the other: an older answer never replaces a newer one. */
  #next(look: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.catch(() => undefined).then(look);
    return this.#turn;
  }

  #lookAtTouched(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const paths = [...this.#touched];
    this.#touched.clear();
    return this.#next(() => this.#lookAt(paths));
  }

  async #lookEverywhere(): Promise<void> {
    const { present } = await this.#inspected(await this.#surroundings.find());
    this.#take({ kind: "found", devices: present });
  }

  async #lookAt(paths: readonly string[]): Promise<void> {
    const places = paths.filter((path) => !isKeyFile.test(path) && !this.#inventory.has(path));
    if (places.length > mostPlaces) {
      return this.#lookEverywhere();
    }
    const known = paths.flatMap((path) => concernedBy(this.#inventory, path));
    const found = await Promise.all(places.map((place) => this.#surroundings.find(place)));
    const { present, gone } = await this.#inspected([...new Set([...known, ...found.flat()])]);
    this.#take({ kind: "seen", devices: present }, { kind: "gone", propertiesPaths: gone });
  }

  async #inspected(
    paths: readonly string[],
  ): Promise<{ present: readonly Device[]; gone: readonly string[] }> {
    const present: Device[] = [];
    const gone: string[] = [];
    for (let start = 0; start < paths.length; start += width) {
      const some = paths.slice(start, start + width);
      const devices = await Promise.all(some.map((path) => this.#inspectedOne(path)));
      present.push(...devices.filter((device) => device !== undefined));
      gone.push(...some.filter((_, index) => devices[index] === undefined));
    }
    return { present, gone };
  }

  async #inspectedOne(path: string): Promise<Device | undefined> {
    return (await this.#surroundings.isThere(path)) ? this.#surroundings.inspect(path) : undefined;
  }

  #take(...changes: readonly InventoryChange[]): void {
    const before = this.#inventory;
    this.#inventory = changes.reduce(changed, before);
    if (this.#inventory !== before && !this.#isDisposed) {
      this.#surroundings.changed();
    }
  }
}

const isKeyFile = /\.(?:jks|p12|pem|cer)$/i;
