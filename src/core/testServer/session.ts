import type { Admission } from "./admission";
import { admissionOf } from "./admission";
import { pendingCallsSent } from "./calls";
import type { ClientPacket, ConnectPacket, Qos, SubscribePacket, UnsubscribePacket } from "./packets";
import { reasonCodes } from "./packets";
import { utteranceHeard } from "./publish";
import type { Moment, ServerEffect, ServerState, Session, Step } from "./state";
import { andThen, doing, ended, sessionsOf, withoutConnection, withSession } from "./state";
import { otherTopics, subscriptionOf } from "./topics";

/** A packet from a connection: before a CONNECT nothing else is taken ([MQTT-3.1.0-1]). */
export function packetTaken(
  state: ServerState,
  connection: number,
  packet: ClientPacket,
  moment: Moment,
): Step {
  const session = state.sessions.get(connection);
  if (session !== undefined) {
    return packetInSession(state, session, packet, moment);
  }
  if (!state.connections.has(connection)) {
    return doing(state);
  }
  return packet.cmd === "connect"
    ? connectTaken(state, connection, packet, moment)
    : doing(withoutConnection(state, connection), { kind: "end", connection });
}

/** ThingsBoard's idle limit where the client asks for no keep-alive, in milliseconds. */
const idleLimitMs = 600_000;

function connectTaken(state: ServerState, connection: number, packet: ConnectPacket, moment: Moment): Step {
  const admission = admissionOf(state.registry, state.connections.get(connection), packet, moment.now);
  if (admission.kind === "refused") {
    return refused(state, connection, admission);
  }
  const deviceId = admission.kind === "device" ? admission.device.id : undefined;
  const session: Session = {
    connection,
    protocolVersion: packet.protocolVersion,
    clientId: packet.clientId,
    deviceId,
    subscriptions: new Map(),
    lastMessageId: 0,
    openRequests: 0,
  };
  return andThen(takenOver(state, deviceId), (next) =>
    doing(withSession(next, session), ...welcome(admission, packet, connection)),
  );
}

/** One session for each device, ThingsBoard's default: the new one ends the old. */
function takenOver(state: ServerState, deviceId: string | undefined): Step {
  const older = deviceId === undefined ? [] : sessionsOf(state, deviceId);
  return older.reduce<Step>(
    (step, session) => andThen(step, (next) => ended(next, session, "session-taken-over")),
    doing(state),
  );
}

function welcome(
  admission: Exclude<Admission, { kind: "refused" }>,
  { clean, keepalive, clientId, protocolVersion }: ConnectPacket,
  connection: number,
): readonly ServerEffect[] {
  // ThingsBoard answers "session present" to whoever asked to resume one, though it keeps none.
  const packet = { cmd: "connack", code: reasonCodes.success, sessionPresent: !clean } as const;
  // [MQTT-3.1.2-24]: one and a half times the keep-alive.
  const limitMs = keepalive === 0 ? idleLimitMs : keepalive * 1_500;
  const accepted: readonly ServerEffect[] = [
    { kind: "send", connection, packet },
    { kind: "limitSilence", connection, limitMs },
  ];
  if (admission.kind === "provision-only") {
    return accepted;
  }
  const { id: deviceId, name: deviceName } = admission.device;
  return [
    ...accepted,
    { kind: "tell", event: { kind: "connected", deviceId, deviceName, clientId, protocolVersion } },
  ];
}

function refused(
  state: ServerState,
  connection: number,
  { reason, code, credentialsId }: Extract<Admission, { kind: "refused" }>,
): Step {
  return doing(
    withoutConnection(state, connection),
    // [MQTT-3.2.2-4]: a refusal has no session present.
    { kind: "send", connection, packet: { cmd: "connack", code, sessionPresent: false } },
    { kind: "end", connection },
    {
      kind: "tell",
      event: { kind: "refused", reason, code, ...(credentialsId === undefined ? {} : { credentialsId }) },
    },
  );
}

function packetInSession(state: ServerState, session: Session, packet: ClientPacket, moment: Moment): Step {
  const { connection } = session;
  switch (packet.cmd) {
    case "connect":
      // [MQTT-3.1.0-2]: a second CONNECT is a protocol violation.
      return ended(state, session, "protocol-violated");
    case "publish":
      return utteranceHeard(state, session, packet, moment);
    case "subscribe":
      return subscribed(state, session, packet, moment);
    case "unsubscribe":
      return unsubscribed(state, session, packet);
    case "pingreq":
      return doing(state, { kind: "send", connection, packet: { cmd: "pingresp" } });
    case "disconnect":
      return ended(state, session, "client-disconnected");
    case "puback":
    case "other":
      return doing(state);
  }
}

function subscribed(
  state: ServerState,
  session: Session,
  { messageId, subscriptions }: SubscribePacket,
  moment: Moment,
): Step {
  const granted = subscriptions.map(({ topic, qos }) => grantOf(session, topic, qos));
  const listening = subscriptions.reduce(
    (next, { topic }, index) => withSubscription(next, topic, granted[index] ?? refusedGrant),
    session,
  );
  const acknowledged = doing(withSession(state, listening), {
    kind: "send",
    connection: session.connection,
    packet: { cmd: "suback", messageId, granted },
  });
  const { deviceId } = listening;
  return deviceId === undefined || listening.rpcForm === undefined
    ? acknowledged
    : andThen(acknowledged, (next) => pendingCallsSent(next, deviceId, moment));
}

/** MQTT 3.1.1 §3.9.3: failure. */
const refusedGrant = 0x80;

/** QoS 1 is the most that ThingsBoard grants; topics outside its API are refused, `#` among them. */
function grantOf({ protocolVersion, deviceId }: Session, topic: string, qos: Qos): number {
  const isKnown =
    deviceId === undefined ? topic === otherTopics.provisionResponse : subscriptionOf(topic) !== undefined;
  if (isKnown) {
    return Math.min(qos, 1);
  }
  return protocolVersion === 5 ? reasonCodes.topicFilterInvalid : refusedGrant;
}

function withSubscription(session: Session, topic: string, grant: number): Session {
  if (grant >= refusedGrant) {
    return session;
  }
  const subscription = subscriptionOf(topic);
  return {
    ...session,
    subscriptions: new Map(session.subscriptions).set(topic, grant === 0 ? 0 : 1),
    ...(subscription?.kind === "attributes" ? { attributesForm: subscription.form } : {}),
    ...(subscription?.kind === "rpc" ? { rpcForm: subscription.form } : {}),
  };
}

function unsubscribed(state: ServerState, session: Session, packet: UnsubscribePacket): Step {
  const { messageId, unsubscriptions } = packet;
  const granted = unsubscriptions.map((topic) =>
    session.subscriptions.has(topic) ? reasonCodes.success : reasonCodes.noSubscriptionExisted,
  );
  const quieter = unsubscriptions.reduce(withoutSubscription, session);
  return doing(withSession(state, quieter), {
    kind: "send",
    connection: session.connection,
    packet: { cmd: "unsuback", messageId, granted },
  });
}

/** Leaving any topic of a kind ends that kind, whichever form it came in, as in ThingsBoard. */
function withoutSubscription(session: Session, topic: string): Session {
  if (!session.subscriptions.has(topic)) {
    return session;
  }
  const kind = subscriptionOf(topic)?.kind;
  return {
    ...session,
    subscriptions: new Map([...session.subscriptions].filter(([topicFilter]) => topicFilter !== topic)),
    ...(kind === "attributes" ? { attributesForm: undefined } : {}),
    ...(kind === "rpc" ? { rpcForm: undefined } : {}),
  };
}
