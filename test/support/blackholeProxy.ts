import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A proxy of TCP connections that a test turns into a network that swallows everything. */
export interface BlackholeProxy {
  readonly port: number;
  /** From now on nothing is forwarded either way, and nothing is closed; or everything is again, on new connections. */
  swallow(isOn: boolean): void;
  close(): Promise<void>;
}

/** Opens one on 127.0.0.1 in front of a port there. */
export async function blackholeProxy(target: number): Promise<BlackholeProxy> {
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  const kept = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  };
  const proxy = createServer((client) => {
    kept(client);
    if (isSwallowing) {
      return;
    }
    const server = kept(connect(target, "127.0.0.1"));
    let isGone = false;
    const forward = (from: Socket, to: Socket): void => {
      from.on("data", (bytes: Buffer) => {
        isGone ||= isSwallowing;
        if (!isGone) {
          to.write(bytes);
        }
      });
      from.on("end", () => {
        if (!isGone && !isSwallowing) {
          to.end();
        }
      });
    };
    forward(client, server);
    forward(server, client);
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (proxy.address() as AddressInfo).port,
    swallow: (isOn) => {
      isSwallowing = isOn;
    },
    close: () =>
      new Promise((resolve) => {
        sockets.forEach((socket) => socket.destroy());
        proxy.close(() => {
          resolve();
        });
      }),
  };
}
