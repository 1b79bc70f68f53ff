import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A server of a test on a free port of 127.0.0.1. */
export interface TestListener {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens and keeps its sockets, so that closing ends them. */
export async function listening(server: Server): Promise<TestListener> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        sockets.forEach((socket) => socket.destroy());
      }),
  };
}

/** Speaks HTTP as the listener says. */
export function httpServer(listener: RequestListener): Promise<TestListener> {
  return listening(createHttpServer(listener));
}

/** Speaks HTTPS with this certificate. */
export function httpsServer(
  { certificatePem, keyPem }: { readonly certificatePem: string; readonly keyPem: string },
  listener: RequestListener,
  options: { readonly minVersion?: "TLSv1.2"; readonly requestCert?: boolean } = {},
): Promise<TestListener> {
  return listening(createHttpsServer({ cert: certificatePem, key: keyPem, ...options }, listener));
}

/** Answers the first bytes of each connection as the function does, which owns the socket then. */
export function rawServer(answer: (socket: Socket) => void): Promise<TestListener> {
  return listening(
    createTcpServer((socket) => {
      socket.once("data", () => {
        answer(socket);
      });
    }),
  );
}
