import type { Tokens, User } from "../core/credential/accountCalls";
import { parseRestAddress, type RestAddressFailure } from "../core/credential/restAddress";
import { accountIn, accountText, trustMarkOf, type StoredAccount } from "../core/credential/storedAccount";
import { readCertificate } from "../core/certificate/read";
import { pemTextOf, readPem, writePem } from "../core/keystore/pem";
import { fail, ok, type Result } from "../core/result";
import { signIn, type Login, type SignInFailure } from "./signIn";
import type { ServerChoice } from "./testConnection";
import {
  thingsBoardAt,
  type CredentialHolder,
  type ThingsBoard,
  type ThingsBoardPlace,
  type ThingsBoardWorld,
} from "./thingsBoard";
import type { FileFailure, World } from "./world";

/** The part of a server that accounts are about. */
export type AccountServer = Pick<ServerChoice, "restUrl" | "restCaFile" | "isOwn">;

/** Why a server's REST API cannot be asked before anything is sent. */
export type AccountFailure =
  | { readonly code: "server-without-rest" }
  | RestAddressFailure
  /** The file for a private certificate cannot be used; `cause` is why it cannot be read, or that it holds no certificate. */
  | {
      readonly code: "rest-ca-unreadable";
      readonly path: string;
      readonly cause: FileFailure["code"] | "no-certificate";
    }
  | { readonly code: "not-signed-in" }
  /** What the server's certificate is checked against is not what it was at the sign-in. */
  | { readonly code: "rest-trust-changed" };

/** Who signed in, and where that is remembered. */
export interface Remembered {
  readonly user: User;
  /** `window`: the keyring keeps nothing, so that it is known until this window closes. */
  readonly kept: "keyring" | "window";
}

