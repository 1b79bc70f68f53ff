import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openWindow, type Window } from "./window";

describe("a window on a folder with the how-to's file", () => {
  let window: Window;

  before(async () => {
    window = await openWindow({ name: "smoke", copyOf: "sample" });
  });

  after(() => window.close());

  it("shows the file that a person opens", () =>
    window.step("the file is open", async () => {
      await window.openFile("keygen.properties");
      await window.page.locator(".view-line", { hasText: "DOMAIN_SUFFIX" }).waitFor();
    }));

  it("shows a file that comes from outside", () =>
    window.step("a file from outside", async () => {
      window.writeFile("other.properties", "A=1\n");
      await window.refreshExplorer(window.treeRow("other.properties"));
    }));

  it("runs a command of the palette and gives what lands on the clipboard", async () => {
    await window.openFile("keygen.properties");
    await window.runCommand("File: Copy Path of Active File");
    assert.equal(await window.clipboard(), window.file("keygen.properties"));
  });
});
