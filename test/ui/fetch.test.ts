import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { newDevice, type Device } from "../interop/connectionDevice";
import { tlsServer, type Running } from "../interop/connectionServers";
import { soundTextWith } from "../support/profiles";
import { openWindow, type Window } from "./window";

describe("a person whose server is not known yet", () => {
  let window: Window;
  let plant: Device;
  let server: Running;

  before(async () => {
    plant = await newDevice();
    const material = { cert: plant.text("server.pub.pem"), key: plant.text("server.pk8.pem") };
    server = await tlsServer(material, () => undefined);
    const servers = [{ name: "Plant", mqttUrl: server.url }];
    const settings = { "thingsboardX509.servers": servers, "thingsboardX509.activeServer": "Plant" };
    window = await openWindow({ name: "fetch", settings });
    window.writeFile("pump.keygen.properties", soundTextWith("CLIENT_FILE_PREFIX=pump"));
  });

  after(async () => {
    await window.close();
    await server.stop();
    plant.remove();
  });

  it("sees what the server shows, and may leave it", () =>
    window.step("trust, cancelled", async () => {
      await window.openFile("pump.keygen.properties");
      await window.runCommand("ThingsBoard: Fetch Server Certificate…");
      const dialog = window.page.locator(".monaco-dialog-box", {
        hasText: "Trust the certificate that Plant shows?",
      });
      await dialog.filter({ hasText: /SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}/ }).waitFor();
      await window.screenshot("trust");
      await window.pressInDialog("Cancel");
      await dialog.waitFor({ state: "detached" });
    }));

  it("saves it when the fingerprint is the right one", () =>
    window.step("trusted", async () => {
      await window.runCommand("ThingsBoard: Fetch Server Certificate…");
      await window.pressInDialog("Save as server.pub.pem");
      await window.notification("server.pub.pem is saved").waitFor();
      assert.equal(readFileSync(window.file("server.pub.pem"), "utf8"), plant.text("server.pub.pem"));
    }));

  it("is told loudly when it would replace another", () =>
    window.step("replaced", async () => {
      await window.dismissNotifications();
      window.writeFile("server.pub.pem", plant.text("client.pub.pem"));
      await window.runCommand("ThingsBoard: Fetch Server Certificate…");
      const dialog = window.page.locator(".monaco-dialog-box", { hasText: "ANOTHER certificate" });
      await dialog.waitFor();
      await window.screenshot("another certificate");
      await window.pressInDialog("Replace server.pub.pem");
      await window.notification("server.pub.pem was REPLACED").waitFor();
      assert.equal(readFileSync(window.file("server.pub.pem"), "utf8"), plant.text("server.pub.pem"));
    }));
});
