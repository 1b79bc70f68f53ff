import { createServer, request as requestPlain, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

/** What a proxy does with who comes. */
export interface ProxyRules {
  /** `user:password`, without which nobody gets through. */
  readonly login?: string;
  /** The answer to every CONNECT, in the place of a tunnel. */
  readonly connectAnswer?: string;
}

/** A forwarding proxy for HTTP, with tunnels for HTTPS, on a free port of 127.0.0.1. */
export interface TestProxy {
  readonly port: number;
  /** What went through: `GET http://…`, `CONNECT host:port`. */
  readonly seen: readonly string[];
  /** Every byte of what came in the clear. */
  clear(): string;
  close(): Promise<void>;
}

/** Starts one. Whatever the name of a host, its port is looked for on this machine: a proxy knows names that we do not. */
export async function testProxy(rules: ProxyRules = {}): Promise<TestProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  let clear = "";
  const server = createServer((request, response) => {
    seen.push(`${request.method ?? ""} ${request.url ?? ""}`);
    if (isWelcome(request, rules)) {
      forward(request, response);
    } else {
      response.writeHead(407, { "Proxy-Authenticate": 'Basic realm="lab"' }).end("Who asks?");
    }
  });
  server.on("connect", (request: IncomingMessage, client: Socket) => {
    seen.push(`CONNECT ${request.url ?? ""}`);
    if (!isWelcome(request, rules)) {
      client.end('HTTP/1.1 407 Who asks?\r\nProxy-Authenticate: Basic realm="lab"\r\n\r\n');
    } else if (rules.connectAnswer === undefined) {
      tunnel(request.url ?? "", client);
    } else {
      client.end(rules.connectAnswer);
    }
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
    socket.on("data", (piece: Buffer) => {
      clear += piece.toString("latin1");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    clear: () => clear,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        sockets.forEach((socket) => socket.destroy());
      }),
  };
}

function isWelcome({ headers }: IncomingMessage, { login }: ProxyRules): boolean {
  const wanted = `Basic ${Buffer.from(login ?? "").toString("base64")}`;
  return login === undefined || headers["proxy-authorization"] === wanted;
}

/** RFC 9112 §3.2.2: a proxy is asked by the whole address, and asks by the path. */
function forward(request: IncomingMessage, response: ServerResponse): void {
  const { port, pathname, search } = new URL(request.url ?? "");
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !name.startsWith("proxy-")),
  );
  const onward = requestPlain(
    { host: "127.0.0.1", port, path: pathname + search, method: request.method, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on("error", () => response.writeHead(502).end());
  request.pipe(onward);
}

function tunnel(target: string, client: Socket): void {
  const server = connect(Number(target.split(":").at(-1)), "127.0.0.1");
  server.on("connect", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    server.pipe(client);
    client.pipe(server);
  });
  server.on("error", () => client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  client.on("close", () => server.destroy());
}
