import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { openWindow, type Window } from "./window";

const channel = "ThingsBoard Devices";

describe("the whole how-to, from an empty folder to telemetry read back over REST,", () => {
  let window: Window;

  before(async () => {
    window = await openWindow({ name: "howto" });
    await window.openContainer("ThingsBoard");
  });

  after(() => window.close());

  it("signs in to the Local Test Server, which it starts", () =>
    window.step("signed in", async () => {
      await window.runCommand("ThingsBoard: Start Local Test Server");
      await window.notification("Local Test Server is running").waitFor();
      await window.inlineAction(window.treeRow("Local Test Server"), "Sign In…");
      await window.notification("tenant@thingsboard.org").waitFor();
    }));

  it("makes a device and its certificates", () =>
    window.step("generated", async () => {
      await window.dismissNotifications();
      await window.welcomeButton("New Device…").click();
      await window.quickPickRow(/sample/).click();
      await window.answer("Name of the device", "thermometer-1");
      await window.quickPickRow(/safe random passwords/).click();
      await window.tab("keygen.properties").waitFor();
      await window.codeLens("Generate Client Cert").click();
      await window.waitForFile("thermometer-1.pub.pem");
      await window.deviceSaying("thermometer-1", /^valid/).waitFor();
    }));

  it("says that the server has no such device, and provisions it", () =>
    window.step("provisioned", async () => {
      await window.dismissNotifications();
      await window.inlineAction(window.deviceRow("thermometer-1"), "Test Connection");
      await window.notification("has no such device").waitFor();
      await window.screenshot("no such device");
      await window.runCommand("ThingsBoard: Provision Device");
      await window.notification("with this certificate as its credentials").waitFor();
    }));

  it("connects", () =>
    window.step("connected", async () => {
      await window.pressInNotification("with this certificate as its credentials", "Test Connection");
      await window.deviceSaying("thermometer-1", /connected/).waitFor();
      await window.notification("is connected to Local Test Server").waitFor();
    }));

  it("publishes telemetry, which is read back over REST", () =>
    window.step("read back", async () => {
      await window.dismissNotifications();
      await window.runCommand("ThingsBoard: Publish…");
      await window.quickPick("v1/devices/me/telemetry").click();
      const question = window.page.locator(".quick-input-widget", { hasText: "Enter publishes it" });
      await question.locator("input[type=text]").first().fill('{"temperature":21.5}');
      await window.page.keyboard.press("Enter");
      const text = await window.waitForOutput(channel, /temperature = 21\.5/);
      assert.match(text, /⇐ Local Test Server has of thermometer-1:/);
    }));

  it("rotates the certificate, on disk and on the server", () =>
    window.step("rotated", async () => {
      const before = readFileSync(window.file("thermometer-1.pub.pem"), "utf8");
      await window.dismissNotifications();
      await window.runCommand("ThingsBoard: Rotate Client Cert…");
      await window.pressInDialog("Rotate");
      await window.notification("has a new key and certificate").waitFor();
      assert.notEqual(readFileSync(window.file("thermometer-1.pub.pem"), "utf8"), before);
    }));

  it("sees that both are in sync", () =>
    window.step("in sync", async () => {
      await window.dismissNotifications();
      await window.toggleRow(window.deviceRow("thermometer-1"));
      await window.rowSaying("Server credential", /in sync/).waitFor();
    }));
});
