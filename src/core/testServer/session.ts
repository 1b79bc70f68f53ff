import type { Refused } from "./admission";
import { admissionOf, refusal } from "./admission";
import { pendingCallsSent } from "./calls";
import { certificateOf } from "./changes";
import { provisionedByChain } from "./chainProvisioning";
import type { ClientPacket, ConnectPacket, Qos, SubscribePacket, UnsubscribePacket } from "./packets";
import { reasonCodes } from "./packets";
import { utteranceHeard } from "./publish";
import { profileByCa } from "./profiles";
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
  const chainDer = state.connections.get(connection) ?? [];
  const admission = admissionOf(state.registry, chainDer, packet, moment.now);
  switch (admission.kind) {
    case "refused":
      return refused(state, connection, admission);
    case "provision-only":
      return accepted(state, connection, packet, undefined);
    case "device":
      return accepted(state, connection, packet, admission.device.id);
    case "chain":
      return chainTaken(state, connection, packet, { ...admission, chainDer, moment });
  }
}

interface ShownChain {
  readonly caId: string;
  readonly credentialsId: string;
  readonly chainDer: readonly Uint8Array[];
  readonly moment: Moment;
}

function chainTaken(
  state: ServerState,
  connection: number,
  packet: ConnectPacket,
  { caId, credentialsId, chainDer, moment }: ShownChain,
): Step {
  const profile = profileByCa(state, caId);
  const leaf = certificateOf(chainDer[0] ?? new Uint8Array(0));
  if (profile === undefined || !leaf.ok) {
    const unknown = refusal("certificate-unknown", packet.protocolVersion, credentialsId);
    return refused(state, connection, unknown);
  }
  const change = provisionedByChain(state, profile, leaf.value, moment);
  if (!change.ok) {
    return refused(state, connection, refusal(change.failure, packet.protocolVersion, credentialsId));
  }
  const { step, value } = change.value;
  return andThen(step, (next) => accepted(next, connection, packet, value.deviceId));
}

/** Opens the session of a device, or a provisioning-only one where there is none. */
function accepted(
  state: ServerState,
  connection: number,
  packet: ConnectPacket,
  deviceId: string | undefined,
): Step {
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
    doing(withSession(next, session), ...welcome(next, session, packet)),
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
  { registry }: ServerState,
  { connection, deviceId }: Session,
  { clean, keepalive, clientId, protocolVersion }: ConnectPacket,
): readonly ServerEffect[] {
  // ThingsBoard answers "session present" to whoever asked to resume one, though it keeps none.
  const packet = { cmd: "connack", code: reasonCodes.success, sessionPresent: !clean } as const;
  // [MQTT-3.1.2-24]: one and a half times the keep-alive.
  const limitMs = keepalive === 0 ? idleLimitMs : keepalive * 1_500;
  const greeting: readonly ServerEffect[] = [
    { kind: "send", connection, packet },
    { kind: "limitSilence", connection, limitMs },
  ];
  if (deviceId === undefined) {
    return greeting;
  }
  const deviceName = registry.devices.get(deviceId)?.name ?? "";
  return [
    ...greeting,
    { kind: "tell", event: { kind: "connected", deviceId, deviceName, clientId, protocolVersion } },
  ];
}

function refused(state: ServerState, connection: number, { reason, code, credentialsId }: Refused): Step {
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
