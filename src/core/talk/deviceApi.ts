import { attributesRequestTopic, telemetryTopic } from "../connection/topics";
import { deviceTopicForms, otherTopics } from "../testServer/topics";

/** What a device may publish to ThingsBoard, by its sort. */
export type ApiTopicKind = "telemetry" | "attributes" | "attributes-request" | "rpc-request" | "claim";

/** A topic of ThingsBoard's device API with a payload to begin with. */
export interface ApiTopic {
  readonly kind: ApiTopicKind;
  readonly topic: string;
  /** JSON in one line. */
  readonly payload: string;
}

/**
 * The topics of ThingsBoard's device API that a device publishes to, in the order of their use; source: docs "MQTT
 * Device API". Requests carry an id of the device's own choice, which comes back in the topic of the answer.
 */
export function apiTopics(requestId: number): readonly ApiTopic[] {
  return [
    { kind: "telemetry", topic: telemetryTopic, payload: '{"temperature":21.5}' },
    { kind: "attributes", topic: deviceTopicForms.v1.attributes, payload: '{"firmwareVersion":"1.0.0"}' },
    {
      kind: "attributes-request",
      topic: attributesRequestTopic(requestId),
      payload: '{"clientKeys":"firmwareVersion","sharedKeys":"uploadInterval"}',
    },
    {
      kind: "rpc-request",
      topic: `${deviceTopicForms.v1.rpcRequest}${requestId}`,
      payload: '{"method":"getCurrentTime","params":{}}',
    },
    { kind: "claim", topic: otherTopics.claim, payload: '{"secretKey":"","durationMs":60000}' },
  ];
}
