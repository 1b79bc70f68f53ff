// Runs in a folder without files. `npm run bench` repeats it in new extension hosts, and reads the times that it leaves
// beside itself.
import assert from "node:assert/strict";
import { realpathSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, it } from "mocha";
import * as vscode from "vscode";

const ids = { ours: "thingsboard-x509.thingsboard-x509", empty: "thingsboard-x509.host-tests" };

/** As in `test/host/package`: what is there when VS Code has activated the extension. */
const budgetBytes = 60_000;

function extension(name: keyof typeof ids): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(ids[name]);
  assert.ok(found !== undefined, ids[name]);
  return found;
}

/** Names of the bundles of ours that this extension host has loaded. */
function loaded(): readonly string[] {
  const dist = path.join(realpathSync(extension("ours").extensionPath), "dist") + path.sep;
  return Object.keys(createRequire(__filename).cache)
    .filter((file) => file.startsWith(dist))
    .map((file) => file.slice(dist.length));
}

/** Whether a bundle is one that `import("…")` names, and no common part of some. */
function isRoom(name: string): boolean {
  return !name.startsWith("shared.") && name !== "extension.js";
}

async function activatedMs(name: keyof typeof ids): Promise<number> {
  const startMs = performance.now();
  await extension(name).activate();
  return performance.now() - startMs;
}

describe("in a folder without files", () => {
  it("nothing has activated the extension", () => {
    assert.equal(extension("ours").isActive, false);
    assert.deepEqual(loaded(), []);
  });

  it("it activates without any of its rooms", async () => {
    const order = process.env["THINGSBOARD_X509_FIRST"] === "ours" ? "ours empty" : "empty ours";
    const times: Record<string, number> = {};
    let atOnce: readonly string[] = [];
    for (const name of order.split(" ") as (keyof typeof ids)[]) {
      times[name] = await activatedMs(name);
      atOnce = name === "ours" ? loaded() : atOnce;
    }
    assert.ok(atOnce.includes("extension.js"));
    assert.deepEqual(
      atOnce.filter((name) => isRoom(name) && name !== "displayLanguage.js"),
      [],
    );
    const dist = path.join(extension("ours").extensionPath, "dist");
    const total = atOnce.reduce((sum, name) => sum + statSync(path.join(dist, name)).size, 0);
    assert.ok(total <= budgetBytes, `${total} bytes`);
    writeFileSync(path.join(__dirname, "times.json"), JSON.stringify(times));
  });

  it("a command loads what it needs, and nothing of certificates, MQTT, REST or the test server", async () => {
    const refused = await vscode.commands.executeCommand<{ error: { code: string } }>(
      "thingsboardX509.copyValue",
    );
    assert.equal(typeof refused.error.code, "string");
    const rooms = loaded().filter(isRoom);
    assert.ok(rooms.includes("ui.commands.js"), rooms.join(" "));
    assert.deepEqual(
      rooms.filter((name) => name !== "io.world.js" && /^(?:package|io|flows)\./.test(name)),
      [],
    );
  });
});
