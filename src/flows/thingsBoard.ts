import { refreshCall, type Tokens } from "../core/credential/accountCalls";
import { refusalOf, type ApiCall, type ApiRefusal } from "../core/credential/apiCall";
import type { Credential } from "../core/credential/storedAccount";
import { fail, ok, type Result } from "../core/result";
import { restTlsFailure, type RestTlsFailure } from "./restTrust";
import type { HttpFailure, HttpResponse, World } from "./world";

/** Where a ThingsBoard has its REST API. */
export interface ThingsBoardPlace {
  /** `http://` or `https://`, with or without a path. */
  readonly restUrl: string;
  /** Trust anchors, PEM, besides the platform's own. */
  readonly trustedPem?: readonly string[] | undefined;
  /** Bound of each request. */
  readonly timeoutMs: number;
}

/** Why a call gave no answer that can be used. */
export type ThingsBoardFailure =
  | Exclude<HttpFailure, { readonly code: "http-tls" }>
  | RestTlsFailure
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

/** Holds the credential of one server. */
export interface CredentialHolder {
  current(): Promise<Credential | undefined>;
  /** Is told when tokens were replaced, to keep the new ones in the place of those. */
  renewed(tokens: Tokens, replaced?: Tokens): Promise<void>;
  /** Is told when the server takes these tokens no longer, not even for new ones. */
  ended?(tokens: Tokens): Promise<void>;
}

/** A signed-in ThingsBoard. */
export interface ThingsBoard {
  ask<T>(call: ApiCall<T>, signal: AbortSignal): Promise<Result<T, ThingsBoardFailure>>;
  /** The server's clock minus ours, milliseconds, by the `Date` of its last answer (to the second); undefined before one. */
  clockAheadMs(): number | undefined;
}

/** What asking a ThingsBoard needs of the world. */
export type ThingsBoardWorld = Pick<World, "http" | "clock">;

type Renewal = Result<Tokens, ThingsBoardFailure>;

/** The largest body that is read, bytes. */
const mostBytes = 4_194_304;

/**
 * Gives a way to ask a ThingsBoard as whoever holds the credential. A token that the server takes no longer is refreshed
 * once, for all who ask meanwhile; where that is refused the sign-in has ended, and the answer is `rest-signed-out`.
 */
export function thingsBoardAt(
  place: ThingsBoardPlace,
  holder: CredentialHolder,
  world: ThingsBoardWorld,
): ThingsBoard {
  const connection = connectionTo(place, world);
  const renewedOnce = sharedRenewal(connection, holder);
  return {
    clockAheadMs: () => connection.clockAheadMs(),
    ask: async (call, signal) => {
      if (call.isOpen === true) {
        return connection.send(call, undefined, signal);
      }
      const credential = await holder.current();
      if (credential === undefined) {
        return fail({ code: "rest-signed-out" });
      }
      const answer = await connection.send(call, credential, signal);
      if (answer.ok || !isRenewable(answer.failure) || credential.kind !== "tokens") {
        return answer;
      }
      const renewed = await unlessAborted(renewedOnce(credential.tokens), signal);
      return renewed.ok ? connection.send(call, { kind: "tokens", tokens: renewed.value }, signal) : renewed;
    },
  };
}

/** A proxy may say 401 without ThingsBoard's own code. */
function isRenewable({ code }: ThingsBoardFailure): boolean {
  return code === "rest-token-expired" || code === "rest-signed-out";
}

interface Connection {
  send<T>(
    call: ApiCall<T>,
    credential: Credential | undefined,
    signal: AbortSignal,
  ): Promise<Result<T, ThingsBoardFailure>>;
  clockAheadMs(): number | undefined;
}

