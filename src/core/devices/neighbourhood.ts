import { collisionsOf } from "../profile/prefixes";
import type { Claims, ServerClaim } from "./claims";
import type { DeviceProblem, OtherValue } from "./deviceProblems";
import { Groups } from "./groups";

/** So many other places are named in one finding. */
const mostOthers = 5;

/**
 * What the properties files of a workspace lay claim to, for finding those that claim the same. To note a change and to
 * ask about one file cost the same however many files there are.
 */
export class Neighbourhood {
  readonly #claims = new Map<string, Claims>();
  /** Files by their claims; keys are made by `keysOf`. */
  readonly #files = new Groups();
  /** The descriptions of a server by its place. */
  readonly #descriptions = new Groups();

  /**
   * Notes what a file claims now, or with `undefined` that it is gone. Gives a question: may the findings of another
   * file be different from now on? Undefined where it claims what it did.
   */
  set(propertiesPath: string, claims: Claims | undefined): ((otherPath: string) => boolean) | undefined {
    const before = this.#claims.get(propertiesPath);
    if (JSON.stringify(before) === JSON.stringify(claims)) {
      return undefined;
    }
    const met = [before, claims].flatMap((one) => this.#groupsMeeting(propertiesPath, one));
    this.#forget(propertiesPath, before);
    this.#note(propertiesPath, claims);
    const meetsNow = this.#groupsMeeting(propertiesPath, claims);
    return (otherPath) =>
      otherPath !== propertiesPath && [...met, ...meetsNow].some((group) => group.has(otherPath));
  }

  /** Gives what other files have to do with a file's claims. */
  problemsOf(propertiesPath: string): readonly DeviceProblem[] {
    const claims = this.#claims.get(propertiesPath);
    return claims === undefined
      ? []
      : [
          ...this.#clientPrefixProblems(propertiesPath, claims),
          ...this.#serverPrefixProblems(propertiesPath, claims),
          ...this.#serverProblems(propertiesPath, claims),
          ...this.#nameProblems(propertiesPath, claims),
        ];
  }

  /** Tells whether a bundle of another file in the same folder has that prefix, or one that would share a file name. */
  isTaken(propertiesPath: string, prefix: string): boolean {
    const places = placesOf(propertiesPath, prefix);
    return this.#others(propertiesPath, [...clientsAt(places), ...serversAt(places)]).otherCount > 0;
  }

  /** Tells whether another file of the folder has the same server. */
  sharesServer(propertiesPath: string): boolean {
    const prefix = this.#claims.get(propertiesPath)?.serverPrefix;
    const places = prefix === undefined ? [] : [placeOf(propertiesPath, prefix)];
    return this.#others(propertiesPath, serversAt(places)).otherCount > 0;
  }

  #clientPrefixProblems(path: string, { clientPrefix }: Claims): readonly DeviceProblem[] {
    if (clientPrefix === undefined) {
      return [];
    }
    const places = placesOf(path, clientPrefix);
    const others = this.#others(path, [...clientsAt(places), ...serversAt(places)]);
    const about = { key: clientKey, side: "client", values: { prefix: clientPrefix } } as const;
    return others.otherCount === 0 ? [] : [{ code: "prefix-shared", ...about, ...others }];
  }

