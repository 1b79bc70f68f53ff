import type { RandomBytes } from "../certificate/issued";
import type { EndReason, TestServerEvent } from "./events";
import type { Fault } from "./faults";
import type { Json } from "../credential/json";
import type { ProtocolVersion, Qos, ServerPacket } from "./packets";
import { reasonCodes } from "./packets";
import type { Registry } from "./registry";
import { emptyRegistry } from "./registry";
import type { Delivery, RestResponse } from "./restMessages";
import type { TopicForm } from "./topics";

/** Everything that the Local Test Server knows. Only `registry` outlives a stop. */
export interface ServerState {
  readonly registry: Registry;
  /** What the client of each open connection presented: DER, leaf first; nothing for one without. */
  readonly connections: ReadonlyMap<number, readonly Uint8Array[]>;
  /** By connection. */
  readonly sessions: ReadonlyMap<number, Session>;
  /** Server-side RPC that waits for its device. */
  readonly calls: readonly PendingCall[];
  /** Request ids count up for each device, from 0. */
  readonly nextRequestIds: ReadonlyMap<string, number>;
  readonly account: Account;
  /** Canonical PEM, for the download route. */
  readonly serverCertificatePem: string;
  /** What is to go wrong, in the order of precedence. */
  readonly faults: readonly Fault[];
  /** By request: answers that are still to come and will be spoiled. */
  readonly spoiled: ReadonlyMap<number, Delivery>;
}

/** The tenant administrator, the only user. */
export interface Account {
  readonly username: string;
  readonly password: string;
  readonly userId: string;
  readonly tenantId: string;
  /** Of the default device profile, until that one is kept in the registry. */
  readonly deviceProfileId: string;
  /** For `X-Authorization: ApiKey …`. */
  readonly apiKey: string;
  /** Signs the tokens: those that another key signed are not valid. */
  readonly tokenKey: Uint8Array;
}

/** A connection whose CONNECT was accepted. */
export interface Session {
  readonly connection: number;
  readonly protocolVersion: ProtocolVersion;
  readonly clientId: string;
  /** Undefined in a provisioning-only session. */
  readonly deviceId: string | undefined;
  /** Topic filter → granted QoS. */
  readonly subscriptions: ReadonlyMap<string, Qos>;
  /** Where shared-attribute updates go: the form subscribed last, as in ThingsBoard. */
  readonly attributesForm?: TopicForm | undefined;
  /** Where RPC requests go: the form subscribed last. */
  readonly rpcForm?: TopicForm | undefined;
  readonly lastMessageId: number;
  /** Client-side RPC without an answer yet. */
  readonly openRequests: number;
}

/** A server-side RPC that was not answered yet. */
export interface PendingCall {
  readonly deviceId: string;
  readonly requestId: number;
  readonly method: string;
  readonly params: Json;
  readonly isOneWay: boolean;
  readonly isSent: boolean;
  readonly asker: Asker;
}

/** Who waits for the outcome of an RPC: a REST request, or the program itself. */
export type Asker =
  { readonly kind: "rest"; readonly request: number } | { readonly kind: "program"; readonly call: number };

/** The outcome of a server-side RPC. */
export type CallOutcome =
  | { readonly kind: "delivered" }
  /** The device's answer, as it came: JSON by agreement, but nothing enforces it. */
  | { readonly kind: "answered"; readonly text: string }
  | { readonly kind: "timed-out" }
  | { readonly kind: "device-not-found" }
  | { readonly kind: "too-many-calls" };

/** Something to come back to after a while. */
export type Wake =
  | { readonly kind: "call"; readonly deviceId: string; readonly requestId: number }
  | { readonly kind: "client-request"; readonly connection: number; readonly topic: string };

