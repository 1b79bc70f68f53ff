import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { requireTool } from "../../support/tools";
import type { Outcome } from "../bundleRig";

/** MatrixJava.java, running: Java's own classes and keytool's main class in one JVM. */
export interface Jvm {
  /** Gives the answer to one order; see MatrixJava.java for the words. */
  readonly order: (...words: readonly string[]) => Promise<string>;
  /** Runs keytool with some arguments. */
  readonly keytool: (...args: readonly string[]) => Promise<Outcome>;
  readonly close: () => Promise<void>;
}

/** Starts the JVM, in English. It does one thing after the other. */
export function startJvm(): Jvm {
  const exported = ["--add-exports", "java.base/sun.security.tools.keytool=ALL-UNNAMED"];
  const options = [...exported, "-Duser.language=en", "-Dfile.encoding=UTF-8"];
  const child = spawn(requireTool("java"), [...options, "test/interop/matrix/MatrixJava.java"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  const order = (...words: readonly string[]): Promise<string> => {
    const answered = last.then(async () => {
      child.stdin.write(`${words.map((word) => Buffer.from(word).toString("base64")).join(" ")}\n`);
      const line = await lines.next();
      return line.done === true ? "java has ended" : Buffer.from(line.value, "base64").toString();
    });
    last = answered;
    return answered;
  };
  return {
    order,
    keytool: async (...args) => {
      const answer = await order("keytool", ...args);
      const [status = "", ...output] = answer.split("\n");
      return { status: Number(status), output: output.join("\n") };
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
