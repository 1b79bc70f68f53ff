// Lets devices live together for hours and looks whether what the program holds grows.
// Usage: node scripts/soak.mjs [--minutes 120] [--devices 50] [--pause-seconds 0]
import path from "node:path";
import { parseArgs } from "node:util";
import { bundleForNode } from "./bundleForNode.mjs";
import { root, run } from "./run.mjs";
import { pathWithSystemPrograms } from "./setup/debianPackages.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "120" },
    devices: { type: "string", default: "50" },
    "pause-seconds": { type: "string", default: "0" },
  },
});
const outfile = path.join(root, "build/soak.mjs");
await bundleForNode({
  entryPoints: [path.join(root, "test/interop/soakChild.ts")],
  outfile,
});
const { status, timedOut } = await run(
  process.execPath,
  ["--enable-source-maps", outfile, values.minutes, values.devices, values["pause-seconds"]],
  {
    env: { ...process.env, PATH: pathWithSystemPrograms() },
    timeoutMs: (Number(values.minutes) + 15) * 60_000,
  },
);
process.exitCode = timedOut ? 1 : status;
