import { createServer, type AddressInfo, type Socket } from "node:net";

/** A proxy of TCP connections on 127.0.0.1. */
export interface LocalProxy {
  readonly port: number;
  /** Ends every socket, and then the proxy. */
  close(): Promise<void>;
}

/** Opens one. What comes in is `kept`, as is what the proxy connects to: an error is no error of the test, closing ends it. */
export async function localProxy(
  onClient: (client: Socket, kept: (socket: Socket) => Socket) => void,
): Promise<LocalProxy> {
  const sockets = new Set<Socket>();
  const kept = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    onClient(kept(client), kept);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        sockets.forEach((socket) => socket.destroy());
        server.close(() => {
          resolve();
        });
      }),
  };
}
