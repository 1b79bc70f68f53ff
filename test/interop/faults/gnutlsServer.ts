import { execFileSync, spawn } from "node:child_process";
import path from "node:path";
import { requireTool } from "../../support/tools";
import { closedPort, lineOf, stopped, type Running } from "../connectionServers";

/** Starts `gnutls-serv` as an echo server on the loopback; it has no option for the address that it listens on. */
export async function gnutlsServer(folder: string, args: readonly string[]): Promise<Running> {
  const port = await closedPort();
  const quiet = ["--echo", "--quiet", "--disable-client-cert"];
  const own = args.some((one) => one.endsWith("-client-cert")) ? quiet.slice(0, 2) : quiet;
  const child = spawn(requireTool("gnutls-serv"), ["-p", String(port), ...own, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, LD_PRELOAD: loopbackLibrary(folder) },
  });
  await lineOf(child, child.stderr, /listening on IPv4.*done$/i);
  return { port, url: `mqtts://localhost:${port}`, stop: () => stopped(child) };
}

function loopbackLibrary(folder: string): string {
  const file = path.join(folder, "loopback.so");
  execFileSync(requireTool("gcc"), [
    "-shared",
    "-fPIC",
    "-o",
    file,
    "test/interop/faults/loopback.c",
    "-ldl",
  ]);
  return file;
}
