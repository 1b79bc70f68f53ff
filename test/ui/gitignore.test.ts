import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { soundTextWith } from "../support/profiles";
import { openWindow, type Window } from "./window";

const offer = "in a git repository";

describe("a device in a git repository", () => {
  let window: Window;
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: window.folder, encoding: "utf8" });

  before(async () => {
    window = await openWindow({ name: "gitignore" });
    git("init", "-q");
    window.writeFile("pump.keygen.properties", soundTextWith("CLIENT_FILE_PREFIX=pump"));
    await window.openContainer("ThingsBoard");
  });

  after(() => window.close());

  it("has its private files ignored with one click after it was generated", () =>
    window.step("ignored", async () => {
      await window.inlineAction(window.treeRow("pump"), "Generate Client Cert");
      await window.notification(offer).waitFor();
      await window.screenshot("offer");
      await window.pressInNotification(offer, "Add to .gitignore");
      await window.notification("7 lines in .gitignore").waitFor();
      git("add", ".");
      assert.equal(git("ls-files"), ".gitignore\npump.keygen.properties\npump.pub.pem\n");
    }));

  it("is told how a key that git tracks is got rid of", () =>
    window.step("tracked", async () => {
      git("add", "--force", "pump.jks");
      await window.dismissNotifications();
      await window.runCommand("ThingsBoard: Stop Tracking Private Keys…");
      await window.notification("History and every clone keep the key").waitFor();
      await window.screenshot("explained");
      await window.pressInNotification("History and every clone", "Copy git Command");
      await window.notification("The command is on the clipboard").waitFor();
      assert.equal(await window.clipboard(), "git rm --cached -- pump.jks");
    }));

  it("is not offered it again by who does not want to be asked", () =>
    window.step("never", async () => {
      rmSync(window.file(".gitignore"));
      await window.dismissNotifications();
      await window.contextMenu(window.treeRow("pump"), "Generate Server Cert");
      await window.notification(offer).waitFor();
      await window.pressInNotification(offer, "Don't Ask Again");
      rmSync(window.file("server.jks"));
      await window.dismissNotifications();
      await window.contextMenu(window.treeRow("pump"), "Generate Server Cert");
      await window.pressInDialog("Replace");
      await window.waitForFile("server.jks");
      await window.notification("6 files").waitFor();
      assert.equal(existsSync(window.file(".gitignore")), false);
      assert.equal(await window.notification(offer).count(), 0);
    }));
});
