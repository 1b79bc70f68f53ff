import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { requireTool } from "../../support/tools";
import { shortMs } from "../connectionCheck";
import type { Tested } from "../connectionDevice";
import type { Lab } from "./lab";

/** Where a test connection is made from: a network of its own with nothing but the loopback, if that. */
export type Place = "no-network" | "silent-name-server" | "unreachable-route";

/** What is done there before, in a shell as its root. */
const preparations: Readonly<Record<Place, string>> = {
  "no-network": ":",
  "silent-name-server": 'ip link set lo up; mount --bind "$1" /etc/resolv.conf',
  "unreachable-route": "ip link set lo up; ip route add unreachable 192.0.2.0/24",
};

/** Tests a connection from there, in a process of its own. */
export async function testFrom(place: Place, lab: Lab, url: string): Promise<Tested> {
  const folder = lab.newFolder();
  const program = path.join(folder, "child.mjs");
  await build({
    entryPoints: ["test/interop/faultPlaceChild.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    logLevel: "warning",
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  const resolver = path.join(folder, "resolv.conf");
  writeFileSync(resolver, "nameserver 127.0.0.1\n");
  const root = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
  const script = `${preparations[place]}; shift; exec "$@"`;
  const silent = place === "silent-name-server" ? ["silent"] : [];
  const args = [
    ...[...root, "--net", "--mount", "sh", "-ec", script, "sh", resolver],
    ...[process.execPath, program, lab.folder, url, String(shortMs), ...silent],
  ];
  return new Promise((resolve, reject) => {
    execFile(requireTool("unshare"), args, { timeout: 20_000 }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(JSON.parse(stdout) as Tested);
      } else {
        reject(new Error(`${error.message} ${stderr}`));
      }
    });
  });
}
