import { after, before, describe, it } from "node:test";
import { newDevice, type Device } from "../interop/connectionDevice";
import { brokerOf, type Running } from "../interop/connectionServers";
import { openWindow, type Window } from "./window";

const themes = [
  ["dark", "Default Dark Modern"],
  ["light", "Default Light Modern"],
] as const;

for (const [name, theme] of themes) {
  describe(`a device talks in a window, ${name},`, () => {
    let window: Window;
    let device: Device;
    let broker: Running;

    before(async () => {
      device = await newDevice();
      broker = await brokerOf(device);
      window = await openWindow({
        name: `talk-${name}`,
        copyOf: device.folder,
        settings: {
          "workbench.colorTheme": theme,
          "thingsboardX509.servers": [{ name: "Broker", mqttUrl: broker.url }],
          "thingsboardX509.activeServer": "Broker",
        },
      });
    });

    after(async () => {
      await window.close();
      await broker.stop();
      device.remove();
    });

    it("connected to a broker", () =>
      window.step("connected", async () => {
        await window.openContainer("ThingsBoard");
        await window.inlineAction(window.deviceRow("client"), "Test Connection");
        await window.notification("is connected to Broker").waitFor();
        await window.dismissNotifications();
      }));

    it("publishes: the topics", () =>
      window.step("topics", async () => {
        await window.runCommand("ThingsBoard: Publish…");
        await window.quickPick("v1/devices/me/telemetry").waitFor();
      }));

    it("publishes: the payload, checked as it is typed", () =>
      window.step("payload", async () => {
        await window.quickPick("v1/devices/me/telemetry").click();
        const question = window.page.locator(".quick-input-widget", { hasText: "Enter publishes it" });
        await question.locator("input[type=text]").first().fill('{"temperature":2');
        await window.inputMessage().filter({ hasText: "no JSON from line 1, column 17" }).waitFor();
      }));

    it("publishes: from an editor, with a lens", () =>
      window.step("editor", async () => {
        await window.page
          .locator('.quick-input-widget .action-label[aria-label="Edit in an Editor"]')
          .click();
        await window.codeLens("Publish to v1/devices/me/telemetry").waitFor();
      }));

    it("is asked, and answers by hand", async () => {
      await window.step("asked", async () => {
        await window.runCommand("ThingsBoard: Publish…");
        const topic = "v1/devices/me/rpc/request/5";
        await window.page.getByPlaceholder("Topic: choose one, or type your own").fill(topic);
        await window.quickPick(topic).click();
        await window.answer(
          "Publish to v1/devices/me/rpc/request/5",
          '{"method":"setLevel","params":{"level":3}}',
        );
        await window.notification("The server asks").waitFor();
        await window.toggleRow(window.deviceRow("client"));
        await window.rowSaying("RPC requests", /^1$/).waitFor();
      });
      await window.step("reply", async () => {
        await window.pressInNotification("The server asks", "Reply…");
        await window.page.locator(".quick-input-widget", { hasText: "Reply to setLevel" }).waitFor();
      });
      await window.step("replied", async () => {
        await window.answer("Reply to setLevel", '{"level":3}');
        await window.treeRow("RPC requests").waitFor({ state: "detached" });
      });
    });

    it("sends telemetry that is drawn", async () => {
      const view = window.page
        .frameLocator('iframe.webview.ready[src*="thingsboardX509.telemetry"], iframe.webview.ready')
        .frameLocator("#active-frame");
      await window.step("chart empty", async () => {
        await window.runCommand("ThingsBoard: Show Telemetry Chart");
        await view.locator("#empty").waitFor();
      });
      await window.step("chart", async () => {
        await window.runCommand("ThingsBoard: Simulate Telemetry…");
        await window.pick("How the value moves", "Sine");
        await window.answer("Name of the value that is sent", "level");
        await window.pick("How often a value is sent", "Every 100 ms");
        await window.statusBarItem("thingsboardX509.simulation").waitFor();
        await view.locator(".card.sent .last").first().waitFor();
        await view.locator('.line[d*="L"]').first().waitFor();
        const marks = view.locator('svg[aria-label*="in 3"], svg[aria-label*="in 4"]');
        await marks.first().waitFor();
      });
      await window.step("table", async () => {
        await view.locator("#table").click();
        await view.locator("th[scope=row]", { hasText: "level" }).waitFor();
      });
      await window.step("stopped", async () => {
        await window.statusBarItem("thingsboardX509.simulation").click();
        await window.statusBarItem("thingsboardX509.simulation").waitFor({ state: "hidden" });
      });
    });
  });
}
