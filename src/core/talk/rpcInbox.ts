import type { RpcRequest } from "./rpcRequest";

/** A request that waits for an answer. */
export interface WaitingRequest extends RpcRequest {
  /** When it came, milliseconds since 1970 UTC. */
  readonly atMs: number;
}

/** The requests that wait, by the path of the device's properties file, the oldest first. */
export type RpcInbox = ReadonlyMap<string, readonly WaitingRequest[]>;

/** An inbox in which nothing waits. */
export const emptyInbox: RpcInbox = new Map();

/** How many wait for a device: of more the oldest go, whose time on the server is over by then. */
const mostWaiting = 50;

/** The requests of a device that wait. */
export function waitingOf(inbox: RpcInbox, propertiesPath: string): readonly WaitingRequest[] {
  return inbox.get(propertiesPath) ?? [];
}

/** The inbox after a request came. One with the id of an older one stands in its place. */
export function withRequest(inbox: RpcInbox, propertiesPath: string, request: WaitingRequest): RpcInbox {
  const others = waitingOf(inbox, propertiesPath).filter(({ requestId }) => requestId !== request.requestId);
  return new Map(inbox).set(propertiesPath, [...others, request].slice(-mostWaiting));
}

/** The inbox after a request was answered. */
export function withoutRequest(inbox: RpcInbox, propertiesPath: string, requestId: number): RpcInbox {
  const others = waitingOf(inbox, propertiesPath).filter((request) => request.requestId !== requestId);
  return others.length === 0
    ? withoutDevice(inbox, propertiesPath)
    : new Map(inbox).set(propertiesPath, others);
}

/** The inbox after a device's session ended: nobody could be answered any more. */
export function withoutDevice(inbox: RpcInbox, propertiesPath: string): RpcInbox {
  return new Map([...inbox].filter(([path]) => path !== propertiesPath));
}
