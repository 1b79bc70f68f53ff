import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { requireTool } from "../../support/tools";
import { outputOf, type Outcome } from "../bundleRig";

/** A server in a network of its own, where any port is free; it ends with the server. */
export interface NetworkServer {
  /** Runs a client in the server's network to its end. */
  readonly runClient: (command: readonly string[], input: string) => Promise<Outcome>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a server that listens on every address of its network, until a line that it prints says that it listens: some
 * know no other way, and no one else's network shall have it.
 */
export async function serverInNetwork(
  [program = "", ...args]: readonly string[],
  listening: RegExp,
): Promise<NetworkServer> {
  const script = '"$0" link set lo up; exec "$@"';
  const namespace = ["--user", "--map-root-user", "--net", "sh", "-ec", script, requireTool("ip")];
  const child = spawn(requireTool("unshare"), [...namespace, requireTool(program), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LC_ALL: "C" },
  });
  const ended = once(child, "exit");
  const output = outputOf(child);
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        if (listening.test(line)) {
          resolve();
        }
      });
    }
    void ended.then(() => {
      reject(new Error(`${program} has ended: ${output()}`));
    });
  });
  const inside = ["--target", String(child.pid), "--user", "--preserve-credentials", "--net"];
  return {
    runClient: async ([name = "", ...rest], input) => {
      const client = spawn(requireTool("nsenter"), [...inside, requireTool(name), ...rest], {
        env: { ...process.env, LC_ALL: "C" },
      });
      client.stdin.on("error", () => undefined).end(input);
      const printed = outputOf(client);
      const [status] = (await once(client, "close")) as [number | null];
      return { status, output: printed() };
    },
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
