// A notification with more cures than it has room for, and the report for whoever has to help.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { soundTextWith } from "../support/profiles";
import { openWindow, type Window } from "./window";

describe("a failed connection", () => {
  let window: Window;

  before(async () => {
    window = await openWindow({ name: "cures" });
    window.writeFile("keygen.properties", soundTextWith("CLIENT_FILE_PREFIX=pump"));
    await window.openFile("keygen.properties");
    await window.runCommand("ThingsBoard: Generate Client Cert");
    await window.notification("6 files, valid until").waitFor();
  });

  after(() => window.close());

  it("shows its likeliest cures as buttons, at the end the next step, and the rest behind More…", () =>
    window.step("more", async () => {
      await window.dismissNotifications();
      await window.runCommand("ThingsBoard: Test Connection");
      const shown = window.notification("The Local Test Server is not running");
      await shown.filter({ hasText: "Start the Local Test Server and test again." }).waitFor();
      await shown.locator(".monaco-button", { hasText: "Start Local Test Server" }).waitFor();
      await window.screenshot("buttons");
      await window.pressInNotification("The Local Test Server is not running", "More…");
      await window.quickPickRow(/Copy mosquitto_pub Command/).waitFor();
      await window.quickPickRow(/Copy Report…/).waitFor();
    }));

  it("is copied for a ticket, without host names unless they are wanted", () =>
    window.step("report", async () => {
      await window.quickPickRow(/Copy Report…/).click();
      await window.quickPickRow(/Without host names/).click();
      await window.notification("The report is on the clipboard").waitFor();
      const report = await window.clipboard();
      assert.match(report, /tcp-refused/);
      assert.doesNotMatch(report, /\/home\/|\/tmp\//);
    }));
});
