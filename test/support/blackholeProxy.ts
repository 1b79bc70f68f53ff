import { connect, type Socket } from "node:net";
import { localProxy, type LocalProxy } from "./localProxy";

/** A proxy of TCP connections that a test turns into a network that swallows everything. */
export interface BlackholeProxy extends LocalProxy {
  /** From now on nothing is forwarded either way, and nothing is closed; or everything is again, on new connections. */
  swallow(isOn: boolean): void;
}

/** Opens one on 127.0.0.1 in front of a port there. */
export async function blackholeProxy(target: number): Promise<BlackholeProxy> {
  let isSwallowing = false;
  const proxy = await localProxy((client, kept) => {
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
  return {
    ...proxy,
    swallow: (isOn) => {
      isSwallowing = isOn;
    },
  };
}
