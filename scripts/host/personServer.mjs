// VS Code in the person's own browser, for machines without a desktop VS Code.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ensureCodeServer } from "../setup/codeServer.mjs";
import { must, startGroup } from "../run.mjs";
import { quietSettings, serverEnvironment } from "./vscodeServer.mjs";

/** Settings of the first start; afterwards they are the person's. */
function writeSettings(data) {
  const file = path.join(data, "user-data/User/settings.json");
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    const settings = { ...quietSettings, "security.workspace.trust.enabled": false };
    writeFileSync(file, JSON.stringify(settings, undefined, 2));
  }
}

/** Waits until the front end says its address. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let output = "";
    const refuse = (why) => reject(new Error(`VS Code ${why}.\n${output}`));
    const timer = setTimeout(() => refuse("did not start within 60 s"), 60_000);
    child.once("error", reject);
    child.once("exit", (status) => refuse(`ended with ${status}`));
    const listen = (chunk) => {
      output += String(chunk);
      const address = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+\/)/.exec(output)?.[1];
      if (address !== undefined) {
        clearTimeout(timer);
        resolve(address);
      }
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
  });
}

/** Starts code-server on a free port of 127.0.0.1 with the extension installed; gives the address to open. */
export async function startFrontEnd({ vsix, data, folder }) {
  const { node, frontEnd } = await ensureCodeServer();
  writeSettings(data);
  const where = [
    ...["--config", path.join(data, "config.yaml")],
    ...["--user-data-dir", path.join(data, "user-data")],
    ...["--extensions-dir", path.join(data, "extensions")],
  ];
  // Its own home keeps a code-server that the person may have out of this, and this out of that.
  const env = serverEnvironment(data);
  const options = { env, quiet: true, timeoutMs: 60_000 };
  await must(node, [frontEnd, ...where, "--install-extension", vsix, "--force"], options);
  const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
  const args = [frontEnd, ...where, "--auth", "none", "--bind-addr", "127.0.0.1:0", ...quiet, folder];
  return addressOf(startGroup(node, args, { env, stdio: ["ignore", "pipe", "pipe"] }));
}
