import type { Json, JsonObject } from "../credential/json";
import type { Qos } from "./packets";
import { payloadOf } from "./payloads";
import type { PendingCall, ServerEffect, ServerState, Session, Step } from "./state";
import { andThen, doing, sessionsOf, withSession } from "./state";
import { deviceTopicForms, topicMatches } from "./topics";

/** Publishes to one session, with the QoS of the subscription that matches, and QoS 1 where none does. */
export function published(state: ServerState, session: Session, topic: string, payload: Uint8Array): Step {
  const messageId = (session.lastMessageId % 0xffff) + 1;
  const qos = qosFor(session, topic);
  const { connection, deviceId } = session;
  const sent = { cmd: "publish", topic, payload, qos, ...(qos === 0 ? {} : { messageId }) } as const;
  const effects: ServerEffect[] = [{ kind: "send", connection, packet: sent }];
  if (deviceId !== undefined) {
    const deviceName = state.registry.devices.get(deviceId)?.name ?? "";
    effects.push({ kind: "tell", event: { kind: "sent", deviceId, deviceName, topic, payload } });
  }
  return doing(withSession(state, { ...session, lastMessageId: messageId }), ...effects);
}

/** Tells a device, where it subscribed to that, which shared attributes have new values. */
export function sharedAttributesPushed(state: ServerState, deviceId: string, values: JsonObject): Step {
  return sessionsOf(state, deviceId).reduce<Step>(
    (step, session) =>
      session.attributesForm === undefined
        ? step
        : andThen(step, (next) =>
            published(
              next,
              session,
              deviceTopicForms[session.attributesForm ?? "v1"].attributes,
              payloadOf(values),
            ),
          ),
    doing(state),
  );
}

/** Sends an RPC request where its device listens for one; undefined where it does not. */
export function callSent(state: ServerState, call: PendingCall): Step | undefined {
  const session = sessionsOf(state, call.deviceId).find(({ rpcForm }) => rpcForm !== undefined);
  if (session?.rpcForm === undefined) {
    return undefined;
  }
  const topic = `${deviceTopicForms[session.rpcForm].rpcRequest}${call.requestId}`;
  const request: Json = { method: call.method, params: call.params };
  return published(state, session, topic, payloadOf(request));
}

function qosFor({ subscriptions }: Session, topic: string): Qos {
  const matching = [...subscriptions].find(([topicFilter]) => topicMatches(topicFilter, topic));
  return matching?.[1] ?? 1;
}
