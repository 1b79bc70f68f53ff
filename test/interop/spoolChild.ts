// A program that records a session and is killed in the middle of saving it: argv names the folder.
import path from "node:path";
import { recordIn } from "../../src/flows/recordSession";
import { nodeSpools } from "../../src/io/spool";

const folder = process.argv[2] ?? "";
const spool = await nodeSpools().open(path.join(folder, "sessions"), 1e9);
const recording = recordIn(spool, "pump");
const flags = { qos: 0, retain: false, duplicate: false } as const;
for (let index = 0; index < 2000; index += 1) {
  const payload = Buffer.alloc(1000, "x");
  recording.add({ atMs: index, device: "pump", direction: "in", topic: "a/b", payload, ...flags });
}
await recording.ready();
await spool.copyTo(path.join(folder, "saved.ndjson"), () => {
  process.kill(process.pid, "SIGKILL");
  return "";
});
