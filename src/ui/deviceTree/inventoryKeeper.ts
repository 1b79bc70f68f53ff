import type { Device } from "../../core/devices/device";
import {
  changed,
  concernedBy,
  devicesOf,
  emptyInventory,
  outermost,
  unreadDevice,
  type Inventory,
  type InventoryChange,
} from "../../core/devices/inventory";

/** What the keeper asks of its surroundings. */
export interface Surroundings {
  /** Properties files: everywhere, or at places, each such a file itself or a folder that may hold some. */
  find(places?: readonly string[]): Promise<readonly string[]>;
  isThere(path: string): Promise<boolean>;
  inspect(propertiesPath: string): Promise<Device>;
  /** Resolves when those that were found had time to be drawn. */
  drawn(): Promise<void>;
  /** Called when the devices are other ones or say something else. */
  changed(): void;
  /** Called with what is a bug. */
  failed(error: unknown): void;
}

/** Generating a bundle touches a dozen files within a few milliseconds: they are one look. */
const quietMs = 200;

/** Looks take no more than a quarter of the time, however long something goes on that changes files. */
const restPerLook = 3;

/** Of more changes at once than that, VS Code may have lost some: then everything is looked at again. */
const mostTouched = 10_000;

/** So many devices are inspected at the same time. */
const width = 8;

/** Of more devices than that, those that were not looked at yet are shown, and looked at so many at a time. */
const mostAtOnce = 200;

/** VS Code draws thousands of rows in some seconds; it may also never say that it did. Milliseconds. */
const longestAheadMs = 30_000;

