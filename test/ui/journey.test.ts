import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { openWindow, type Window } from "./window";

const channel = "ThingsBoard Devices";
const clientFiles = ["jks", "p12", "pem", "pk8.pem", "nopass.pem", "pub.pem"];
const serverFiles = ["jks", "p12", "pem", "pk8.pem", "pub.pem", "cer"];

describe("from an empty folder to a device that talks over two-way TLS", () => {
  let window: Window;

  before(async () => {
    window = await openWindow({ name: "journey" });
    await window.openContainer("ThingsBoard");
  });

  after(() => window.close());

  it("the view says how to begin", () =>
    window.step("welcome", () => window.welcomeButton("New Device…").waitFor()));

  it("1 · New Device… writes a valid properties file and opens it", () =>
    window.step("new device", async () => {
      await window.welcomeButton("New Device…").click();
      await window.quickPickRow(/sample/).click();
      await window.answer("Name of the device", "thermometer-1");
      await window.quickPickRow(/safe random passwords/).waitFor();
      await window.screenshot("passwords offered");
      await window.quickPickRow(/safe random passwords/).click();
      await window.tab("keygen.properties").waitFor();
      const text = readFileSync(await window.waitForFile("keygen.properties"), "utf8");
      assert.match(text, /^DOMAIN_SUFFIX=thermometer-1$/m);
      assert.match(text, /^CLIENT_KEY_ALG=EC$/m);
      assert.match(text, /^CLIENT_KEY_GROUP_NAME=secp256r1$/m);
      assert.match(text, /^CLIENT_KEY_PASSWORD=[A-Za-z0-9]{24}$/m);
      assert.equal(statSync(window.file("keygen.properties")).mode & 0o777, 0o600);
      await window.codeLens("Generate Client Cert").waitFor();
    }));

  it("3 · the Local Test Server starts", () =>
    window.step("local test server", async () => {
      await window.runCommand("ThingsBoard: Start Local Test Server");
      await window.notification("Local Test Server").waitFor();
      await window.waitForOutput(channel, /listens on mqtts:/);
    }));

  it("4 · Generate Client Cert and Generate Server Cert write both bundles", () =>
    window.step("bundles", async () => {
      await window.dismissNotifications();
      await window.codeLens("Generate Server Cert").click();
      for (const ending of serverFiles) {
        await window.waitForFile(`server.${ending}`);
      }
      await window.dismissNotifications();
      await window.codeLens("Generate Client Cert").click();
      for (const ending of clientFiles) {
        await window.waitForFile(`thermometer-1.${ending}`);
      }
      assert.equal(statSync(window.file("thermometer-1.nopass.pem")).mode & 0o777, 0o600);
      assert.equal(statSync(window.file("thermometer-1.pub.pem")).mode & 0o777, 0o644);
      await window.notification("6 files").waitFor();
      await window.deviceSaying("thermometer-1", /valid, [\d,]+ d/).waitFor();
    }));

  it("5 · Test Connection says that the server does not know the device, and what cures it", () =>
    window.step("not authorized", async () => {
      await window.dismissNotifications();
      await window.inlineAction(window.deviceRow("thermometer-1"), "Test Connection");
      await window.notification("has no such device").waitFor();
      const text = await window.waitForOutput(channel, /device-not-provisioned/);
      for (const phase of ["preflight", "dns", "tcp", "tls"]) {
        assert.match(text, new RegExp(`✓ +${phase}`));
      }
      assert.match(text, /✗ +mqtt/);
    }));

  it("6 · Copy Public Cert puts the canonical PEM on the clipboard", () =>
    window.step("public certificate copied", async () => {
      await window.contextMenu(window.deviceRow("thermometer-1"), "Copy Public Cert");
      await window.notification("Manage credentials").waitFor();
      assert.equal(await window.clipboard(), readFileSync(window.file("thermometer-1.pub.pem"), "utf8"));
    }));

  it("6 · Register with Local Test Server is one click", () =>
    window.step("registered", async () => {
      await window.pressInNotification("has no such device", "Register with Local Test Server");
      await window.waitForOutput(channel, /registered/i);
    }));

  it("5 · Test Connection passes every phase and stays connected", () =>
    window.step("connected", async () => {
      await window.dismissNotifications();
      await window.inlineAction(window.deviceRow("thermometer-1"), "Test Connection");
      await window.deviceSaying("thermometer-1", /connected/).waitFor();
      const text = await window.waitForOutput(channel, /attributes\/response\/1/);
      for (const phase of ["mqtt", "subscribe", "publish"]) {
        assert.match(text, new RegExp(`✓ +${phase}`));
      }
      await window.statusBarItem("thingsboardX509.connection").waitFor();
      console.log(
        text
          .split("\n")
          .filter((line) => /[✓✗]|attributes\/response/.test(line))
          .join("\n"),
      );
    }));

  it("5 · until Disconnect", () =>
    window.step("disconnected", async () => {
      await window.dismissNotifications();
      await window.inlineAction(window.deviceRow("thermometer-1"), "Disconnect");
      await window.deviceSaying("thermometer-1", /valid, [\d,]+ d/).waitFor();
      await window.statusBarItem("thingsboardX509.connection").waitFor({ state: "detached" });
    }));

  it("7 · the tree shows the files, and follows them on disk", () =>
    window.step("tree", async () => {
      await window.toggleRow(window.deviceRow("thermometer-1"));
      await window.toggleRow(window.treeRow("Client files"));
      await window.treeRow("thermometer-1.nopass.pem").waitFor();
      await window.screenshot("files");
      rmSync(window.file("thermometer-1.nopass.pem"));
      await window.treeRow("thermometer-1.nopass.pem").waitFor({ state: "detached" });
      rmSync(window.file("thermometer-1.pub.pem"));
      await window.deviceSaying("thermometer-1", /no certificate/).waitFor();
    }));

  it("a bundle is replaced with consent alone, and kept", () =>
    window.step("replaced", async () => {
      const before = readFileSync(window.file("thermometer-1.jks"));
      await window.inlineAction(window.deviceRow("thermometer-1"), "Generate Client Cert");
      await window.page.locator(".monaco-dialog-box").waitFor();
      await window.screenshot("consent");
      await window.pressInDialog("Replace");
      await window.deviceSaying("thermometer-1", /valid, [\d,]+ d/).waitFor();
      assert.notDeepEqual(readFileSync(window.file("thermometer-1.jks")), before);
      assert.ok(existsSync(window.file("backup")));
    }));
});