/** Keeps who is signed in where. */
export interface AccountKeeper {
  /** Fails before anything is sent; a call may fail for its own reasons. */
  thingsBoardOf(server: AccountServer, timeoutMs: number): Promise<Result<ThingsBoard, AccountFailure>>;
  signIn(
    server: AccountServer,
    login: Login,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Result<Remembered, AccountFailure | SignInFailure>>;
  /** Wipes what proves who we are; false where nobody was signed in. */
  signOut(server: AccountServer): Promise<Result<boolean, SignOutFailure>>;
  userOf(server: AccountServer): Promise<User | undefined>;
  /** Looks again at what another window may have written; new tokens of the same person are no news. */
  keyringChanged(name: string): Promise<void>;
}

/** The keyring has not given up what it keeps. */
export type SignOutFailure = RestAddressFailure | { readonly code: "secrets-not-wiped" };

type KeeperWorld = ThingsBoardWorld & Pick<World, "files" | "secrets">;

/**
 * Makes a keeper of accounts. What proves who we are lies in the keyring under the REST address that it was given for: a
 * setting that sends a server's name elsewhere finds nothing there, and one that trusts other certificates is told so.
 * Where there is no keyring it lives in memory. `changed` is called when someone was signed in or out.
 */
export function accountKeeper(world: KeeperWorld, changed: () => void): AccountKeeper {
  const store = accountStore(world, changed);
  const thingsBoards = thingsBoardCache(world, store);
  const seen = newSightings();
  return {
    thingsBoardOf: async (server, timeoutMs) => {
      const place = await placeOf(server, timeoutMs, world);
      return place.ok ? boardAt(place.value, store, thingsBoards) : place;
    },
    signIn: async (server, login, timeoutMs, signal) => {
      const place = await placeOf(server, timeoutMs, world);
      if (!place.ok) {
        return place;
      }
      const signedIn = await signIn(place.value, login, world, signal);
      if (!signedIn.ok) {
        return signedIn;
      }
      const { name, trustMark } = place.value;
      const account = { ...signedIn.value, trustMark };
      seen.note(name, account);
      const kept = await store.set(name, account);
      changed();
      return ok({ user: account.user, kept });
    },
    signOut: async (server) => {
      const place = nameFor(server);
      if (!place.ok) {
        return place.failure.code === "server-without-rest" ? ok(false) : fail(place.failure);
      }
      const { name } = place.value;
      thingsBoards.forget(name);
      seen.note(name, undefined);
      return store.wipe(name);
    },
    userOf: async (server) => {
      const place = nameFor(server);
      return place.ok ? seen.note(place.value.name, await store.get(place.value.name))?.user : undefined;
    },
    keyringChanged: async (name) => {
      if (seen.isKnown(name) && seen.isNews(name, await store.get(name))) {
        thingsBoards.forget(name);
        changed();
      }
    },
  };
}

async function boardAt(
  place: NamedPlace,
  store: AccountStore,
  thingsBoards: ThingsBoardCache,
): Promise<Result<ThingsBoard, AccountFailure>> {
  const account = await store.get(place.name);
  if (account?.trustMark === place.trustMark) {
    return ok(thingsBoards.at(place));
  }
  return fail({ code: account === undefined ? "not-signed-in" : "rest-trust-changed" });
}

/** Who was last seen signed in, by the name in the keyring. */
interface Sightings {
  note<T extends StoredAccount | undefined>(name: string, account: T): T;
  isKnown(name: string): boolean;
  /** Notes it, and tells whether it is somebody else. */
  isNews(name: string, account: StoredAccount | undefined): boolean;
}

function newSightings(): Sightings {
  const known = new Map<string, string>();
  return {
    note: (name, account) => {
      known.set(name, whoIs(account));
      return account;
    },
    isKnown: (name) => known.has(name),
    isNews: (name, account) => {
      const before = known.get(name);
      known.set(name, whoIs(account));
      return before !== whoIs(account);
    },
  };
}

/** Who an account is, without what is renewed from time to time. */
function whoIs(account: StoredAccount | undefined): string {
  return account === undefined ? "" : JSON.stringify([account.user, account.trustMark]);
}

interface ThingsBoardCache {
  at(place: NamedPlace): ThingsBoard;
  forget(name: string): void;
}

/** One for all who ask the same place, so that they share a renewal. */
function thingsBoardCache(world: ThingsBoardWorld, store: AccountStore): ThingsBoardCache {
  const known = new Map<string, { readonly mark: string; readonly thingsBoard: ThingsBoard }>();
  return {
    forget: (name) => {
      known.delete(name);
    },
    at: (place) => {
      const { name, restUrl, trustMark, timeoutMs } = place;
      const mark = JSON.stringify([restUrl, trustMark, timeoutMs]);
      const found = known.get(name);
      if (found?.mark === mark) {
        return found.thingsBoard;
      }
      const thingsBoard = thingsBoardAt(place, store.holderOf(name), world);
      known.set(name, { mark, thingsBoard });
      return thingsBoard;
    },
  };
}

interface NamedPlace extends ThingsBoardPlace {
  /** What the account is called in the keyring. */
  readonly name: string;
  readonly trustMark: string;
}

async function placeOf(
  server: AccountServer,
  timeoutMs: number,
  world: Pick<World, "files">,
): Promise<Result<NamedPlace, AccountFailure>> {
  const named = nameFor(server);
  if (!named.ok) {
    return named;
  }
  const trust = await trustedPemIn(server.restCaFile, world);
  return trust.ok
    ? ok({ ...named.value, timeoutMs, trustedPem: trust.value, trustMark: trustMarkOf(trust.value) })
    : trust;
}

/** The Local Test Server is the same one whatever port it is on. */
function nameFor({
  restUrl,
  isOwn,
}: AccountServer): Result<
  { readonly name: string; readonly restUrl: string },
  RestAddressFailure | { readonly code: "server-without-rest" }
> {
  if (restUrl === undefined) {
    return fail({ code: "server-without-rest" });
  }
  const address = parseRestAddress(restUrl);
  if (!address.ok) {
    return address;
  }
  const { url } = address.value;
  return ok({ name: `thingsboard:${isOwn === true ? "local-test-server" : url}`, restUrl: url });
}

/** The largest file of trust anchors that is read, bytes: the bundle of all public authorities has 0.3 MB. */
const mostTrustBytes = 2_097_152;

/** Gives the certificates of a PEM file, each as RFC 7468 writes it; undefined where no file is named. */
async function trustedPemIn(
  path: string | undefined,
  { files }: Pick<World, "files">,
): Promise<Result<readonly string[] | undefined, AccountFailure>> {
  if (path === undefined) {
    return ok(undefined);
  }
  const read = await files.read(path, mostTrustBytes);
  if (!read.ok) {
    return fail({ code: "rest-ca-unreadable", path, cause: read.failure.code });
  }
  const certificates = readPem(pemTextOf(read.value)).blocks.filter(
    ({ label, der }) => /^(?:X509 )?CERTIFICATE$/.test(label) && readCertificate(der).ok,
  );
  return certificates.length === 0
    ? fail({ code: "rest-ca-unreadable", path, cause: "no-certificate" })
    : ok(certificates.map(({ der }) => writePem("CERTIFICATE", der)));
}

interface AccountStore {
  get(name: string): Promise<StoredAccount | undefined>;
  set(name: string, account: StoredAccount): Promise<Remembered["kept"]>;
  wipe(name: string): Promise<Result<boolean, SignOutFailure>>;
  holderOf(name: string): CredentialHolder;
}

function accountStore({ secrets }: Pick<World, "secrets">, changed: () => void): AccountStore {
  /** What the keyring did not take. */
  const held = new Map<string, string>();
  const textOf = async (name: string): Promise<string | undefined> =>
    held.get(name) ?? (await secrets.get(name));
  const get = async (name: string): Promise<StoredAccount | undefined> => {
    const text = await textOf(name);
    return text === undefined ? undefined : accountIn(text);
  };
  const set = async (name: string, account: StoredAccount): Promise<Remembered["kept"]> => {
    const text = accountText(account);
    const stored = await secrets.set(name, text);
    if (stored.ok) {
      held.delete(name);
      return "keyring";
    }
    held.set(name, text);
    return "window";
  };
  const wipe = async (name: string): Promise<Result<boolean, SignOutFailure>> => {
    const wasThere = (await textOf(name)) !== undefined;
    held.delete(name);
    await secrets.delete(name);
    changed();
    return (await secrets.get(name)) === undefined ? ok(wasThere) : fail({ code: "secrets-not-wiped" });
  };
  const isHeld = async (name: string, { token }: Tokens): Promise<StoredAccount | undefined> => {
    const account = await get(name);
    return account?.credential.kind === "tokens" && account.credential.tokens.token === token
      ? account
      : undefined;
  };
  const holding: Holding = { get, set, wipe, isHeld };
  return { get, set, wipe, holderOf: (name) => holderOf(name, holding) };
}

interface Holding extends Pick<AccountStore, "get" | "set" | "wipe"> {
  /** The account where it still has these tokens: who signed out meanwhile, or in again, is left alone. */
  readonly isHeld: (name: string, tokens: Tokens) => Promise<StoredAccount | undefined>;
}

function holderOf(name: string, holding: Holding): CredentialHolder {
  const { isHeld } = holding;
  return {
    current: async () => (await holding.get(name))?.credential,
    renewed: async (tokens, replaced) => {
      const account = replaced && (await isHeld(name, replaced));
      if (account !== undefined) {
        await holding.set(name, { ...account, credential: { kind: "tokens", tokens } });
      }
    },
    ended: async (tokens) => {
      if ((await isHeld(name, tokens)) !== undefined) {
        await holding.wipe(name);
      }
    },
  };
}
