// A person with a list of devices: they are made, brought to the Local Test Server, tried there, and watched.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { soundTextWith } from "../support/profiles";
import { eventually } from "./eventually";
import { openWindow, type Window } from "./window";

const devices = Array.from({ length: 12 }, (_, index) => `meter-${index + 1}`);
const csvOf = (names: readonly string[]): string =>
  `name,city,serial\n${names.map((name, index) => `${name},Paris,A00${index}\n`).join("")}`;

/** Keys that take a while, so that a run can be killed in the middle. */
const template = soundTextWith("CLIENT_KEY_ALG=RSA\nCLIENT_KEY_SIZE=2048", ["CLIENT_KEY_GROUP_NAME"]);

/** A device CA that the workspace does not hold, and that signs unless the person wants otherwise. */
const elsewhere = "/keys/plant.ca.pem";

describe("a person with a list of devices", () => {
  let window: Window;

  before(async () => {
    const settings = {
      "thingsboardX509.certificate.clientValidityDays": 20,
      "thingsboardX509.certificate.deviceCa": elsewhere,
    };
    window = await openWindow({ name: "fleet", settings });
    execFileSync("git", ["init", "--quiet"], { cwd: window.folder });
    window.writeFile("meter.keygen.properties", template);
    window.writeFile("meters/meters.csv", csvOf([...devices, "../up"]));
    // The menus of the extension are there once its host has started.
    await window.openContainer("ThingsBoard");
    await window.deviceRow("meter").waitFor();
  });

  after(async () => {
    await window.close();
  });

  const generate = async (): Promise<void> => {
    await window.openContainer("Explorer");
    const csv = window.treeRow("meters.csv");
    if (!(await csv.isVisible())) {
      await window.refreshExplorer(window.treeRow("meters"));
      await window.treeRow("meters").click();
    }
    await window.contextMenu(csv, "Generate Fleet…");
    await window.quickPick("meter").click();
    await window.quickPickRow(/plant.*as in the settings/).waitFor();
    await window.quickPickRow(/Each by its own key/).click();
  };

  /** From the menu of the folder, once the Explorer has put its rows in their places: the menu is of the row with the focus. */
  const ofMeters = async (label: string): Promise<void> => {
    const row = window.treeRow("meters");
    await eventually("the menu of the folder", async () => {
      await row.click({ button: "right" });
      const isIts = /\bfocused\b/.test((await row.getAttribute("class")) ?? "");
      if (!isIts) {
        await window.page.keyboard.press("Escape");
      }
      return isIts ? true : undefined;
    });
    await window.chooseFromMenu(label);
  };

  it("sees what the columns mean, before anything is written", () =>
    window.step("columns", async () => {
      await generate();
      await window.quickPickRow(/^city/).waitFor();
      await window.quickPickRow(/A device for each row/).waitFor();
    }));

  it("is told what is wrong in the list, at its place, and nothing is written", () =>
    window.step("a name that leaves the folder", async () => {
      await window.quickPickRow(/A device for each row/).click();
      await window.notification("Nothing was generated: 1 row of meters.csv has errors.").waitFor();
      await window.screenshot("refused");
      await window.pressInNotification("Nothing was generated", "Show Problems");
      await window.page.locator(".markers-panel .monaco-list-row", { hasText: "up" }).first().waitFor();
      assert.ok(!existsSync(window.file("meters/meter-1")));
    }));

  it("is offered to go on where a run was killed", () =>
    window.step("killed", async () => {
      window.writeFile("meters/meters.csv", csvOf(devices));
      await generate();
      await window.quickPickRow(/A device for each row/).click();
      await eventually("the first bundle", () =>
        devices.find((name) => existsSync(window.file(`meters/${name}/${name}.pub.pem`))),
      );
      window.killExtensionHost();
      await window.notification("Generating the fleet of meters.csv was interrupted").waitFor();
    }));

  it("has one device for each row then", () =>
    window.step("generated", async () => {
      await window.pressInNotification("was interrupted", "Resume");
      await window.notification("already there, of 12 rows in meters.csv.").waitFor();
      await window.screenshot("result");
      await window.pressInNotification("of 12 rows in meters.csv", "Show in Tree");
      for (const name of devices.slice(0, 3)) {
        await window.deviceSaying(name, /^expires in/).waitFor();
      }
      for (const name of devices) {
        assert.equal(readdirSync(window.file(`meters/${name}`)).length, 7, name);
      }
    }));

  it("is asked once to keep all their keys out of git", () =>
    window.step("ignored", async () => {
      await window.pressInNotification("The private keys of the devices in meters", "Add to .gitignore");
      await window.waitForFile("meters/.gitignore");
      const status = execFileSync("git", ["status", "--porcelain", "--untracked-files=all"], {
        cwd: window.folder,
        encoding: "utf8",
      });
      assert.doesNotMatch(status, /\.(jks|p12|pk8\.pem|nopass\.pem)/);
    }));

  it("sees from the status bar which of them end soon", () =>
    window.step("by expiry", async () => {
      await window.dismissNotifications();
      await window
        .statusBarItem("thingsboardX509.expiry")
        .filter({ hasText: "12 certificates expire soon" })
        .click();
      await window.treeRow("Expires soon").waitFor();
    }));

  it("brings them to a server, with a report", () =>
    window.step("provisioned", async () => {
      const server = window.treeRow("Local Test Server");
      await window.inlineAction(server, "Start Local Test Server");
      await window.rowSaying("Local Test Server", /^127\.0\.0\.1:\d+/).waitFor();
      await window.inlineAction(server, "Sign In…");
      await window.notification("You are signed in to Local Test Server").waitFor();
      await window.dismissNotifications();
      await window.openContainer("Explorer");
      await ofMeters("Provision Fleet…");
      await window.pick("How do the devices come to ThingsBoard?", "Each by Itself");
      await window.notification("12 devices on Local Test Server: 12 provisioned").waitFor();
      await window.screenshot("provisioned-toast");
      await window.pressInNotification("12 provisioned", "Show Report");
      await window.tab("provision-fleet.csv").waitFor();
      await window.waitForOutput("ThingsBoard Devices", /Fleet {2}✓ {2}12 devices on Local Test Server/);
    }));

  it("is told in one summary how they connect", () =>
    window.step("tested", async () => {
      await window.dismissNotifications();
      await ofMeters("Test Fleet…");
      await window.notification("All 12 devices connected to Local Test Server.").waitFor();
      await window.screenshot("tested-toast");
      await window.pressInNotification("All 12 devices", "Show Output");
    }));

  it("takes them to ThingsBoard's own bulk import", () =>
    window.step("exported", async () => {
      await window.dismissNotifications();
      await ofMeters("Export for Bulk Import…");
      const dialog = window.page.locator(".quick-input-widget", { hasText: "Export for Bulk Import" });
      // Before its rows are there, the dialog still puts its own folder in front of what is typed.
      await dialog.locator(".monaco-list-row", { hasText: ".." }).first().waitFor();
      for (let presses = 0; presses < 5 && (await dialog.isVisible()); presses++) {
        await dialog.locator("input[type=text]").first().fill(window.file("devices.csv"));
        await window.page.keyboard.press("Enter");
        // While it still reads the folder, the dialog takes no answer.
        await dialog.waitFor({ state: "hidden", timeout: 10_000 }).catch(() => undefined);
      }
      await window.notification("in the CSV for ThingsBoard's bulk import").waitFor();
      assert.equal(
        readFileSync(window.file("devices.csv"), "utf8").match(/^meter-\d+,,"-----BEGIN/gm)?.length,
        12,
      );
    }));
});
