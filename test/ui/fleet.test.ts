// A person with a list of devices: they are made, brought to the Local Test Server, tried there, and watched.
import { execFileSync } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { soundTextWith } from "../support/profiles";
import { openWindow, type Window } from "./window";

const devices = ["meter-1", "meter-2", "meter-3", "meter-4"];
const csvOf = (names: readonly string[]): string =>
  `name,city,serial\n${names.map((name, index) => `${name},Paris,A00${index}\n`).join("")}`;

describe("a person with a list of devices", () => {
  let window: Window;

  before(async () => {
    const settings = { "thingsboardX509.certificate.clientValidityDays": 20 };
    window = await openWindow({ name: "fleet", settings });
    execFileSync("git", ["init", "--quiet"], { cwd: window.folder });
    window.writeFile(
      "meter.keygen.properties",
      soundTextWith("CLIENT_KEY_ALG=RSA\nCLIENT_KEY_SIZE=2048", ["CLIENT_KEY_GROUP_NAME"]),
    );
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
      await window.treeRow("meters").click();
    }
    await window.contextMenu(csv, "Generate Fleet…");
    await window.quickPick("meter").waitFor();
    await window.screenshot("template");
    await window.quickPick("meter").click();
    await window.quickPickRow(/Each by its own key/).click();
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
    }));

  it("has a device for each row when that is corrected", () =>
    window.step("generated", async () => {
      window.writeFile("meters/meters.csv", csvOf(devices));
      await generate();
      await window.quickPickRow(/A device for each row/).click();
      await window.page
        .locator(".notification-toast", { hasText: "Generating" })
        .waitFor({ timeout: 3000 })
        .then(
          () => window.screenshot("progress"),
          () => undefined,
        );
      await window.notification("4 devices generated, of 4 rows in meters.csv.").waitFor();
      await window.screenshot("result");
      await window.pressInNotification("4 devices generated", "Show in Tree");
      for (const name of devices) {
        await window.rowSaying(name, /^valid/).waitFor();
      }
    }));

  it("sees them by when they end", () =>
    window.step("by expiry", async () => {
      await window.dismissNotifications();
      await window.statusBarItem("thingsboardX509.expiry").click();
      await window.treeRow("Expires soon").waitFor();
      await window.statusBarItem("thingsboardX509.expiry").hover();
      await window.page
        .locator(".monaco-hover")
        .first()
        .waitFor({ timeout: 3000 })
        .catch(() => undefined);
    }));

  it("brings them to a server", () =>
    window.step("provisioned", async () => {
      await window.runCommand("ThingsBoard: Group by Folder");
      await window.rowSaying("meter-1", /^valid/).waitFor();
      await window.runCommand("ThingsBoard: Start Local Test Server");
      await window.notification("Local Test Server is running").waitFor();
      await window.dismissNotifications();
      await window.contextMenu(window.treeRow("meters"), "Provision Fleet…");
      await window.screenshot("provision");
      await window
        .quickPick("Each by Itself")
        .waitFor({ timeout: 8000 })
        .catch(() => undefined);
      await window.screenshot("provision-2");
      await window.quickPick("Each by Itself").click();
      await window.notification("4 provisioned").waitFor();
    }));

  it("is told in one summary what stands between them and their server", () =>
    window.step("tested", async () => {
      await window.dismissNotifications();
      await window.contextMenu(window.treeRow("meters"), "Test Fleet…");
      await window.notification("connected").waitFor();
      await window.screenshot("tested");
      await window.pressInNotification("connected", "Show Output");
    }));

  it("exports", () =>
    window.step("exported", async () => {
      await window.dismissNotifications();
      await window.contextMenu(window.treeRow("meters"), "Export for Bulk Import…");
      await window.page.waitForTimeout(2000);
      await window.screenshot("where");
      await window.page.keyboard.press("Enter");
      await window.notification("bulk import").waitFor();
    }));

  it("renews", () =>
    window.step("renewed", async () => {
      await window.dismissNotifications();
      await window.runCommand("ThingsBoard: Renew All Expiring…");
      await window.page.waitForTimeout(1500);
      await window.screenshot("renew");
      await window.page.keyboard.press("Enter");
      await window.page.waitForTimeout(1500);
      await window.screenshot("renew key");
      await window.page.keyboard.press("Enter");
      await window.notification("renewed").waitFor();
    }));
});