  /** Files may well have one server in common, so the very same server prefix is no collision. */
  #serverPrefixProblems(path: string, { serverPrefix }: Claims): readonly DeviceProblem[] {
    if (serverPrefix === undefined) {
      return [];
    }
    const [same, ...other] = placesOf(path, serverPrefix);
    const others = this.#others(path, [...clientsAt([same, ...other]), ...serversAt(other)]);
    const about = { key: serverKey, side: "server", values: { prefix: serverPrefix } } as const;
    return others.otherCount === 0 ? [] : [{ code: "prefix-shared", ...about, ...others }];
  }

  #serverProblems(path: string, { serverPrefix, server }: Claims): readonly DeviceProblem[] {
    const place = serverPrefix === undefined ? undefined : placeOf(path, serverPrefix);
    const theirs = place === undefined ? undefined : this.#otherDescription(place, server);
    const difference = theirs && serverFacts.find((fact) => theirs[fact] !== server[fact]);
    if (place === undefined || theirs === undefined || difference === undefined) {
      return [];
    }
    const others = this.#others(path, [
      { group: `described ${place}\0${JSON.stringify(theirs)}`, key: serverKey },
    ]);
    const values = {
      prefix: serverPrefix ?? "",
      difference,
      here: server[difference],
      there: theirs[difference],
    };
    return [{ code: "server-identity-differs", key: serverKey, side: "server", values, ...others }];
  }

  #nameProblems(path: string, { commonName, isHostName }: Claims): readonly DeviceProblem[] {
    if (commonName === undefined) {
      return [];
    }
    const others = this.#others(path, [{ group: `name ${commonName}`, key: nameKey }]);
    const values = { name: commonName, isHostName: isHostName ? "yes" : "" };
    return others.otherCount === 0
      ? []
      : [{ code: "common-name-shared", key: nameKey, side: "client", values, ...others }];
  }

  #otherDescription(place: string, own: ServerClaim): ServerClaim | undefined {
    const ownText = JSON.stringify(own);
    for (const text of this.#descriptions.at(place)) {
      if (text !== ownText) {
        return JSON.parse(text) as ServerClaim;
      }
    }
    return undefined;
  }

  /** The first few of the other files in some groups, and how many there are. */
  #others(path: string, groups: readonly Place[]): Pick<DeviceProblem, "others" | "otherCount"> {
    const others: OtherValue[] = [];
    let otherCount = 0;
    for (const { group, key } of groups) {
      const files = this.#files.at(group);
      otherCount += files.size - (files.has(path) ? 1 : 0);
      for (const propertiesPath of files) {
        if (others.length === mostOthers) {
          break;
        }
        if (propertiesPath !== path) {
          others.push({ propertiesPath, key });
        }
      }
    }
    return { others, otherCount };
  }

  #note(path: string, claims: Claims | undefined): void {
    if (claims === undefined) {
      this.#claims.delete(path);
      return;
    }
    this.#claims.set(path, claims);
    for (const key of keysOf(path, claims)) {
      this.#files.add(key, path);
    }
    if (claims.serverPrefix !== undefined) {
      this.#descriptions.add(placeOf(path, claims.serverPrefix), JSON.stringify(claims.server));
    }
  }

  #forget(path: string, claims: Claims | undefined): void {
    if (claims === undefined) {
      return;
    }
    for (const key of keysOf(path, claims)) {
      this.#files.remove(key, path);
    }
    if (claims.serverPrefix !== undefined) {
      const place = placeOf(path, claims.serverPrefix);
      const description = JSON.stringify(claims.server);
      if (this.#files.at(`described ${place}\0${description}`).size === 0) {
        this.#descriptions.remove(place, description);
      }
    }
  }

  /** The files whose claims meet these. */
  #groupsMeeting(path: string, claims: Claims | undefined): readonly ReadonlySet<string>[] {
    const places = [claims?.clientPrefix, claims?.serverPrefix].flatMap((prefix) =>
      prefix === undefined ? [] : placesOf(path, prefix),
    );
    const groups = [...clientsAt(places), ...serversAt(places)].map(({ group }) => group);
    return [...groups, `name ${claims?.commonName ?? ""}`].map((group) => this.#files.at(group));
  }
}

const clientKey = "CLIENT_FILE_PREFIX";
const serverKey = "SERVER_FILE_PREFIX";
const nameKey = "DOMAIN_SUFFIX";

/** A group of files, and the key by which they are in it. */
interface Place {
  readonly group: string;
  readonly key: string;
}

function clientsAt(places: readonly string[]): readonly Place[] {
  return places.map((place) => ({ group: `client ${place}`, key: clientKey }));
}

function serversAt(places: readonly string[]): readonly Place[] {
  return places.map((place) => ({ group: `server ${place}`, key: serverKey }));
}

/** The groups that a file is in. */
function keysOf(path: string, { clientPrefix, serverPrefix, commonName, server }: Claims): readonly string[] {
  const serverPlace = serverPrefix === undefined ? undefined : placeOf(path, serverPrefix);
  return [
    ...(clientPrefix === undefined ? [] : [`client ${placeOf(path, clientPrefix)}`]),
    ...(serverPlace === undefined
      ? []
      : [`server ${serverPlace}`, `described ${serverPlace}\0${JSON.stringify(server)}`]),
    ...(commonName === undefined ? [] : [`name ${commonName}`]),
  ];
}

/** A prefix in its folder; file systems may ignore case, so it counts in lower case. */
function placeOf(propertiesPath: string, prefix: string): string {
  const end = Math.max(propertiesPath.lastIndexOf("/"), propertiesPath.lastIndexOf("\\"));
  return `${propertiesPath.slice(0, end)}\0${prefix.toLowerCase()}`;
}

/** The place of a prefix first, then those of others that would share a file name with it. */
function placesOf(propertiesPath: string, prefix: string): readonly [string, ...string[]] {
  const [, ...others] = collisionsOf(prefix);
  return [placeOf(propertiesPath, prefix), ...others.map((other) => placeOf(propertiesPath, other))];
}

/** Told in this order: what a person recognises best comes first. */
const serverFacts = ["key", "names", "alias"] as const satisfies readonly (keyof ServerClaim)[];
