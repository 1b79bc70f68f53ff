/** ThingsBoard's device topics (JSON); source: docs "MQTT Device API" and MqttTopics.java. */
const deviceTopics = {
  telemetry: "v1/devices/me/telemetry",
  attributes: "v1/devices/me/attributes",
  attributesResponses: "v1/devices/me/attributes/response/+",
  rpcRequests: "v1/devices/me/rpc/request/+",
  rpcResponses: "v1/devices/me/rpc/response/+",
  claim: "v1/devices/me/claim",
} as const;

/** Where a device publishes its telemetry. */
export const telemetryTopic = deviceTopics.telemetry;

/** What a device listens to: shared-attribute updates, answers to its requests, and RPC. Never `#`. */
export const defaultSubscriptions: readonly string[] = [
  deviceTopics.attributes,
  deviceTopics.attributesResponses,
  deviceTopics.rpcRequests,
];

/** The topic of a request for attribute values; the answer comes on `attributes/response/<id>`. */
export function attributesRequestTopic(requestId: number): string {
  return `v1/devices/me/attributes/request/${requestId}`;
}