function connectionTo(place: ThingsBoardPlace, world: ThingsBoardWorld): Connection {
  let aheadMs: number | undefined;
  const observe = ({ headers }: HttpResponse): void => {
    const dateMs = Date.parse(headers["date"] ?? "");
    aheadMs = Number.isNaN(dateMs) ? aheadMs : dateMs - world.clock().getTime();
  };
  return {
    clockAheadMs: () => aheadMs,
    send: async (call, credential, signal) => {
      const request = requestOf(place, call, credential);
      let { delayMs = 0 } = call;
      for (let tried = 1; ; tried += 1) {
        const response = await world.http.send({ ...request, delayMs }, signal);
        if (!response.ok) {
          const { failure } = response;
          return fail(
            failure.code === "http-tls" ? restTlsFailure(failure, request, world.clock()) : failure,
          );
        }
        observe(response.value);
        const answer = answerOf(call, response.value);
        const waitMs = answer.ok ? undefined : waitBefore(answer.failure, call, world.clock());
        if (waitMs === undefined || tried === mostTries) {
          return answer;
        }
        delayMs = waitMs;
      }
    },
  };
}

/** What only reads is asked so often where the server says 429. */
const mostTries = 3;

/** Whoever is told to wait longer hears of it instead. */
const longestWaitMs = 15_000;

/** Where the server does not say how long. */
const usualWaitMs = 1_000;

/** How long to wait before asking again; undefined where nobody should: 429 alone says that nothing was done. */
function waitBefore(failure: ThingsBoardFailure, call: ApiCall<unknown>, now: Date): number | undefined {
  if (failure.code !== "rest-rate-limited" || call.method !== "GET" || call.waitsItself === true) {
    return undefined;
  }
  const { retryAfterMs = usualWaitMs } = failure;
  // So that those who were refused together do not come back together.
  const jitterMs = now.getTime() % 500;
  return retryAfterMs > longestWaitMs ? undefined : retryAfterMs + jitterMs;
}

/** Gets new tokens for old ones; whoever comes while that is under way gets the same. */
function sharedRenewal(
  connection: Connection,
  holder: CredentialHolder,
): (tokens: Tokens) => Promise<Renewal> {
  let underWay: Promise<Renewal> | undefined;
  const renew = async (tokens: Tokens): Promise<Renewal> => {
    const held = await holder.current();
    if (held?.kind === "tokens" && held.tokens.token !== tokens.token) {
      // Another window was first.
      return ok(held.tokens);
    }
    const call = refreshCall(tokens.refreshToken);
    // Of all who wait: the one who gives up does not decide.
    const renewed = await connection.send(call, undefined, new AbortController().signal);
    if (renewed.ok) {
      await holder.renewed(renewed.value, tokens);
      return renewed;
    }
    if (!isRefusal(renewed.failure)) {
      return renewed;
    }
    await holder.ended?.(tokens);
    return fail({ code: "rest-signed-out" });
  };
  return (tokens) =>
    (underWay ??= renew(tokens).finally(() => {
      underWay = undefined;
    }));
}

/** Whether the server said no to the refresh token itself; anything else may pass. */
function isRefusal({ code }: ThingsBoardFailure): boolean {
  return (
    code === "rest-signed-out" ||
    code === "rest-token-expired" ||
    code === "rest-password-expired" ||
    code === "rest-forbidden"
  );
}

async function unlessAborted(work: Promise<Renewal>, signal: AbortSignal): Promise<Renewal> {
  let giveUp: () => void = () => undefined;
  const aborted = new Promise<Renewal>((resolve) => {
    giveUp = (): void => {
      resolve(fail({ code: "cancelled" }));
    };
  });
  signal.addEventListener("abort", giveUp);
  if (signal.aborted) {
    giveUp();
  }
  const outcome = await Promise.race([work, aborted]);
  signal.removeEventListener("abort", giveUp);
  return outcome;
}

function requestOf(
  { restUrl, trustedPem, timeoutMs }: ThingsBoardPlace,
  { method, path, body }: ApiCall<unknown>,
  credential: Credential | undefined,
): Parameters<World["http"]["send"]>[0] {
  return {
    method,
    url: restUrl.replace(/(?<!\/)\/+$/, "") + path,
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
