import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { soundTextWith } from "../support/profiles";
import { openWindow, type Window } from "./window";

describe("a device's own program", () => {
  let window: Window;
  const rows = (): Locator => window.page.locator(".quick-input-list .monaco-list-row");

  before(async () => {
    window = await openWindow({ name: "client-code" });
    window.writeFile("keygen.properties", soundTextWith("CLIENT_FILE_PREFIX=pump"));
    await window.openFile("keygen.properties");
  });

  after(() => window.close());

  it("wants a certificate first, which a button makes", () =>
    window.step("no certificate yet", async () => {
      await window.runCommand("ThingsBoard: Copy Client Code…");
      await window.quickPickRow(/Node\.js/).click();
      await window.pressInNotification("The device has no certificate yet", "Generate Client Cert");
      await window.notification("6 files, valid until").waitFor();
    }));

  it("is picked by its language, the one of last time first", async () => {
    await window.step("languages", async () => {
      await window.dismissNotifications();
      await window.runCommand("ThingsBoard: Copy Client Code…");
      await rows().first().filter({ hasText: "Node.js" }).waitFor();
    });
    await window.step("on the clipboard", async () => {
      await window.quickPickRow(/Python/).click();
      await window.notification("The client for Python is on the clipboard").waitFor();
    });
  });

  it("can be looked at in an editor of its language", () =>
    window.step("opened", async () => {
      await window.pressInNotification("The client for Python is on the clipboard", "Open");
      await window.page.locator(".view-line", { hasText: "import paho.mqtt.client as mqtt" }).waitFor();
      await window.page.locator(".statusbar-item", { hasText: "Python" }).waitFor();
    }));
});
