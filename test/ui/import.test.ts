import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { temporaryFolder } from "../../scripts/host/vscodeServer.mjs";
import { runScriptRecipe } from "../interop/scriptRecipe";
import { openWindow, type Window } from "./window";

const howto = readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8");

/** Content, mode, inode and times of everything in a folder. */
function snapshot(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const { mode, ino, mtimeMs, ctimeMs } = statSync(file);
      const content = createHash("sha256").update(readFileSync(file)).digest("hex");
      return [name, content, mode, ino, mtimeMs, ctimeMs].join(" ");
    });
}

describe("a person with a folder of ThingsBoard's scripts", () => {
  let window: Window;
  let root: string;
  let scripts: string;
  let untouched: readonly string[];

  const choose = (folder: string): Promise<void> => window.chooseFolder("Folder that", "Import", folder);
  const selected = (name: string): Locator =>
    window.deviceRow(name).and(window.page.locator(".monaco-list-row.selected"));

  before(async () => {
    root = temporaryFolder("scripts");
    scripts = path.join(root, "thingsboard-keys");
    mkdirSync(scripts);
    const properties = path.join(scripts, "keygen.properties");
    writeFileSync(properties, howto);
    await runScriptRecipe(properties);
    untouched = snapshot(scripts);
    window = await openWindow({ name: "import" });
  });

  after(async () => {
    await window.close();
    rmSync(root, { recursive: true, force: true });
  });

  it("finds the way in the empty view", () =>
    window.step("the empty view", async () => {
      await window.openContainer("ThingsBoard");
      await window.welcomeButton("Import Script Folder…").waitFor();
    }));

  it("is told what a folder without a properties file is, and chooses another one", () =>
    window.step("a folder with nothing in it", async () => {
      await window.welcomeButton("Import Script Folder…").click();
      await choose(window.folder);
      await window.notification("There is no keygen.properties in").waitFor();
      await window.screenshot("nothing of the scripts");
      await window.pressInNotification("There is no keygen.properties in", "Choose Another Folder…");
      await window.folderDialog("Folder that").waitFor();
    }));

  it("sees what is there, before anything is added to the workspace", () =>
    window.step("a folder outside the workspace", async () => {
      await choose(scripts);
      await window.notification("8 files of the device mqttclient").waitFor();
      await window.notification("None is missing. Nothing was changed.").waitFor();
      await window.tab("keygen.properties").waitFor();
    }));

  it("adds the folder; after VS Code has restarted for that, the device is selected", () =>
    window.step("added to the workspace", async () => {
      await window.pressInNotification("8 files of the device", "Add Folder to Workspace");
      await selected("mqttclient").waitFor();
      await window.tab("keygen.properties").waitFor();
      await window.notification("8 files of the device mqttclient").waitFor();
      assert.deepEqual(snapshot(scripts), untouched);
    }));

  it("finds the files below the device, as the scripts made them", () =>
    window.step("the files of the device", async () => {
      await window.dismissNotifications();
      await window.rowSaying("Client files", /^5 files$/).waitFor();
      await window.rowSaying("Server files", /^3 files$/).waitFor();
      await window.toggleRow(window.treeRow("Client files"));
      await window.treeRow("mqttclient.nopass.pem").waitFor();
      assert.deepEqual(snapshot(scripts), untouched);
    }));

  it("imports a folder of the workspace from the Explorer", () =>
    window.step("from the Explorer", async () => {
      window.writeFile("lab/keygen.properties", howto.replace("mqttclient", "pump"));
      await window.openContainer("Explorer");
      const lab = window.page.locator('.part.sidebar .monaco-list-row[role="treeitem"]', { hasText: "lab" });
      await window.contextMenu(lab, "Import Script Folder…");
      await window.notification("The device pump").waitFor();
      await selected("pump").waitFor();
    }));

  it("opens the folder where none is open, and finds the device there", () =>
    window.step("the folder is open", async () => {
      const { origin } = new URL(window.page.url());
      await window.page.goto(`${origin}/?ew=true`, { waitUntil: "commit" });
      await window.openContainer("ThingsBoard");
      await window.welcomeButton("Import Script Folder…").click();
      await choose(scripts);
      await window.notification("Open the folder to see the device").waitFor();
      await window.screenshot("no folder is open");
      await window.pressInNotification("Open the folder to see the device", "Open Folder");
      await selected("mqttclient").waitFor();
      await window.notification("None is missing. Nothing was changed.").waitFor();
      assert.deepEqual(snapshot(scripts), untouched);
    }));
});
