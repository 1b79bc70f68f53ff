import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { Result } from "../core/result";
import { ok } from "../core/result";
import type { RestRequest, RestResponse } from "../core/testServer/restMessages";
import type { ServerInput } from "../core/testServer/server";
import type { ListenFailure } from "../flows/world";
import { followSockets, listen } from "./listening";

/** The REST port of the Local Test Server. */
export interface RestPort {
  readonly port: number;
  readonly respond: (request: number, response: RestResponse) => void;
  readonly close: () => Promise<void>;
}

const mostBodyBytes = 1_048_576;

const mostHeaderBytes = 16_384;

const mostConnections = 100;

/** Opens REST over plain HTTP. */
export async function openRestPort(
  restPort: number,
  report: (input: ServerInput) => void,
): Promise<Result<RestPort, ListenFailure>> {
  const waiting = new Map<number, ServerResponse>();
  const server = createServer({
    maxHeaderSize: mostHeaderBytes,
    requestTimeout: 30_000,
    headersTimeout: 10_000,
  });
  server.maxConnections = mostConnections;
  const sockets = followSockets(server);
  const late = new Set<NodeJS.Timeout>();
  let isClosed = false;
  let requests = 0;
  server.on("request", (incoming, response) => {
    requests += 1;
    const request = requests;
    waiting.set(request, response);
    response.once("close", () => waiting.delete(request));
    receiveBody(incoming, (body) => {
      if (body === undefined) {
        refuseBody(response);
      } else if (!isClosed) {
        report({ kind: "request", request, rest: restRequestOf(incoming, body) });
      }
    });
  });
  const port = await listen(server, restPort);
  if (!port.ok) {
    return port;
  }
  return ok({
    port: port.value,
    respond: (request, response) => {
      const outgoing = waiting.get(request);
      if (outgoing !== undefined) {
        deliver(outgoing, response, late);
      }
    },
    close: () => {
      isClosed = true;
      late.forEach(clearTimeout);
      const closed = sockets.close(0);
      server.closeAllConnections();
      return closed;
    },
  });
}

/** Gives the whole body, undefined for one that is too large, and nothing for one that breaks off. */
function receiveBody(incoming: IncomingMessage, done: (body: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let receivedBytes = 0;
  incoming.on("data", (chunk: Buffer) => {
    const wasWithin = receivedBytes <= mostBodyBytes;
    receivedBytes += chunk.length;
    if (receivedBytes <= mostBodyBytes) {
      chunks.push(chunk);
    } else if (wasWithin) {
      done(undefined);
    }
  });
  incoming.on("end", () => {
    if (receivedBytes <= mostBodyBytes) {
      done(Buffer.concat(chunks));
    }
  });
  // A request that breaks off is answered by nobody.
  incoming.on("error", () => undefined);
}

/** What is too large is not read to its end: the connection goes with the answer. */
function refuseBody(response: ServerResponse): void {
  response.setHeader("Connection", "close");
  write(response, { status: 413, body: "" });
  response.once("finish", () => response.socket?.destroySoon());
}

function restRequestOf(incoming: IncomingMessage, body: Buffer): RestRequest {
  const { "x-authorization": custom, authorization: standard } = incoming.headers;
  const authorization = typeof custom === "string" ? custom : standard;
  return {
    method: incoming.method ?? "GET",
    target: incoming.url ?? "/",
    body: body.toString("utf8"),
    ...(authorization === undefined ? {} : { authorization }),
  };
}

/** Sends an answer as it is to arrive: at once and whole, or spoiled as somebody asked for. */
function deliver(outgoing: ServerResponse, response: RestResponse, late: Set<NodeJS.Timeout>): void {
  const { delivery } = response;
  switch (delivery?.kind) {
    case undefined:
      write(outgoing, response);
      return;
    case "slow": {
      const timer = setTimeout(() => {
        late.delete(timer);
        write(outgoing, response);
      }, delivery.delayMs);
      late.add(timer);
      return;
    }
    case "truncated":
      truncate(outgoing, response);
      return;
    case "closed":
      outgoing.socket?.destroy();
  }
}

/** The head tells the whole length, and half of that comes. */
function truncate(outgoing: ServerResponse, response: RestResponse): void {
  const bytes = head(outgoing, response.body === "" ? { ...response, body: " " } : response);
  outgoing.flushHeaders();
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
  outgoing.socket?.destroySoon();
}

function write(outgoing: ServerResponse, response: RestResponse): void {
  outgoing.end(head(outgoing, response));
}

/** Writes the head of an answer, and gives its body. */
function head(outgoing: ServerResponse, response: RestResponse): Buffer {
  const { status, contentType, fileName, retryAfterSeconds, body } = response;
  const bytes = Buffer.from(body, "utf8");
  outgoing.writeHead(status, {
    "Content-Length": bytes.length,
    "Cache-Control": "no-store",
    ...(contentType === undefined ? {} : { "Content-Type": contentType }),
    ...(retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) }),
    ...(fileName === undefined ? {} : { "Content-Disposition": `attachment; filename="${fileName}"` }),
  });
  return bytes;
}
