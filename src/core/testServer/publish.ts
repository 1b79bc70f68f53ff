import { callAnswered } from "./calls";
import { published } from "./deliver";
import type { Json } from "../credential/json";
import { isJsonObject } from "../credential/json";
import type { PublishPacket } from "./packets";
import { reasonCodes } from "./packets";
import { attributesAnswer, attributesOf, jsonOf, payloadOf, telemetryOf } from "./payloads";
import type { RegisteredDevice } from "./registry";
import { withAttributes, withTelemetry } from "./registry";
import type { Moment, ServerState, Session, Step } from "./state";
import { andThen, doing, ended, withSession } from "./state";
import type { TopicForm, Utterance } from "./topics";
import { deviceTopicForms, otherTopics, utteranceOf } from "./topics";

/**
 * A PUBLISH from a client. What ThingsBoard understood it acknowledges with a PUBACK, under QoS 2 too: it does not
 * speak the four-way handshake. Nothing reaches another device.
 */
export function utteranceHeard(
  state: ServerState,
  session: Session,
  packet: PublishPacket,
  moment: Moment,
): Step {
  if (session.deviceId === undefined) {
    return provisioningHeard(state, session, packet);
  }
  const device = state.registry.devices.get(session.deviceId);
  if (device === undefined) {
    return ended(state, session, "device-deleted");
  }
  const { topic, payload } = packet;
  const told = doing(state, {
    kind: "tell",
    event: { kind: "received", deviceId: device.id, deviceName: device.name, topic, payload },
  });
  const utterance = utteranceOf(topic);
  return andThen(told, (next) => rules[utterance.kind](next, { session, device, packet, utterance, moment }));
}

interface Heard {
  readonly session: Session;
  readonly device: RegisteredDevice;
  readonly packet: PublishPacket;
  readonly utterance: Utterance;
  readonly moment: Moment;
}

type Rule = (state: ServerState, heard: Heard) => Step;

const rules: Readonly<Record<Utterance["kind"], Rule>> = {
  telemetry: (state, heard) => {
    const { packet, device, moment } = heard;
    const points = telemetryOf(jsonOf(packet.payload), moment.now.getTime());
    return points === undefined
      ? malformed(state, heard)
      : acknowledged({ ...state, registry: withTelemetry(state.registry, device.id, points) }, heard);
  },

  attributes: (state, heard) => {
    const values = attributesOf(jsonOf(heard.packet.payload), heard.moment.now.getTime());
    return values === undefined
      ? malformed(state, heard)
      : acknowledged(
          { ...state, registry: withAttributes(state.registry, heard.device.id, "clientAttributes", values) },
          heard,
        );
  },

  "attributes-request": (state, heard) => {
    const { device, packet, session } = heard;
    const answer = attributesAnswer(device, jsonOf(packet.payload));
    const topic = answerTopic(heard.utterance, "attributesResponse");
    return answer === undefined || topic === undefined
      ? malformed(state, heard)
      : andThen(acknowledged(state, heard), (next) => published(next, session, topic, payloadOf(answer)));
  },

  "rpc-response": (state, heard) => {
    const { device, packet, utterance, moment } = heard;
    if (!("requestId" in utterance) || Number.isNaN(utterance.requestId)) {
      return malformed(state, heard);
    }
    const text = new TextDecoder().decode(packet.payload);
    const answer = { deviceId: device.id, requestId: utterance.requestId, text };
    return andThen(acknowledged(state, heard), (next) => callAnswered(next, answer, moment));
  },

  "rpc-request": (state, heard) => {
    const topic = answerTopic(heard.utterance, "rpcResponse");
    return topic === undefined || !isClientCall(jsonOf(heard.packet.payload))
      ? malformed(state, heard)
      : andThen(acknowledged(state, heard), (next) => clientRequestOpened(next, heard.session, topic));
  },

  // An empty payload is allowed: nothing restricts the claim then.
  claim: (state, heard) =>
    heard.packet.payload.length === 0 || isJsonObject(jsonOf(heard.packet.payload))
      ? acknowledged(state, heard)
      : malformed(state, heard),

  // No package is assigned to any device here: ThingsBoard says so on the error topic and closes, without PUBACK.
  "package-request": (state, { session }) =>
    andThen(
      published(state, session, otherTopics.firmwareError, new TextEncoder().encode("NOT_FOUND")),
      (next) => ended(next, next.sessions.get(session.connection) ?? session, "package-not-assigned"),
    ),

  // A device that is no gateway gets no answer at all on these topics, not even a PUBACK.
  gateway: (state) => doing(state),

  // Acknowledged under 3.1.1 and thrown away; MQTT 5 has a code that says so.
  unknown: (state, heard) => acknowledged(state, heard, reasonCodes.topicNameInvalid),
};

