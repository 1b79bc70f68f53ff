import { refreshCall, signInCall, userCall, type Tokens, type User } from "../core/credential/accountCalls";
import { refusalOf, type ApiCall, type ApiRefusal } from "../core/credential/apiCall";
import { fail, ok, type Result } from "../core/result";
import type { HttpFailure, HttpResponse, World } from "./world";

/** Where a ThingsBoard has its REST API. */
export interface ThingsBoardPlace {
  /** `http://` or `https://`, with or without a path. */
  readonly restUrl: string;
  /** Trust anchors, PEM, besides the platform's own. */
  readonly trustedPem?: readonly string[];
  /** Bound of each request. */
  readonly timeoutMs: number;
}

/** Why a call gave no answer that can be used. */
export type ThingsBoardFailure =
  | HttpFailure
  | ApiRefusal
  /** What answers there is no ThingsBoard: HTML, or JSON of another shape. */
  | { readonly code: "rest-not-thingsboard"; readonly status: number; readonly contentType: string }
  /** It leads elsewhere; a token does not follow. */
  | { readonly code: "rest-redirected"; readonly to: string };

/** Tells whether a server may have done what it was asked for all the same: its answer was lost, or is none of its own. */
export function isUndecided({ code }: ThingsBoardFailure): boolean {
  return undecided.has(code);
}

const undecided: ReadonlySet<ThingsBoardFailure["code"]> = new Set([
  "http-unreachable",
  "http-timeout",
  "http-too-large",
  "http-broken-off",
  "rest-server-error",
  "rest-not-thingsboard",
]);

/** What proves who we are; secret. */
export type Credential =
  | { readonly kind: "tokens"; readonly tokens: Tokens }
  /** ThingsBoard 4.3 and later: `X-Authorization: ApiKey …`. */
  | { readonly kind: "apiKey"; readonly apiKey: string };

/** Holds the credential of one server; `renewed` is told when tokens were replaced, to keep the new ones. */
export interface CredentialHolder {
  current(): Promise<Credential | undefined>;
  renewed(tokens: Tokens): Promise<void>;
}

/** A signed-in ThingsBoard. */
export interface ThingsBoard {
  ask<T>(call: ApiCall<T>, signal: AbortSignal): Promise<Result<T, ThingsBoardFailure>>;
  /** The server's clock minus ours, milliseconds, by the `Date` of its last answer (to the second); undefined before one. */
  clockAheadMs(): number | undefined;
}

type ThingsBoardWorld = Pick<World, "http" | "clock">;

/** The largest body that is read, bytes. */
const mostBytes = 4_194_304;

/** Gives a way to ask a ThingsBoard as whoever holds the credential; a token that expired is refreshed, once. */
export function thingsBoardAt(
  place: ThingsBoardPlace,
  holder: CredentialHolder,
  world: ThingsBoardWorld,
): ThingsBoard {
  let aheadMs: number | undefined;
  const observe = ({ headers }: HttpResponse): void => {
    const dateMs = Date.parse(headers["date"] ?? "");
    aheadMs = Number.isNaN(dateMs) ? aheadMs : dateMs - world.clock().getTime();
  };
  const send = async <T>(
    call: ApiCall<T>,
    credential: Credential | undefined,
    signal: AbortSignal,
  ): Promise<Result<T, ThingsBoardFailure>> => {
    const response = await world.http.send(requestOf(place, call, credential), signal);
    if (!response.ok) {
      return response;
    }
    observe(response.value);
    return answerOf(call, response.value);
  };
  const refreshed = async ({ tokens }: { readonly tokens: Tokens }, signal: AbortSignal) => {
    const renewed = await send(refreshCall(tokens.refreshToken), undefined, signal);
    if (renewed.ok) {
      await holder.renewed(renewed.value);
    }
    return renewed;
  };
  return {
    clockAheadMs: () => aheadMs,
    ask: async (call, signal) => {
      const credential = call.isOpen === true ? undefined : await holder.current();
      if (credential === undefined && call.isOpen !== true) {
        return fail({ code: "rest-signed-out" });
      }
      const answer = await send(call, credential, signal);
      if (answer.ok || answer.failure.code !== "rest-token-expired" || credential?.kind !== "tokens") {
        return answer;
      }
      const renewed = await refreshed(credential, signal);
      return renewed.ok ? send(call, { kind: "tokens", tokens: renewed.value }, signal) : renewed;
    },
  };
}

/** Someone signed in: who, and with what. */
export interface SignedIn {
  readonly user: User;
  readonly tokens: Tokens;
}

/** Signs in by user and password, and asks who that is. The password goes nowhere else. */
export async function signIn(
  place: ThingsBoardPlace,
  { username, password }: { readonly username: string; readonly password: string },
  world: ThingsBoardWorld,
  signal: AbortSignal,
): Promise<Result<SignedIn, ThingsBoardFailure>> {
  const nobody: CredentialHolder = {
    current: () => Promise.resolve(undefined),
    renewed: () => Promise.resolve(),
  };
  const tokens = await thingsBoardAt(place, nobody, world).ask(signInCall(username, password), signal);
  if (!tokens.ok) {
    return tokens;
  }
  const credential: Credential = { kind: "tokens", tokens: tokens.value };
  const holder = { ...nobody, current: () => Promise.resolve(credential) };
  const user = await thingsBoardAt(place, holder, world).ask(userCall, signal);
  return user.ok ? ok({ user: user.value, tokens: tokens.value }) : user;
}

function requestOf(
  { restUrl, trustedPem, timeoutMs }: ThingsBoardPlace,
  { method, path, body }: ApiCall<unknown>,
  credential: Credential | undefined,
): Parameters<World["http"]["send"]>[0] {
  return {
    method,
    url: restUrl.replace(/\/+$/, "") + path,
    headers: {
      Accept: "application/json, */*;q=0.5",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(credential === undefined ? {} : { "X-Authorization": authorizationOf(credential) }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    trustedPem,
    timeoutMs,
    maxBytes: mostBytes,
  };
}

function authorizationOf(credential: Credential): string {
  return credential.kind === "apiKey" ? `ApiKey ${credential.apiKey}` : `Bearer ${credential.tokens.token}`;
}

function answerOf<T>(
  call: ApiCall<T>,
  { status, headers, body }: HttpResponse,
): Result<T, ThingsBoardFailure> {
  if (status >= 300 && status < 400) {
    return fail({ code: "rest-redirected", to: headers["location"] ?? "" });
  }
  if (status < 200 || status >= 300) {
    return fail(refusalOf(status, body, headers["retry-after"]));
  }
  const value = call.read(body);
  return value === undefined
    ? fail({ code: "rest-not-thingsboard", status, contentType: headers["content-type"] ?? "" })
    : ok(value);
}
