// A broker that dies and comes back, as a person sees it; and the good-bye of a window that reloads.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { closedPort, mosquitto, twoWay, type RunningMosquitto } from "../interop/connectionServers";
import { soundTextWith } from "../support/profiles";
import { eventually } from "./eventually";
import { openWindow, type Window } from "./window";

describe("a connection that is lost", () => {
  let window: Window;
  let broker: RunningMosquitto;
  const started = (port: number): Promise<RunningMosquitto> =>
    mosquitto({
      folder: window.folder,
      lines: twoWay(
        window.file("pump.pub.pem"),
        window.file("server.pub.pem"),
        window.file("server.pk8.pem"),
      ),
      port,
    });

  before(async () => {
    const port = await closedPort();
    const servers = [{ name: "Plant", mqttUrl: `mqtts://localhost:${port}` }];
    const settings = { "thingsboardX509.servers": servers, "thingsboardX509.activeServer": "Plant" };
    window = await openWindow({ name: "connection", settings });
    window.writeFile("keygen.properties", soundTextWith("CLIENT_FILE_PREFIX=pump\nDOMAIN_SUFFIX=localhost"));
    await window.openFile("keygen.properties");
    await window.runCommand("ThingsBoard: Generate Server Cert");
    await window.waitForFile("server.pk8.pem");
    await window.runCommand("ThingsBoard: Generate Client Cert");
    await window.waitForFile("pump.pub.pem");
    broker = await started(port);
  });

  after(async () => {
    await window.close();
    await broker.stop();
  });

  it("is up at first", () =>
    window.step("connected", async () => {
      await window.dismissNotifications();
      await window.openContainer("ThingsBoard");
      await window.runCommand("ThingsBoard: Test Connection");
      await window.deviceSaying("pump", /^connected/).waitFor();
    }));

  it("shows that it connects again, in the tree and in the status bar, without a notification", () =>
    window.step("reconnecting", async () => {
      await window.dismissNotifications();
      await broker.kill();
      await window.deviceSaying("pump", /reconnecting…/).waitFor();
      const item = window.statusBarItem("thingsboardX509.connection");
      await item.filter({ hasText: "pump reconnecting" }).waitFor();
      assert.equal(await window.page.locator(".notification-toast").count(), 0);
    }));

  it("offers quick actions at a click, and comes back with the broker", () =>
    window.step("actions", async () => {
      await window.statusBarItem("thingsboardX509.connection").click();
      await window.quickPick("Reconnect Now").waitFor();
      await window.quickPick("Disconnect").waitFor();
      await window.screenshot("quick-actions");
      broker = await started(broker.port);
      await window.quickPick("Reconnect Now").click();
      await window.deviceSaying("pump", /^connected/).waitFor();
      await window.waitForOutput("ThingsBoard Devices", /✓ {2}Connected again after/);
    }));

  it("hears a DISCONNECT when the window reloads", () =>
    window.step("reload", async () => {
      await window.dismissNotifications();
      await window.page.reload({ waitUntil: "commit" });
      await eventually("the broker's word on the end", () =>
        /Client pump\w+ (disconnected|closed)/.test(broker.log()) ? true : undefined,
      );
      assert.match(broker.log(), /Client pump\w+ disconnected\./);
    }));
});