describe("the how-to's own file", () => {
  let window: Window;

  before(async () => {
    window = await openWindow({ name: "howto", copyOf: "sample" });
    await window.openContainer("ThingsBoard");
  });

  after(() => window.close());

  it("2 · shows its problems", () =>
    window.step("problems", async () => {
      await window.openFile("keygen.properties");
      await window.page.locator(".squiggly-error").first().waitFor();
      const rows = await window.problems();
      assert.ok(
        rows.some((row) => row.includes("unquoted-space")),
        rows.join("\n"),
      );
    }));

  it("2 · generates without the fix, with CITY as written", () =>
    window.step("generated as it is", async () => {
      await window.openFile("keygen.properties");
      await window.codeLens("Generate Client Cert").click();
      await window.waitForFile("mqttclient.nopass.pem");
      await window.deviceSaying("mqttclient", /valid, [\d,]+ d/).waitFor();
    }));

  it("2 · is cured with one click", () =>
    window.step("fixed", async () => {
      await window.openFile("keygen.properties");
      await window.goToLine(4, 8);
      await window.applyQuickFix("quotes");
      await window.page.locator(".squiggly-error").waitFor({ state: "detached" });
      await window.save();
      assert.match(readFileSync(window.file("keygen.properties"), "utf8"), /^CITY="San Francisco"$/m);
    }));
});
