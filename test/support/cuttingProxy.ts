import { connect } from "node:net";
import { localProxy, type LocalProxy } from "./localProxy";

/** Where a proxy cuts: a connection stands for a request, as ours close after each. */
export interface Cut {
  /** The server hears nothing, or it has done all that it was asked for and its answer is lost. */
  readonly where: "before-request" | "after-effect";
  /** Of the connection, from 1. */
  readonly number: number;
  /** Whether the network stays away from then on. */
  readonly lasts: boolean;
}

/** A proxy of TCP connections that cuts them where a test says. */
export interface CuttingProxy extends LocalProxy {
  /** Connections since the count was restarted. */
  connections(): number;
  /** Cuts from now on, without counting anew; undefined: nothing. */
  cut(cut: Cut | undefined): void;
  /** Cuts once `restart` was called. */
  cutAfterRestart(cut: Cut): void;
  /** Counts anew. */
  restart(): void;
}

/** Opens one on 127.0.0.1 in front of the host and port of an address. */
export async function cuttingProxy(address: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(address);
  let count = 0;
  let now: Cut | undefined;
  let next: Cut | undefined;
  const proxy = await localProxy((client, kept) => {
    count += 1;
    const isCut = now !== undefined && (now.lasts ? count >= now.number : count === now.number);
    if (isCut && (now?.where === "before-request" || count !== now?.number)) {
      client.destroy();
      return;
    }
    const server = kept(connect(Number(port), hostname));
    client.pipe(server);
    client.on("close", () => server.destroy());
    if (isCut) {
      // The first byte of the answer says that all was done.
      server.once("data", () => client.destroy());
    } else {
      server.pipe(client);
    }
    server.on("close", () => client.end());
  });
  return {
    ...proxy,
    connections: () => count,
    cut: (cut) => {
      now = cut;
    },
    cutAfterRestart: (cut) => {
      next = cut;
    },
    restart: () => {
      count = 0;
      now = next;
      next = undefined;
    },
  };
}
