import { cpSync, rmSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { fillWithDevices } from "../../scripts/host/manyDevices.mjs";
import { temporaryFolder } from "../../scripts/host/vscodeServer.mjs";
import { openWindow, type Window } from "./window";

const count = 1000;

/** The certificate of a device, relative to the folder. */
function certificateOf(name: string): string {
  return `many/${name}/${name}.pub.pem`;
}

describe("a window on a workspace of very many devices", () => {
  let window: Window;

  before(async () => {
    const filled = temporaryFolder("many");
    fillWithDevices(filled, "many", count);
    window = await openWindow({ name: "many-devices", copyOf: filled });
    rmSync(filled, { recursive: true });
  });

  after(() => window.close());

  it("shows them, each looked at", () =>
    window.step("shown", async () => {
      await window.openContainer("ThingsBoard");
      await window.rowSaying("device-00000", /^valid, [\d,]+ d$/).waitFor();
    }));

  it("filters them", () =>
    window.step("filtered", async () => {
      await window.treeRow("device-00000").click();
      await window.page.keyboard.press("F3");
      await window.page.keyboard.type("00777");
      await window.rowSaying("device-00777", /^valid, [\d,]+ d$/).waitFor();
    }));

  it("follows one that changes, and counts it", () =>
    window.step("changed", async () => {
      cpSync(window.file(certificateOf("device-00999")), window.file(certificateOf("device-00777")));
      await window.rowSaying("device-00777", /^expires in \d+ d$/).waitFor();
      await window.page.locator(".part.statusbar", { hasText: "2 certificates expire soon" }).waitFor();
    }));
});
