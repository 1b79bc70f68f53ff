import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { openWindow, type Window } from "./window";

/** Counts whatever is pressed with the mouse from now on. */
function countClicks(window: Window): Promise<void> {
  return window.page.evaluate(
    "globalThis.presses = 0; addEventListener('pointerdown', () => { globalThis.presses += 1; }, true);",
  );
}

function clicks(window: Window): Promise<number> {
  return window.page.evaluate("globalThis.presses");
}

describe("a person's first minutes", () => {
  let window: Window;
  const parent = mkdtempSync(path.join(tmpdir(), "first-run-"));

  before(async () => {
    window = await openWindow({ name: "first-run" });
    await countClicks(window);
  });

  after(async () => {
    await window.close();
    rmSync(parent, { recursive: true, force: true });
  });

  it("from an empty folder to a device that is connected take five clicks and a name", async () => {
    const start = performance.now();
    await window.step("the view says how to begin", async () => {
      await window.openContainer("ThingsBoard");
      await window.welcomeButton("New Device…").waitFor();
    });
    await window.step("a folder for the device", async () => {
      await window.welcomeButton("New Device…").click();
      await window.quickPickRow(/sample/).waitFor();
    });
    await window.step("a name for the device", async () => {
      await window.quickPickRow(/sample/).click();
      await window.answer("Name of the device", "thermometer-1");
      await window.quickPickRow(/safe random passwords/).waitFor();
    });
    await window.step("the device is ready", async () => {
      await window.quickPickRow(/safe random passwords/).click();
      await window.notification("keygen.properties is ready").waitFor();
    });
    await window.step("connected", async () => {
      await window.pressInNotification("keygen.properties is ready", "Connect to Local Test Server");
      await window.notification("is connected to Local Test Server").waitFor();
      await window.deviceSaying("thermometer-1", /connected/).waitFor();
    });
    const count = await clicks(window);
    console.log(`${count} clicks, ${Math.round((performance.now() - start) / 100) / 10} s`);
    assert.ok(count > 0 && count <= 5, `${count} clicks`);
    assert.ok(existsSync(window.file("thermometer-1.pub.pem")));
    const text = await window.waitForOutput("ThingsBoard Devices", /attributes\/response\/1/);
    for (const phase of ["preflight", "dns", "tcp", "tls", "mqtt", "subscribe", "publish"]) {
      assert.match(text, new RegExp(`✓ +${phase}`));
    }
  });

  it("the walkthrough knows what was done, and opens each step", async () => {
    const step = (title: string): Locator =>
      window.page.locator(".gettingStartedContainer .getting-started-step", { hasText: title });
    await window.step("walkthrough", async () => {
      await window.dismissNotifications();
      await window.runCommand("ThingsBoard: Get Started");
      for (const title of ["Make a device", "Generate its certificate", "Connect to the Local Test Server"]) {
        await step(title).locator(".codicon.complete").first().waitFor({ state: "attached" });
      }
      await step("Go to your own server").waitFor();
    });
    for (const title of ["Check its values", "Go to your own server"]) {
      await window.step(title, async () => {
        await step(title).click();
        await step(title).locator(".monaco-button").first().waitFor();
      });
    }
  });

  it("without a folder, the sample is copied to where they say, and opened", async () => {
    await window.step("no folder is open", async () => {
      await window.page.goto(`${new URL(window.page.url()).origin}/?ew=true`, { waitUntil: "commit" });
      await window.page.locator(".part.statusbar .statusbar-item").first().waitFor();
      await window.openContainer("ThingsBoard");
      await window.welcomeButton("Open Folder").waitFor();
    });
    await window.step("a folder for the sample", async () => {
      await window.welcomeButton("Open Sample…").click();
      await window.folderDialog("Folder that gets the sample").waitFor();
    });
    await window.step("the sample", async () => {
      await window.chooseFolder("Folder that gets the sample", "Copy Sample Here", parent);
      await window.page.waitForURL(/thingsboard-sample/);
      await window.openContainer("ThingsBoard");
      await window.deviceRow("mqttclient").waitFor();
      const copy = path.join(parent, "thingsboard-sample", "keygen.properties");
      assert.equal(readFileSync(copy, "utf8"), readFileSync("sample/keygen.properties", "utf8"));
    });
  });
});
