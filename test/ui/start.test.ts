import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { temporaryFolder } from "../../scripts/host/vscodeServer.mjs";
import { openBrowser } from "../../scripts/host/window.mjs";

/** Waits for the line that `npm start` ends with. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.once("exit", (status) => {
      reject(new Error(`npm start ended with ${status ?? "a signal"}.\n${output}`));
    });
    const listen = (chunk: unknown): void => {
      output += String(chunk);
      const address = /VS Code with ThingsBoard X\.509:\s+(http\S+)/.exec(output)?.[1];
      if (address !== undefined) {
        resolve(address);
      }
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
  });
}

describe("npm start", { timeout: 180_000 }, () => {
  const data = temporaryFolder("x509-start");
  let child: ChildProcess;

  before(() => {
    child = spawn(process.execPath, ["scripts/start.mjs", "--server", "--data", data], { stdio: "pipe" });
  });

  after(() => {
    child.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  });

  it("prints an address where VS Code shows the sample and the extension", async () => {
    const url = await addressOf(child);
    const browser = await openBrowser({ origin: url });
    try {
      await browser.page.goto(url, { waitUntil: "commit" });
      await browser.page.locator(".label-name", { hasText: "keygen.properties" }).first().waitFor();
      await browser.page.locator('.activitybar a[aria-label^="ThingsBoard"]').waitFor();
      mkdirSync("test-results/screenshots/start", { recursive: true });
      await browser.page.screenshot({ path: "test-results/screenshots/start/sample.png" });
      await browser.close();
      child.kill("SIGTERM");
      await once(child, "exit");
      await assert.rejects(fetch(url), "the server ends with npm start");
    } finally {
      await browser.close();
    }
  });
});
