import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import type { FrameLocator, Locator } from "playwright-core";
import { soundTextWith } from "../support/profiles";
import { eventually } from "./eventually";
import { openWindow, type Window } from "./window";

const channel = "ThingsBoard Devices";
/** As a person chooses them, and the class that the workbench then has. */
const themes = [
  ["Light Modern", "vs"],
  ["Dark High Contrast", "hc-black"],
  ["Light High Contrast", "hc-light"],
  ["Dark Modern", "vs-dark"],
] as const;

describe("the report of a test, from its failure to its cure,", () => {
  let window: Window;

  before(async () => {
    window = await openWindow({ name: "report" });
    window.writeFile("pump.keygen.properties", soundTextWith("CLIENT_FILE_PREFIX=pump"));
    await window.openContainer("ThingsBoard");
    // A tree draws the rows that fit.
    await window.page.locator('.part.sidebar .pane-header[aria-label^="Servers"]').click();
    await window.inlineAction(window.deviceRow("pump"), "Generate Client Cert");
    await window.deviceSaying("pump", /^valid/).waitFor();
    await window.dismissNotifications();
  });

  after(() => window.close());

  const test = async (): Promise<void> => {
    await window.dismissNotifications();
    await window.inlineAction(window.deviceRow("pump"), "Test Connection");
  };
  const lastTest = (outcome: RegExp): Locator => window.rowSaying("Last test", outcome);
  /** The page of the extension's docs that is open. */
  const docs = (): FrameLocator =>
    window.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  /** Waits until an entry of it is in sight. */
  const entryInSight = (code: string): Promise<true> =>
    eventually(`the entry ${code} in sight`, async () => {
      const box = await docs().locator("h2", { hasText: code }).first().boundingBox();
      const height = window.page.viewportSize()?.height ?? 0;
      return box !== null && box.y >= 0 && box.y < height / 2 ? true : undefined;
    });

  it("says in one notification what is wrong, its first button being the cure", () =>
    window.step("nothing listens", async () => {
      await test();
      const toast = window.notification("Nothing listens there");
      await toast.waitFor();
      const [first] = await toast.locator(".monaco-button").allTextContents();
      assert.equal(first, "Start Local Test Server");
    }));

  it("stands below the device, with each phase and what was not reached", () =>
    window.step("failed in the tree", async () => {
      await window.dismissNotifications();
      await window.toggleRow(window.deviceRow("pump"));
      await lastTest(/^failed · \d\d:\d\d · Local Test Server$/).waitFor();
      await window.rowSaying("Nothing listens there", /^tcp-refused$/).waitFor();
      await window.rowSaying("preflight", /^[\d,]+ ms$/).waitFor();
      await window.rowSaying("publish", /^not reached$/).waitFor();
    }));

  it("cures from the row of the diagnosis", () =>
    window.step("server started", async () => {
      await window.inlineAction(window.treeRow("Nothing listens there"), "Apply the Cure");
      await window.waitForOutput(channel, /listens on mqtts:/);
    }));

  it("says what changed: the next cause", () =>
    window.step("not registered", async () => {
      await test();
      await window.notification("has no such device").waitFor();
      await window.dismissNotifications();
      await window.rowSaying("mqtt", /^[\d,]+ ms$/).waitFor();
      await window.rowSaying("Diagnosis", /^Nothing listens there → /).waitFor();
      const text = await window.waitForOutput(channel, /± {2}Since the last test at \d\d:\d\d:/);
      assert.match(text, /^ {4}tls: not reached → passed$/m);
    }));

  it("shows the facts of a phase, and copies one", () =>
    window.step("a fact was copied", async () => {
      await window.toggleRow(window.rowSaying("tls", /ms$/));
      const row = window.rowSaying("Certificate 1, SHA-256", /^[0-9A-F:]{95}$/);
      await window.inlineAction(row, "Copy Value");
      const copied = await eventually("a fingerprint on the clipboard", async () => {
        const text = await window.clipboard();
        return /^[0-9A-F:]{95}$/.test(text) ? text : undefined;
      });
      assert.match(await row.innerText(), new RegExp(copied));
      await window.toggleRow(window.rowSaying("tls", /ms$/));
    }));

  for (const [theme, workbenchClass] of themes) {
    it(`can be read in ${theme}`, () =>
      window.step(`failed in ${theme}`, async () => {
        await window.runCommand("Preferences: Color Theme");
        await window.page.getByPlaceholder(/^Select Color Theme/).fill(theme);
        await window.quickPick(theme).waitFor();
        await window.page.keyboard.press("Enter");
        await window.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
        await window.page.locator(`.monaco-workbench.${workbenchClass}`).waitFor();
      }));
  }

  it("leads from the output to the entry in the docs", () =>
    window.step("docs from the output", async () => {
      const link = window.page.locator(".part.panel :is(.detected-link, .detected-link-active)", {
        hasText: "diagnoses.md#device-not-provisioned",
      });
      await link.first().click({ modifiers: ["Control"] });
      await entryInSight("device-not-provisioned");
    }));

  it("leads from the tree to the entry in the docs", () =>
    window.step("docs from the tree", async () => {
      await window.runCommand("View: Close All Editors");
      await window.treeRow("The server has no such device").click();
      await entryInSight("device-not-provisioned");
    }));

  it("is cured by the row of the cure, and says so the next time", () =>
    window.step("cured", async () => {
      await window.runCommand("View: Close All Editors");
      await window.treeRow("Register with Local Test Server").click();
      await window.notification("knows this certificate now").waitFor();
      await test();
      await lastTest(/^passed · /).waitFor();
      await window.rowSaying("Cured", /^The server has no such device/).waitFor();
      await window.rowSaying("mqtt", /^failed → passed$/).waitFor();
      await window.rowSaying("subscribe, publish", /^not reached → passed$/).waitFor();
      await window.waitForOutput(channel, /^ {4}mqtt: failed → passed$/m);
    }));

  it("outlives the window", () =>
    window.step("reloaded", async () => {
      await window.runCommand("Developer: Reload Window");
      await window.deviceSaying("pump", /^valid/).waitFor();
      if ((await window.deviceRow("pump").getAttribute("aria-expanded")) !== "true") {
        await window.toggleRow(window.deviceRow("pump"));
      }
      await lastTest(/^passed · \d\d:\d\d · Local Test Server$/).waitFor();
      await window.rowSaying("mqtt", /^failed → passed$/).waitFor();
    }));

  it("stands there as it goes, while a test runs", () =>
    window.step("running", async () => {
      const sockets: Socket[] = [];
      const silent = createServer((socket) => sockets.push(socket));
      await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
      const { port } = silent.address() as AddressInfo;
      const settings = {
        "thingsboardX509.servers": [{ name: "Silent", mqttUrl: `mqtts://127.0.0.1:${port}` }],
        "thingsboardX509.activeServer": "Silent",
        "thingsboardX509.connection.timeout": 300,
      };
      window.writeFile(".vscode/settings.json", JSON.stringify(settings));
      await window.page.locator('.part.sidebar .pane-header[aria-label^="Servers"]').click();
      await window.rowSaying("Silent", /default$/).waitFor();
      await test();
      await window.rowSaying("Test", /^running · Silent$/).waitFor();
      await window.rowSaying("tcp", /^[\d,]+ ms$/).waitFor();
      await window.rowSaying("tls", /^…$/).waitFor();
      await window.screenshot("tls goes on");
      sockets.forEach((socket) => socket.destroy());
      silent.close();
      await lastTest(/^failed · \d\d:\d\d · Silent$/).waitFor();
    }));
});