/** What is not answered by a rule chain is answered by ThingsBoard's own timeout, `transport.client_side_rpc.timeout`. */
const clientRequestTimeoutMs = 60_000;

/** ThingsBoard's `MQTT_MSG_QUEUE_SIZE_PER_DEVICE_LIMIT`. */
const mostOpenRequests = 100;

/**
 * A client-side RPC. In ThingsBoard its rule chain answers; this server has none, and the default chain only logs the
 * request: what the device gets is ThingsBoard's answer for that case, `{"error":"timeout"}` after a minute.
 */
function clientRequestOpened(state: ServerState, session: Session, topic: string): Step {
  if (session.openRequests >= mostOpenRequests) {
    return doing(state);
  }
  const { connection } = session;
  return doing(withSession(state, { ...session, openRequests: session.openRequests + 1 }), {
    kind: "wake",
    afterMs: clientRequestTimeoutMs,
    wake: { kind: "client-request", connection, topic },
  });
}

/** Answers a client-side RPC that no rule chain answered; a session that is gone gets nothing. */
export function clientRequestExpired(state: ServerState, connection: number, topic: string): Step {
  const session = state.sessions.get(connection);
  if (session === undefined) {
    return doing(state);
  }
  const closed = { ...session, openRequests: session.openRequests - 1 };
  return published(withSession(state, closed), closed, topic, payloadOf({ error: "timeout" }));
}

/** A provisioning-only session may do nothing but ask; no device profile here holds a provisioning key. */
function provisioningHeard(state: ServerState, session: Session, packet: PublishPacket): Step {
  if (packet.topic !== otherTopics.provisionRequest) {
    return ended(state, session, "protocol-violated");
  }
  const answer = { errorMsg: "Provision data was not found!", status: "NOT_FOUND" };
  return andThen(pubAck(state, session, packet, reasonCodes.success), (next) =>
    published(next, session, otherTopics.provisionResponse, payloadOf(answer)),
  );
}

function answerTopic(utterance: Utterance, kind: "attributesResponse" | "rpcResponse"): string | undefined {
  if (!("requestId" in utterance) || Number.isNaN(utterance.requestId)) {
    return undefined;
  }
  const form: TopicForm = utterance.form;
  return `${deviceTopicForms[form][kind]}${utterance.requestId}`;
}

function isClientCall(value: Json | undefined): boolean {
  return isJsonObject(value) && typeof value["method"] === "string" && value["params"] !== undefined;
}

function acknowledged(state: ServerState, heard: Heard, reasonCode: number = reasonCodes.success): Step {
  return pubAck(state, heard.session, heard.packet, reasonCode);
}

function pubAck(
  state: ServerState,
  { connection }: Session,
  { messageId }: PublishPacket,
  reasonCode: number,
): Step {
  return messageId === undefined
    ? doing(state)
    : doing(state, { kind: "send", connection, packet: { cmd: "puback", messageId, reasonCode } });
}

/** MQTT 5 with QoS 1 says so in the PUBACK and goes on; else ThingsBoard closes the session. */
function malformed(state: ServerState, heard: Heard): Step {
  return heard.session.protocolVersion === 5 && heard.packet.messageId !== undefined
    ? acknowledged(state, heard, reasonCodes.payloadFormatInvalid)
    : ended(state, heard.session, "payload-invalid");
}
