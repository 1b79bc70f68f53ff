import { certificateRegistered } from "../../src/core/testServer/changes";
import type { RegisteredDevice } from "../../src/core/testServer/registry";
import { deviceByName } from "../../src/core/testServer/registry";
import { serverStep } from "../../src/core/testServer/server";
import { initialState, type Moment, type ServerState, type Step } from "../../src/core/testServer/state";
import { ok, type Result } from "../../src/core/result";
import { signInCall } from "../../src/core/credential/accountCalls";
import { thingsBoardAt, type CredentialHolder, type ThingsBoard } from "../../src/flows/thingsBoard";
import type { HttpFailure, HttpRequest, HttpResponse } from "../../src/flows/world";
import { countedBytes } from "./identities";

type Sent = Result<HttpResponse, HttpFailure>;

/** Stands between a client and the server; `pass` hands the request on. */
export type Between = (request: HttpRequest, pass: () => Sent) => Sent;

/** The Local Test Server's own rules behind an `Http` port, without sockets. */
export interface ThingsBoardInMemory {
  /** A signed-in client. */
  readonly board: ThingsBoard;
  /** What was asked, as `METHOD /path`, without signing in. */
  readonly asked: string[];
  /** From now on this stands between. */
  between(meddler: Between): void;
  device(name: string): RegisteredDevice | undefined;
  /** Gives a device with that certificate; gives its id. */
  register(certificatePem: string, deviceName: string): string;
  /** Makes a device with an access token. */
  create(deviceName: string): string;
  /** Gives a device that is there an access token, as another client does. */
  giveToken(deviceName: string, token: string): void;
}

const account = {
  username: "tenant@thingsboard.org",
  password: "a password of this run",
  userId: "11111111-1111-4111-8111-111111111111",
  tenantId: "22222222-2222-4222-8222-222222222222",
  apiKey: "an API key of this run",
  deviceProfileId: "33333333-3333-4333-8333-333333333333",
  tokenKey: new Uint8Array(64).fill(7),
};

/** Starts a server with no devices and signs in. */
export async function thingsBoardInMemory(serverPem = ""): Promise<ThingsBoardInMemory> {
  let state: ServerState = initialState(account, serverPem);
  const random = countedBytes();
  const moment: Moment = { now: new Date("2026-01-02T03:04:05Z"), random };
  const asked: string[] = [];
  let meddler: Between = (_request, pass) => pass();
  const take = (step: Step): Step["effects"] => {
    state = step.state;
    return step.effects;
  };
  const answer = (request: HttpRequest): Sent => {
    const { pathname, search } = new URL(request.url);
    const rest = {
      method: request.method,
      target: pathname + search,
      body: request.body ?? "",
      authorization: request.headers["X-Authorization"] ?? "",
    };
    const effects = take(serverStep(state, { kind: "request", request: 1, rest }, moment));
    const responses = effects.flatMap((effect) => (effect.kind === "respond" ? [effect.response] : []));
    const { status = 500, body = "", contentType = "" } = responses[0] ?? {};
    return ok({
      status,
      body,
      headers: { "content-type": contentType, date: moment.now.toUTCString() },
    });
  };
  const http = {
    send: (request: HttpRequest) => {
      asked.push(`${request.method} ${request.url.replace("http://tb", "")}`);
      return Promise.resolve(meddler(request, () => answer(request)));
    },
  };
  const world = { http, clock: () => moment.now };
  const place = { restUrl: "http://tb", timeoutMs: 1000 };
  const nobody = { current: () => Promise.resolve(undefined), renewed: () => Promise.resolve() };
  const { username, password } = account;
  const signIn = signInCall(username, password);
  const tokens = await thingsBoardAt(place, nobody, world).ask(signIn, new AbortController().signal);
  if (!tokens.ok || tokens.value === "second-factor") {
    throw new Error("nobody could sign in");
  }
  const credential = { kind: "tokens", tokens: tokens.value } as const;
  const holder: CredentialHolder = {
    current: () => Promise.resolve(credential),
    renewed: () => Promise.resolve(),
  };
  const headers = { "X-Authorization": `Bearer ${tokens.value.token}` };
  asked.length = 0;
  /** What another client of the same user asks; nothing stands between. */
  const byAnother = (method: HttpRequest["method"], path: string, body?: object): object => {
    const request = { method, url: `http://tb${path}`, headers, trustedPem: undefined };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answered = answer({ ...request, ...text, timeoutMs: 1000, maxBytes: 1000 });
    return answered.ok ? (JSON.parse(answered.value.body) as object) : {};
  };
  return {
    board: thingsBoardAt(place, holder, world),
    asked,
    between: (one) => {
      meddler = one;
    },
    device: (name) => deviceByName(state.registry, name),
    register: (certificatePem, deviceName) => {
      const change = certificateRegistered(state, { certificatePem, deviceName }, moment);
      return registered(change, take);
    },
    create: (deviceName) => {
      byAnother("POST", "/api/device", { name: deviceName });
      return deviceByName(state.registry, deviceName)?.id ?? "";
    },
    giveToken: (deviceName, token) => {
      const id = deviceByName(state.registry, deviceName)?.id ?? "";
      const now = byAnother("GET", `/api/device/${id}/credentials`);
      const given = { ...now, credentialsType: "ACCESS_TOKEN", credentialsId: token, credentialsValue: null };
      byAnother("POST", "/api/device/credentials", given);
    },
  };
}

function registered(change: ReturnType<typeof certificateRegistered>, take: (step: Step) => unknown): string {
  if (!change.ok) {
    throw new Error(change.failure.code);
  }
  take(change.value.step);
  return change.value.value.deviceId;
}