/** Keeps an inventory true with the files on disk: it collects what changed for a moment, and looks once at a time. */
export class InventoryKeeper {
  readonly #surroundings: Surroundings;
  #inventory = emptyInventory;
  #found: Promise<void> | undefined;
  #first: Promise<void> | undefined;
  /** All looks after the first, those that go on among them. */
  #again: Promise<void> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  /** All that somebody waits for, and that goes before the looks at very many devices. */
  #ahead: Promise<void> = Promise.resolve();
  #touched = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #restMs = quietMs;
  #isDisposed = false;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** The devices in the order of their paths, once each was looked at. The first call looks for them. */
  async all(): Promise<readonly Device[]> {
    this.#begin();
    await this.#first;
    for (let look; look !== this.#again;) {
      look = this.#again;
      await look;
    }
    return devicesOf(this.#inventory);
  }

  /** The same as soon as they are found: of very many, those that were not looked at yet are `isUnread`. */
  async known(): Promise<readonly Device[]> {
    this.#begin();
    await this.#found;
    return devicesOf(this.#inventory);
  }

  /** Those that were found until now, another one whenever they are others; nobody looks for them. */
  inventory(): Inventory {
    return this.#inventory;
  }

  /** The one of a properties file, as it is known or else looked at now. What is done for all devices is not waited for. */
  async at(propertiesPath: string): Promise<Device | undefined> {
    const known = this.#inventory.get(propertiesPath);
    if (known !== undefined && known.isUnread !== true) {
      return known;
    }
    const [found] = await this.#surroundings.find([propertiesPath]);
    return found === undefined ? undefined : this.#inspectedOne(found);
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
    }, this.#restMs);
  }

  /** Looks at one path at once. */
  async refresh(path: string): Promise<void> {
    if (this.#first !== undefined) {
      await this.#lookRest(this.#next(() => this.#lookAt([path])));
    }
  }

  /**
   * Does what somebody waits for. Very many devices are looked at after it, as that takes most of what the process can do;
   * so it must not wait until all are. What takes very long goes on beside them.
   */
  async goesFirst<T>(work: () => Promise<T>): Promise<T> {
    const done = work();
    const before = this.#ahead;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, longestAheadMs);
    });
    this.#ahead = Promise.race([Promise.allSettled([done]), isLong]).then(() => {
      clearTimeout(timer);
      return before;
    });
    return done;
  }

  /** Looks everywhere again, also where the first look failed or nobody has asked yet. */
  async lookAgain(): Promise<void> {
    await (this.#first === undefined ? this.all() : this.#lookEverywhere());
  }

  /** Looks everywhere again, where anybody has asked for the devices. */
  async refreshAll(): Promise<void> {
    if (this.#first !== undefined) {
      await this.#lookEverywhere();
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  /** One look after the other: an older answer never replaces a newer one. */
  #next<T>(look: () => Promise<T>): Promise<T> {
    const next = this.#turn.catch(() => undefined).then(look);
    this.#turn = next;
    return next;
  }

  #begin(): void {
    if (this.#first === undefined) {
      const found = this.#findEverywhere();
      this.#found = found.then(() => undefined);
      const first = found.then((paths) => this.#lookInTurns(paths));
      this.#first = first;
      // Whoever asks hears of what goes wrong; for whoever asks after that it is looked again.
      this.#found.catch(() => undefined);
      first.catch(() => {
        this.#first = undefined;
      });
    }
  }

  async #lookAtTouched(): Promise<void> {
    this.#timer = undefined;
    const paths = [...this.#touched];
    this.#touched.clear();
    if (paths.length > mostTouched) {
      await this.#lookEverywhere();
      return;
    }
    const startMs = performance.now();
    const left = this.#next(() => this.#lookAt(paths));
    const timed = left.finally(() => {
      this.#restMs = Math.max(quietMs, restPerLook * (performance.now() - startMs));
    });
    await this.#lookRest(timed);
  }

  #lookEverywhere(): Promise<void> {
    return this.#lookRest(this.#findEverywhere());
  }

  /** Looks at what a first look leaves, which whoever asks for all waits for. */
  #lookRest(left: Promise<readonly string[]>): Promise<void> {
    const look = left.then((paths) => this.#lookInTurns(paths));
    const before = this.#again;
    this.#again = look.catch(() => undefined).then(() => before);
    return look;
  }

  /** Gives what is left to be looked at: nothing of a few devices, which are looked at before anybody is told. */
  #findEverywhere(): Promise<readonly string[]> {
    return this.#next(async () => {
      const paths = await this.#surroundings.find();
      if (paths.length <= mostAtOnce) {
        const { present } = await this.#inspected(paths);
        this.#take({ kind: "found", devices: present });
        return [];
      }
      const devices = paths.map((path) => this.#inventory.get(path) ?? unreadDevice(path));
      this.#take({ kind: "found", devices });
      return [...this.#inventory.keys()];
    });
  }

  /** Other looks come in between. It is told rarely, as all rows are drawn again: of the first, and at the end. */
  async #lookInTurns(paths: readonly string[]): Promise<void> {
    if (paths.length > 0) {
      await this.#surroundings.drawn();
    }
    let told = this.#inventory;
    for (let start = 0; start < paths.length && !this.#isDisposed; start += mostAtOnce) {
      await this.#afterThoseAhead();
      const some = paths.slice(start, start + mostAtOnce);
      const isLast = start + mostAtOnce >= paths.length;
      await this.#next(async () => {
        this.#put(await this.#changesAt(some));
        if (this.#inventory !== told && (isLast || start === 0)) {
          told = this.#inventory;
          this.#tell();
        }
      });
    }
  }

  async #afterThoseAhead(): Promise<void> {
    for (let ahead; ahead !== this.#ahead;) {
      ahead = this.#ahead;
      await ahead;
    }
  }

  /** Gives what is left to be looked at: where very many devices have come or changed, those that are new are shown first. */
  async #lookAt(paths: readonly string[]): Promise<readonly string[]> {
    const places = outermost(paths.filter((path) => this.#isPlace(path)));
    const found = places.length === 0 ? [] : await this.#surroundings.find(places);
    const concerned = new Set([...concernedBy(this.#inventory, paths), ...found]);
    if (concerned.size <= mostAtOnce) {
      this.#take(...(await this.#changesAt([...concerned])));
      return [];
    }
    const unread = found.filter((path) => !this.#inventory.has(path)).map(unreadDevice);
    this.#take({ kind: "seen", devices: unread });
    return [...this.#inventory.keys()].filter((path) => concerned.has(path));
  }

  /** What may be a folder with devices, or a new one. */
  #isPlace(path: string): boolean {
    return !isKeyFile.test(path) && !this.#inventory.has(path);
  }

  async #changesAt(paths: readonly string[]): Promise<readonly InventoryChange[]> {
    const { present, gone } = await this.#inspected(paths);
    return [
      { kind: "seen", devices: present },
      { kind: "gone", propertiesPaths: gone },
    ];
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
    this.#put(changes);
    if (this.#inventory !== before) {
      this.#tell();
    }
  }

  #put(changes: readonly InventoryChange[]): void {
    this.#inventory = changes.reduce(changed, this.#inventory);
  }

  #tell(): void {
    if (!this.#isDisposed) {
      this.#surroundings.changed();
    }
  }
}

const isKeyFile = /\.(?:jks|p12|pem|cer)$/i;
