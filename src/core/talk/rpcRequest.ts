import type { Json } from "../credential/json";
import { isJsonObject, parseJson } from "../credential/json";
import { deviceTopicForms } from "../testServer/topics";

/** A server-side RPC request: what the server wants a device to do. */
export interface RpcRequest {
  readonly requestId: number;
  /** Where the answer goes. */
  readonly replyTopic: string;
  readonly method: string;
  readonly params: Json;
}

/** A Java int, as ThingsBoard counts its requests. */
const idPattern = /^\d{1,10}$/;

/** Reads a server-side RPC request, on any of the three families of topics; undefined for any other message. */
export function rpcRequestOf(topic: string, payload: Uint8Array): RpcRequest | undefined {
  const address = addressOf(topic);
  if (address === undefined) {
    return undefined;
  }
  const call = parseJson(new TextDecoder().decode(payload));
  if (!call.ok || !isJsonObject(call.value) || typeof call.value["method"] !== "string") {
    return undefined;
  }
  return { ...address, method: call.value["method"], params: call.value["params"] ?? null };
}

/** The topic of an answer to a request of ThingsBoard's first family of topics. */
export function rpcReplyTopic(requestId: number): string {
  return `${deviceTopicForms.v1.rpcResponse}${requestId}`;
}

/** The longer prefixes first: `v2/r/req/j/1` begins with `v2/r/req/` too. */
const forms = Object.values(deviceTopicForms).sort(
  (left, right) => right.rpcRequest.length - left.rpcRequest.length,
);

function addressOf(topic: string): Pick<RpcRequest, "requestId" | "replyTopic"> | undefined {
  const form = forms.find(({ rpcRequest }) => topic.startsWith(rpcRequest));
  const id = topic.slice(form?.rpcRequest.length ?? 0);
  return form !== undefined && idPattern.test(id)
    ? { requestId: Number(id), replyTopic: `${form.rpcResponse}${id}` }
    : undefined;
}
