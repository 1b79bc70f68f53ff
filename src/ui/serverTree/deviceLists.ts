import {
  credentialsTypeCall,
  devicePageCall,
  type DevicePage,
  type ListedDevice,
} from "../../core/credential/deviceListCalls";
import type { ApiCall } from "../../core/credential/apiCall";
import type { Result } from "../../core/result";
import type { CommandFailure } from "../command";

/** The devices of a server, as far as they were loaded. */
export interface DeviceList {
  readonly devices: readonly ListedDevice[];
  /** A part of the name that they have; empty for all. */
  readonly search: string;
  /** How many there are in all, as the server says; undefined before its first answer. */
  readonly total: number | undefined;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly failure: CommandFailure | undefined;
  /** What devices show when they connect, by id, where that was asked; empty while it is. */
  readonly credentialsTypes: ReadonlyMap<string, string>;
}

/** Asks a server by its name; undefined when that was given up. */
export type AskServer = <T>(
  server: string,
  call: ApiCall<T>,
  signal: AbortSignal,
) => Promise<Result<T, CommandFailure> | undefined>;

/** The lists of all servers. Nothing is loaded before it is asked for, and a page at a time. */
export interface DeviceLists {
  of(server: string): DeviceList | undefined;
  /** Loads the first page, unless that was done. */
  open(server: string): Promise<void>;
  /** Loads the next page. */
  more(server: string): Promise<void>;
  /** Begins again, with those that have a text in their name. */
  search(server: string, text: string): Promise<void>;
  /** Begins again with the same search. */
  reload(server: string): Promise<void>;
  /** Asks what a device shows when it connects, once. */
  credentialsType(server: string, deviceId: string): Promise<void>;
  /** Takes a device out. */
  removed(server: string, deviceId: string): void;
  /** Gives up what is under way, and forgets. */
  forget(server: string): void;
  servers(): readonly string[];
}

/** So many devices come at once. */
const pageSize = 50;

const nothing: DeviceList = {
  devices: [],
  search: "",
  total: undefined,
  hasMore: true,
  isLoading: false,
  failure: undefined,
  credentialsTypes: new Map(),
};

/** Makes the lists; `changed` is called when one says something else. */
export function newDeviceLists(ask: AskServer, changed: () => void): DeviceLists {
  const book = newBook(changed);
  const begin = (server: string, search: string): Promise<void> => {
    book.get(server)?.loading.abort();
    const entry = { list: { ...nothing, search }, nextPage: 0, loading: new AbortController() };
    return loadPage(server, entry, book, ask);
  };
  return {
    of: (server) => book.get(server)?.list,
    servers: () => book.servers(),
    open: (server) => (book.get(server) === undefined ? begin(server, "") : Promise.resolve()),
    search: (server, text) => begin(server, text),
    reload: (server) => begin(server, book.get(server)?.list.search ?? ""),
    more: async (server) => {
      const entry = book.get(server);
      if (entry !== undefined && entry.list.hasMore && !entry.list.isLoading) {
        await loadPage(server, entry, book, ask);
      }
    },
    credentialsType: (server, deviceId) => loadCredentialsType(server, deviceId, book, ask),
    removed: (server, deviceId) => {
      const entry = book.get(server);
      if (entry !== undefined) {
        book.update(server, entry, ({ list }) => ({ list: without(list, deviceId) }));
      }
    },
    forget: (server) => {
      book.forget(server);
    },
  };
}

async function loadPage(server: string, entry: Entry, book: Book, ask: AskServer): Promise<void> {
  const { list, nextPage, loading } = entry;
  book.put(server, { ...entry, list: { ...list, isLoading: true, failure: undefined } });
  const call = devicePageCall({ page: nextPage, pageSize, search: list.search });
  const page = await ask(server, call, loading.signal);
  if (page === undefined) {
    return;
  }
  book.update(server, entry, (current) =>
    page.ok
      ? { nextPage: nextPage + 1, list: withPage(current.list, page.value) }
      : { list: { ...current.list, isLoading: false, failure: page.failure } },
  );
}

async function loadCredentialsType(
  server: string,
  deviceId: string,
  book: Book,
  ask: AskServer,
): Promise<void> {
  const entry = book.get(server);
  if (entry === undefined || entry.list.credentialsTypes.has(deviceId)) {
    return;
  }
  const say = (type: string): void => {
    book.update(server, entry, ({ list }) => ({
      list: { ...list, credentialsTypes: new Map([...list.credentialsTypes, [deviceId, type] as const]) },
    }));
  };
  say("");
  const type = await ask(server, credentialsTypeCall(deviceId), entry.loading.signal);
  say(type?.ok === true ? type.value : "unknown");
}

interface Book {
  get(server: string): Entry | undefined;
  put(server: string, entry: Entry): void;
  /** Changes an entry, unless that belongs to another search by now, or to nobody. */
  update(server: string, entry: Entry, change: (current: Entry) => Partial<Entry>): void;
  forget(server: string): void;
  servers(): readonly string[];
}

function newBook(changed: () => void): Book {
  const entries = new Map<string, Entry>();
  const put = (server: string, entry: Entry): void => {
    entries.set(server, entry);
    changed();
  };
  return {
    get: (server) => entries.get(server),
    put,
    update: (server, { loading }, change) => {
      const current = entries.get(server);
      if (current?.loading === loading) {
        put(server, { ...current, ...change(current) });
      }
    },
    forget: (server) => {
      entries.get(server)?.loading.abort();
      if (entries.delete(server)) {
        changed();
      }
    },
    servers: () => [...entries.keys()],
  };
}

interface Entry {
  readonly list: DeviceList;
  readonly nextPage: number;
  /** The same as long as it is the same search. */
  readonly loading: AbortController;
}

/** A server that says there is more and gives nothing new has no more: it may not make anybody ask for ever. */
function withPage(list: DeviceList, page: DevicePage): DeviceList {
  const known = new Set(list.devices.map(({ id }) => id));
  const added = page.devices.filter(({ id }, index) => {
    const isFirst = page.devices.findIndex((other) => other.id === id) === index;
    return isFirst && !known.has(id);
  });
  const devices = [...list.devices, ...added];
  return {
    ...list,
    devices,
    total: Math.max(page.total, devices.length),
    hasMore: page.hasNext && added.length > 0,
    isLoading: false,
  };
}

function without(list: DeviceList, deviceId: string): DeviceList {
  const devices = list.devices.filter(({ id }) => id !== deviceId);
  const gone = list.devices.length - devices.length;
  return { ...list, devices, total: list.total === undefined ? undefined : list.total - gone };
}
