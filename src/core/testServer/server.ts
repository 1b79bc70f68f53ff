import { callExpired, callsAbandoned, callStarted, type CallRequest } from "./calls";
import type { ClientPacket } from "./packets";
import { clientRequestExpired } from "./publish";
import { responseTo, spoiledAnswers } from "./rest";
import type { RestRequest } from "./restMessages";
import { packetTaken } from "./session";
import type { Moment, ServerState, Step, Wake } from "./state";
import { andThen, doing, ended, withoutConnection } from "./state";

/** Something that happened outside. */
export type ServerInput =
  /** A TLS connection came up; the client presented `certificateDer` as its leaf, and `issuersDer`, each of which signed the one before. */
  | {
      readonly kind: "opened";
      readonly connection: number;
      readonly certificateDer?: Uint8Array;
      readonly issuersDer?: readonly Uint8Array[];
    }
  | { readonly kind: "packet"; readonly connection: number; readonly packet: ClientPacket }
  /** What came is no MQTT, too large, or of another version. */
  | { readonly kind: "malformed"; readonly connection: number }
  /** Nothing came for longer than was allowed. */
  | { readonly kind: "silent"; readonly connection: number }
  /** The connection is gone. */
  | { readonly kind: "closed"; readonly connection: number }
  | { readonly kind: "request"; readonly request: number; readonly rest: RestRequest }
  | { readonly kind: "woke"; readonly wake: Wake }
  /** The program itself calls a device. */
  | ({ readonly kind: "call"; readonly call: number } & Omit<CallRequest, "asker">)
  | { readonly kind: "stopping" };

/** The whole Local Test Server: what it makes of one input. The same inputs and moments give the same effects. */
export function serverStep(state: ServerState, input: ServerInput, moment: Moment): Step {
  return spoiledAnswers(plainStep(state, input, moment));
}

function plainStep(state: ServerState, input: ServerInput, moment: Moment): Step {
  switch (input.kind) {
    case "opened":
      return doing({
        ...state,
        connections: new Map(state.connections).set(input.connection, chainIn(input)),
      });
    case "packet":
      return packetTaken(state, input.connection, input.packet, moment);
    case "malformed":
      return connectionEnded(state, input.connection, "protocol-violated");
    case "silent":
      return connectionEnded(state, input.connection, "keepalive-missed");
    case "closed":
      return connectionEnded(state, input.connection, "connection-lost");
    case "request":
      return responseTo(state, input, moment);
    case "woke":
      return woken(state, input.wake, moment);
    case "call":
      return callStarted(state, { ...input, asker: { kind: "program", call: input.call } }, moment);
    case "stopping":
      return stopped(state, moment);
  }
}

function chainIn({
  certificateDer,
  issuersDer = [],
}: Extract<ServerInput, { readonly kind: "opened" }>): readonly Uint8Array[] {
  return certificateDer === undefined ? [] : [certificateDer, ...issuersDer];
}

function connectionEnded(
  state: ServerState,
  connection: number,
  reason: "protocol-violated" | "keepalive-missed" | "connection-lost",
): Step {
  const session = state.sessions.get(connection);
  if (session !== undefined) {
    return ended(state, session, reason);
  }
  return state.connections.has(connection)
    ? doing(withoutConnection(state, connection), { kind: "end", connection })
    : doing(state);
}

function woken(state: ServerState, wake: Wake, moment: Moment): Step {
  return wake.kind === "call"
    ? callExpired(state, wake, moment)
    : clientRequestExpired(state, wake.connection, wake.topic);
}

function stopped(state: ServerState, moment: Moment): Step {
  return [...state.sessions.values()].reduce<Step>(
    (step, session) => andThen(step, (next) => ended(next, session, "server-stopped")),
    callsAbandoned(state, moment),
  );
}
