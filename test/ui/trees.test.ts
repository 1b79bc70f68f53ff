import { mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { soundTextWith } from "../support/profiles";
import { openWindow, type Window } from "./window";

describe("the trees of a window, from an empty folder on,", () => {
  let window: Window;

  before(async () => {
    window = await openWindow({ name: "trees" });
  });

  after(() => window.close());

  it("say what to do where there is no device", () =>
    window.step("an empty folder", async () => {
      await window.openContainer("ThingsBoard");
      await window.welcomeButton("New Device…").waitFor();
      await window.rowSaying("Local Test Server", /^stopped · default$/).waitFor();
    }));

  it("follow a properties file that comes from outside", () =>
    window.step("a file came", async () => {
      window.writeFile("pump.keygen.properties", soundTextWith("CLIENT_FILE_PREFIX=pump"));
      await window.rowSaying("pump", /^no certificate$/).waitFor();
    }));

  it("follow its content", () =>
    window.step("its content changed", async () => {
      window.writeFile(
        "pump.keygen.properties",
        soundTextWith("CLIENT_FILE_PREFIX=pump\nTWO_LETTER_COUNTRY_CODE=USA\nCLIENT_KEY_ALG=DSA"),
      );
      await window.rowSaying("pump", /^2 problems$/).waitFor();
      window.writeFile("pump.keygen.properties", soundTextWith("CLIENT_FILE_PREFIX=pump"));
      await window.rowSaying("pump", /^no certificate$/).waitFor();
    }));

  it("show the bundle that a click makes, and open its files", () =>
    window.step("a bundle was made", async () => {
      await window.inlineAction(window.treeRow("pump"), "Generate Client Cert");
      await window.rowSaying("pump", /^valid, 3,649 d$/).waitFor();
      await window.dismissNotifications();
      await window.toggleRow(window.treeRow("pump"));
      await window.rowSaying("Subject", /CN=tb\.example\.org/).waitFor();
      await window.toggleRow(window.rowSaying("Client files", /^6 files$/));
      await window.treeRow("pump.jks").waitFor();
      await window.treeRow("pump.pub.pem").click();
      await window.tab("pump.pub.pem").waitFor();
    }));

  it("follow a file of the bundle that goes", () =>
    window.step("a file went", async () => {
      rmSync(window.file("pump.p12"));
      await window.rowSaying("Client files", /^5 files$/).waitFor();
      rmSync(window.file("pump.pub.pem"));
      await window.rowSaying("pump", /^no certificate$/).waitFor();
    }));

  it("follow a folder that comes whole, is renamed, and goes", () =>
    window.step("folders came and went", async () => {
      window.writeFile("lab/one.keygen.properties", soundTextWith("CLIENT_FILE_PREFIX=one"));
      window.writeFile("lab/two.keygen.properties", soundTextWith("CLIENT_FILE_PREFIX=two"));
      await window.treeRow("lab").waitFor();
      await window.treeRow("two").waitFor();
      mkdirSync(window.file("deep"));
      renameSync(window.file("lab"), window.file(path.join("deep", "attic")));
      await window.treeRow("deep/attic").waitFor();
      await window.treeRow("lab").waitFor({ state: "detached" });
      rmSync(window.file("deep"), { recursive: true });
      await window.treeRow("one").waitFor({ state: "detached" });
    }));

  it("show the Local Test Server, and the device that is registered and connected there", () =>
    window.step("a device is connected", async () => {
      await window.inlineAction(window.treeRow("Local Test Server"), "Start Local Test Server");
      await window.rowSaying("Local Test Server", /^127\.0\.0\.1:\d+ · default$/).waitFor();
      await window.treeRow("No device is registered yet").waitFor();
      await window.dismissNotifications();
      await window.contextMenu(window.treeRow("pump"), "Generate Client Cert");
      await window.pressInDialog("Replace");
      await window.rowSaying("pump", /^valid, 3,649 d$/).waitFor();
      await window.dismissNotifications();
      await window.contextMenu(window.treeRow("pump"), "Register with Local Test Server");
      await window.rowSaying("pump", /^not connected$/).waitFor();
      await window.pressInNotification("knows this certificate now", "Test Connection");
      // One row in Devices, one in Servers.
      await window
        .rowSaying("pump", /^connected$/)
        .nth(1)
        .waitFor();
      await window.rowSaying("Last test", /^passed · \d\d:\d\d · Local Test Server$/).waitFor();
    }));

  it("show that it is not connected any more", () =>
    window.step("it was disconnected", async () => {
      await window.inlineAction(window.treeRow("pump").first(), "Disconnect");
      await window.rowSaying("pump", /^valid, 3,649 d$/).waitFor();
      await window.rowSaying("pump", /^not connected$/).waitFor();
      await window.inlineAction(window.treeRow("Local Test Server"), "Stop Local Test Server");
      await window.rowSaying("Local Test Server", /^stopped/).waitFor();
    }));

  it("show a server that is added by answering, and make it the one that is used", () =>
    window.step("a server was added", async () => {
      await window.runCommand("ThingsBoard: Add Server…");
      await window.answer("Name of the server", "Lab");
      await window.answer("Where it listens for MQTT over TLS", "mqtts://lab.invalid");
      await window.pick("What is the server's certificate verified against?", "The usual");
      await window.answer("Where its REST API is", "https://lab.invalid");
      await window.rowSaying("Lab", /^lab\.invalid$/).waitFor();
      await window.inlineAction(window.treeRow("Lab"), "Use for Test Connection");
      await window.rowSaying("Lab", /^lab\.invalid · default$/).waitFor();
      await window.rowSaying("Local Test Server", /^stopped$/).waitFor();
    }));

  it("forget a server that is removed, until it is undone", () =>
    window.step("a server was removed and put back", async () => {
      await window.contextMenu(window.treeRow("Lab"), "Remove Server");
      await window.rowSaying("Local Test Server", /default$/).waitFor();
      await window.treeRow("Lab").waitFor({ state: "detached" });
      await window.pressInNotification("was removed from the settings", "Undo");
      await window.rowSaying("Lab", /^lab\.invalid$/).waitFor();
    }));
});
