/** Which family of topics a request came on; its answer goes out on the same one. */
export type TopicForm = "v1" | "v2" | "v2Json";

/** The topics of one family. A name that ends with a slash is followed by a request id. */
interface FormTopics {
  readonly telemetry: string;
  readonly attributes: string;
  readonly attributesRequest: string;
  readonly attributesResponse: string;
  readonly rpcRequest: string;
  readonly rpcResponse: string;
}

/**
 * ThingsBoard's device topics with JSON payloads; source: docs "MQTT Device API". The protobuf forms (`…/p`) are not
 * known to this server: it has no device profile that would say how to read them.
 */
export const deviceTopicForms: Readonly<Record<TopicForm, FormTopics>> = {
  v1: {
    telemetry: "v1/devices/me/telemetry",
    attributes: "v1/devices/me/attributes",
    attributesRequest: "v1/devices/me/attributes/request/",
    attributesResponse: "v1/devices/me/attributes/response/",
    rpcRequest: "v1/devices/me/rpc/request/",
    rpcResponse: "v1/devices/me/rpc/response/",
  },
  v2: {
    telemetry: "v2/t",
    attributes: "v2/a",
    attributesRequest: "v2/a/req/",
    attributesResponse: "v2/a/res/",
    rpcRequest: "v2/r/req/",
    rpcResponse: "v2/r/res/",
  },
  v2Json: {
    telemetry: "v2/t/j",
    attributes: "v2/a/j",
    attributesRequest: "v2/a/req/j/",
    attributesResponse: "v2/a/res/j/",
    rpcRequest: "v2/r/req/j/",
    rpcResponse: "v2/r/res/j/",
  },
};

/** Topics outside the three families. */
export const otherTopics = {
  claim: "v1/devices/me/claim",
  provisionRequest: "/provision/request",
  provisionResponse: "/provision/response",
  gateway: "v1/gateway",
  firmwareError: "v2/fw/error",
} as const;

/** A firmware or software chunk request, `v2/fw/request/N/chunk/K`. */
const packageRequestPattern = /^v2\/(fw|sw)\/request\/\d+\/chunk\/\d+$/;

/** What a granted subscription makes the server send, besides answers. */
export type Subscription =
  { readonly kind: "attributes" | "rpc"; readonly form: TopicForm } | { readonly kind: "answers" };

const forms = Object.entries(deviceTopicForms) as readonly (readonly [TopicForm, FormTopics])[];

/** Every topic filter that may be subscribed; the comparison is literal, as in ThingsBoard: `v1/#` is none of them. */
const subscriptions: ReadonlyMap<string, Subscription> = new Map<string, Subscription>([
  ...forms.flatMap(([form, topics]): [string, Subscription][] => [
    [topics.attributes, { kind: "attributes", form }],
    [`${topics.rpcRequest}+`, { kind: "rpc", form }],
    [`${topics.attributesResponse}+`, { kind: "answers" }],
    [`${topics.rpcResponse}+`, { kind: "answers" }],
  ]),
  ...[
    "v1/gateway/attributes",
    "v1/gateway/rpc",
    "v1/gateway/attributes/response",
    "v2/fw/response/+/chunk/+",
    "v2/fw/error",
    "v2/sw/response/+/chunk/+",
    "v2/sw/error",
  ].map((topic): [string, Subscription] => [topic, { kind: "answers" }]),
]);

/** Gives what a topic filter subscribes to; undefined for one that ThingsBoard refuses. */
export function subscriptionOf(topicFilter: string): Subscription | undefined {
  return subscriptions.get(topicFilter);
}

/** Tells whether a topic name matches a filter with `+` and `#` (MQTT 3.1.1 §4.7). */
export function topicMatches(topicFilter: string, topic: string): boolean {
  const wanted = topicFilter.split("/");
  const given = topic.split("/");
  const lengthFits =
    wanted.at(-1) === "#" ? given.length >= wanted.length - 1 : given.length === wanted.length;
  return lengthFits && wanted.every((part, index) => part === "#" || part === "+" || part === given[index]);
}

/** What a device says with a PUBLISH. */
export type Utterance =
  | { readonly kind: "telemetry" | "attributes" | "claim" | "package-request" | "gateway" | "unknown" }
  | {
      readonly kind: "attributes-request" | "rpc-response" | "rpc-request";
      readonly form: TopicForm;
      /** NaN where the topic ends in no number: ThingsBoard takes that for a malformed message. */
      readonly requestId: number;
    };

/** Tells what a PUBLISH on this topic means. */
export function utteranceOf(topic: string): Utterance {
  for (const [form, topics] of formsLongestFirst) {
    const utterance = utteranceInForm(topic, form, topics);
    if (utterance !== undefined) {
      return utterance;
    }
  }
  if (topic.startsWith(otherTopics.gateway)) {
    return { kind: "gateway" };
  }
  if (packageRequestPattern.test(topic)) {
    return { kind: "package-request" };
  }
  return { kind: topic === otherTopics.claim ? "claim" : "unknown" };
}

/** `v2/a/req/j/1` begins with `v2/a/req/` too. */
const formsLongestFirst = [...forms].sort((left, right) => right[0].length - left[0].length);

function utteranceInForm(topic: string, form: TopicForm, topics: FormTopics): Utterance | undefined {
  if (topic === topics.telemetry || topic === topics.attributes) {
    return { kind: topic === topics.telemetry ? "telemetry" : "attributes" };
  }
  const rows = [
    ["attributes-request", topics.attributesRequest],
    ["rpc-response", topics.rpcResponse],
    ["rpc-request", topics.rpcRequest],
  ] as const;
  const row = rows.find(([, prefix]) => topic.startsWith(prefix));
  return row && { kind: row[0], form, requestId: requestIdOf(topic.slice(row[1].length)) };
}

/** A Java int, as ThingsBoard reads it. */
function requestIdOf(text: string): number {
  return /^[+-]?\d{1,10}$/.test(text) && Math.abs(Number(text)) < 2 ** 31 ? Number(text) : Number.NaN;
}
