import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { credentialIdOf } from "../../src/core/credential/credentialId";
import { journalNameOf, journalTextOf, type Rotation } from "../../src/core/credential/rotation";
import { eventually } from "./eventually";
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
      await window.waitForOutput(
        channel,
        /✓ {2}Data on the server .*: arrived, there [\d,]+ ms after it was sent\./,
      );
      await window.waitForOutput(
        channel,
        /⇐ Local Test Server has of thermometer-1:[^⇐]*temperature = 21\.5/,
      );
      // A tree draws the rows that fit.
      await window.page.locator('.part.sidebar .pane-header[aria-label^="Servers"]').click();
      await window.toggleRow(window.deviceRow("thermometer-1"));
      await window.rowSaying("Data on the server", /^arrived, there [\d,]+ ms after it was sent$/).waitFor();
      await window.rowSaying("temperature", /^21\.5 · \d{4}-/).waitFor();
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
      await window.rowSaying("Server credential", /in sync/).waitFor();
    }));

  it("offers to roll back what ended half-way, when it starts again", () =>
    window.step("rolled back", async () => {
      const properties = window.file("keygen.properties");
      const certificate = (): string => readFileSync(window.file("thermometer-1.pub.pem"), "utf8");
      const before = certificate();
      // As a rotation leaves it that ended behind its new files: they lie there, and the server has the old certificate.
      await window.runCommand("ThingsBoard: Renew Client Cert…");
      await window.quickPickRow(/[Nn]ew key/).click();
      await eventually("another certificate", () => Promise.resolve(certificate() !== before || undefined));
      const rotation: Rotation = {
        propertiesPath: properties,
        serverName: "Local Test Server",
        restUrl: "",
        deviceId: "known to the server",
        deviceName: "thermometer-1",
        stage: "issuing",
        oldId: credentialIdOf(new Uint8Array(new X509Certificate(before).raw)),
        before: "certificate",
      };
      writeFileSync(window.storedFile(journalNameOf(properties)), journalTextOf(rotation));
      await window.runCommand("Developer: Reload Window");
      await window.notification("was interrupted").waitFor();
      await window.pressInNotification("was interrupted", "Roll Back");
      await window.notification("is rolled back").waitFor();
      assert.equal(certificate(), before);
    }));
});
