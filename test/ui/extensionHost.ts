import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Kills the extension host of the server with this data folder, as a crash does; VS Code starts another by itself. */
export function killExtensionHost(dataFolder: string): void {
  const hosts = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && isHost(pid, dataFolder));
  if (hosts.length !== 1) {
    throw new Error(`${hosts.length} extension hosts have the data folder ${dataFolder}`);
  }
  process.kill(Number(hosts[0]), "SIGKILL");
}

/** A process may end while it is looked at. */
function isHost(pid: string, dataFolder: string): boolean {
  const read = (name: string): string[] => {
    try {
      return readFileSync(path.join("/proc", pid, name), "utf8").split("\0");
    } catch {
      return [];
    }
  };
  return read("cmdline").includes("--type=extensionHost") && read("environ").includes(`HOME=${dataFolder}`);
}