/** What is to be done outside, in this order. */
export type ServerEffect =
  | { readonly kind: "send"; readonly connection: number; readonly packet: ServerPacket }
  /** Close the connection after what was sent. */
  | { readonly kind: "end"; readonly connection: number }
  /** From now on report a connection that was silent for so long. */
  | { readonly kind: "limitSilence"; readonly connection: number; readonly limitMs: number }
  | { readonly kind: "respond"; readonly request: number; readonly response: RestResponse }
  | { readonly kind: "conclude"; readonly call: number; readonly outcome: CallOutcome }
  | { readonly kind: "wake"; readonly afterMs: number; readonly wake: Wake }
  | { readonly kind: "tell"; readonly event: TestServerEvent };

/** A state and what is to be done. */
export interface Step {
  readonly state: ServerState;
  readonly effects: readonly ServerEffect[];
}

/** The time and the random bytes of one step. */
export interface Moment {
  readonly now: Date;
  readonly random: RandomBytes;
}

/** The state of a server that starts. */
export function initialState(
  account: Account,
  serverCertificatePem: string,
  registry: Registry = emptyRegistry,
): ServerState {
  return {
    registry,
    connections: new Map(),
    sessions: new Map(),
    calls: [],
    nextRequestIds: new Map(),
    account,
    serverCertificatePem,
    faults: [],
    spoiled: new Map(),
  };
}

/** Does a second thing after a first. */
export function andThen(step: Step, next: (state: ServerState) => Step): Step {
  const { state, effects } = next(step.state);
  return { state, effects: [...step.effects, ...effects] };
}

/** A step that only does something. */
export function doing(state: ServerState, ...effects: readonly ServerEffect[]): Step {
  return { state, effects };
}

/** Puts a session in its place. */
export function withSession(state: ServerState, session: Session): ServerState {
  return { ...state, sessions: new Map(state.sessions).set(session.connection, session) };
}

/** Forgets a connection, with its session. */
export function withoutConnection(state: ServerState, connection: number): ServerState {
  const isOther = ([id]: readonly [number, unknown]): boolean => id !== connection;
  return {
    ...state,
    connections: new Map([...state.connections].filter(isOther)),
    sessions: new Map([...state.sessions].filter(isOther)),
  };
}

/** The sessions of a device; one at most, as a new one takes over. */
export function sessionsOf(state: ServerState, deviceId: string): readonly Session[] {
  return [...state.sessions.values()].filter((session) => session.deviceId === deviceId);
}

/** The MQTT 5 code with which the server ends a session; none where the other end is gone already. */
const endCodes: Readonly<Record<EndReason, number | undefined>> = {
  "client-disconnected": undefined,
  "connection-lost": undefined,
  "keepalive-missed": reasonCodes.keepaliveTimeout,
  "session-taken-over": reasonCodes.sessionTakenOver,
  "credentials-changed": reasonCodes.administrativeAction,
  "device-deleted": reasonCodes.administrativeAction,
  "payload-invalid": reasonCodes.payloadFormatInvalid,
  "protocol-violated": reasonCodes.protocolError,
  "package-not-assigned": reasonCodes.implementationSpecific,
  "server-stopped": reasonCodes.serverShuttingDown,
};

/** Ends a session: DISCONNECT with the reason under MQTT 5 (under 3.1.1 a server has none to send), then the close. */
export function ended(state: ServerState, session: Session, reason: EndReason): Step {
  const { connection, protocolVersion, deviceId } = session;
  const reasonCode = endCodes[reason];
  const effects: ServerEffect[] = [];
  if (protocolVersion === 5 && reasonCode !== undefined) {
    effects.push({ kind: "send", connection, packet: { cmd: "disconnect", reasonCode } });
  }
  effects.push({ kind: "end", connection });
  if (deviceId !== undefined) {
    const deviceName = state.registry.devices.get(deviceId)?.name ?? "";
    effects.push({ kind: "tell", event: { kind: "disconnected", deviceId, deviceName, reason } });
  }
  return doing(withoutConnection(state, connection), ...effects);
}
