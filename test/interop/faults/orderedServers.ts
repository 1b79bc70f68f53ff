import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { requireTool } from "../../support/tools";
import type { Running } from "../connectionServers";

/** What a server is to be like; the words of FaultServers.java and faultServers.escript. */
export interface ServerOrder {
  readonly cert: string;
  readonly key: string;
  /** PEM file of those who sign clients. */
  readonly trust: string;
  readonly versions: string;
  readonly auth: "need" | "want" | "none";
  readonly crl?: string;
  readonly ciphers?: string;
}

/** A program that opens a port for each order; it starts with the first one. */
export interface OrderedServers {
  readonly listen: (order: ServerOrder) => Promise<Running>;
  readonly stop: () => void;
}

const folder = "test/interop/faults";

/** Java's TLS, which is ThingsBoard's: one machine for all ports, because it starts slowly. */
export const javaServers = (): OrderedServers => orderedServers("java", [`${folder}/FaultServers.java`]);

/** Erlang's TLS, which is RabbitMQ's. */
export const erlangServers = (): OrderedServers =>
  orderedServers("escript", [`${folder}/faultServers.escript`]);

function orderedServers(tool: string, args: readonly string[]): OrderedServers {
  let child: ChildProcess | undefined;
  let count = 0;
  const waiting = new Map<string, (answer: string) => void>();
  const start = (): ChildProcess => {
    const started = spawn(requireTool(tool), args, { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: started.stdout }).on("line", (line) => {
      const [id = "", ...answer] = line.split(" ");
      waiting.get(id)?.(answer.join(" "));
      waiting.delete(id);
    });
    return started;
  };
  return {
    listen: async (order) => {
      child ??= start();
      count += 1;
      const id = String(count);
      const words = Object.entries<string>({ id, ...order }).map(([name, value]) => `${name}=${value}`);
      const answer = new Promise<string>((resolve) => waiting.set(id, resolve));
      child.stdin?.write(`${words.join(" ")}\n`);
      const port = Number(await answer);
      if (!Number.isInteger(port)) {
        throw new Error(`${tool}: ${await answer}`);
      }
      // The port stays until the program ends: nobody else asks for it.
      return { port, url: `mqtts://localhost:${port}`, stop: () => Promise.resolve() };
    },
    stop: () => {
      child?.kill();
    },
  };
}
