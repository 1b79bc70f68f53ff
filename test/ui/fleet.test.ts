// A person with a list of devices: they are made, seen by when they end, and tried on the Local Test Server.
import { after, before, describe, it } from "node:test";
import { soundTextWith } from "../support/profiles";
import { openWindow, type Window } from "./window";

const devices = ["meter-1", "meter-2", "meter-3", "meter-4"];

describe("a person with a list of devices", () => {
  let window: Window;

  before(async () => {
    window = await openWindow({ name: "fleet" });
    window.writeFile("template/keygen.properties", soundTextWith(""));
    window.writeFile(
      "meters.csv",
      `name,city\n${devices.map((name) => `${name},Paris\n`).join("")}../up,Paris\n`,
    );
  });

  after(async () => {
    await window.close();
  });

  const generate = async (): Promise<void> => {
    await window.openContainer("Explorer");
    const csv = window.page.locator('.part.sidebar .monaco-list-row[role="treeitem"]', {
      hasText: "meters.csv",
    });
    await window.contextMenu(csv, "Generate Fleet…");
    await window.pick("Properties file that each device's begins as", "tb.example.org");
  };

  it("sees what the columns mean, before anything is written", () =>
    window.step("columns", async () => {
      await generate();
      await window.quickPickRow(/^city/).waitFor();
      await window.quickPickRow(/^Generate/).waitFor();
    }));

  it("is told what is wrong in the list, at its place, and nothing is written", () =>
    window.step("a name that leaves the folder", async () => {
      await window.quickPickRow(/^Generate/).click();
      await window.notification("Nothing was generated: 1 row of meters.csv has errors.").waitFor();
      await window.dismissNotifications();
    }));

  it("has a device for each row when that is corrected", () =>
    window.step("generated", async () => {
      window.writeFile("meters.csv", `name,city\n${devices.map((name) => `${name},Paris\n`).join("")}`);
      await generate();
      await window.quickPickRow(/^Generate/).click();
      await window.notification("4 devices generated, of 4 rows in meters.csv.").waitFor();
      await window.openContainer("ThingsBoard");
      for (const name of devices) {
        await window.deviceSaying(name, /^valid/).waitFor();
      }
    }));

  it("sees them by when they end", () =>
    window.step("by expiry", async () => {
      await window.dismissNotifications();
      await window.runCommand("ThingsBoard: Group by Expiry");
      await window.treeRow("Fine").waitFor();
    }));

  it("is told in one summary what stands between them and their server", () =>
    window.step("tested", async () => {
      await window.runCommand("ThingsBoard: Group by Folder");
      await window.deviceSaying("meter-1", /^valid/).waitFor();
      await window.runCommand("ThingsBoard: Start Local Test Server");
      await window.notification("Local Test Server is running").waitFor();
      await window.dismissNotifications();
      await window.runCommand("ThingsBoard: Test Fleet…");
      await window.waitForOutput("ThingsBoard Devices", /4 × device-not-provisioned/);
      await window.notification("connected").waitFor();
    }));
});
