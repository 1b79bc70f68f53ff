import { copyFileSync } from "node:fs";
import type { FrameLocator } from "playwright-core";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { soundTextWith } from "../support/profiles";
import { openWindow, type Window } from "./window";

describe("a person who opens keystores", () => {
  let window: Window;

  before(async () => {
    window = await openWindow({ name: "explain" });
    window.writeFile("pump.keygen.properties", soundTextWith("CLIENT_FILE_PREFIX=pump"));
    copyFileSync("test/fixtures/keystore/keytool.jks", window.file("foreign.jks"));
    copyFileSync("test/fixtures/certificate/chains.pem", window.file("chains.pem"));
  });

  after(() => window.close());

  const page = (): FrameLocator =>
    window.page.locator("iframe.webview.ready").last().contentFrame().frameLocator("#active-frame");

  it("understands the device's keystore", () =>
    window.step("the device's keystore", async () => {
      await window.openContainer("ThingsBoard");
      await window.inlineAction(window.treeRow("pump"), "Generate Client Cert");
      await window.rowSaying("pump", /^valid, 3,649 d$/).waitFor();
      await window.dismissNotifications();
      await window.openFile("pump.jks");
      await page().getByRole("heading", { level: 1, name: "pump.jks" }).waitFor();
      await page().getByText("opened with the passwords of pump.keygen.properties").waitFor();
      await page()
        .getByRole("img", { name: /3,649 days left/ })
        .waitFor();
    }));

  it("copies the credentials id, without a mouse", () =>
    window.step("the credentials id is copied", async () => {
      const button = page()
        .getByRole("button", { name: /^Copy ThingsBoard credentials id/ })
        .first();
      await button.focus();
      await window.page.keyboard.press("Enter");
      await page()
        .getByRole("button", { name: /credentials id/ })
        .first()
        .getByText("Copied")
        .waitFor();
      assert.match(await window.clipboard(), /^[0-9a-f]{64}$/);
    }));

  it("unlocks a foreign keystore, then the key in it", () =>
    window.step("a foreign keystore, unlocked", async () => {
      await window.openFile("foreign.jks");
      await page().getByText("foreign.jks is locked").waitFor();
      await window.screenshot("a foreign keystore, locked");
      await page().getByRole("button", { name: "Enter Password…" }).click();
      await window.answer("Password of foreign.jks", "store-secret");
      await page().getByRole("button", { name: "Unlock…" }).click();
      await window.answer("Password of foreign.jks", "key-secret");
      await page().getByText("that matches its certificate").waitFor();
    }));

  it("is told what others dislike in it, with what to do", () =>
    window.step("findings", async () => {
      await page()
        .getByRole("link", { name: /warning/ })
        .click();
      await page().getByText("What to do:").first().waitFor();
    }));

  it("sees who issued whom, from the lens in a text", () =>
    window.step("chains from a text", async () => {
      await window.openFile("chains.pem");
      await window.page.locator(".codelens-decoration a", { hasText: "Explain" }).first().click();
      await page().getByRole("heading", { level: 1, name: "chains.pem" }).waitFor();
      await page().getByRole("link", { name: /leaf/ }).first().click();
    }));

  const themes = [
    ["Dark Modern", "vscode-dark"],
    ["Light High Contrast", "vscode-high-contrast-light"],
    ["Dark High Contrast", "vscode-high-contrast:not(.vscode-high-contrast-light)"],
  ] as const;
  for (const [theme, bodyClass] of themes) {
    it(`reads it in ${theme}`, () =>
      window.step(theme, async () => {
        await window.runCommand("Preferences: Color Theme");
        await window.page.getByPlaceholder(/^Select Color Theme/).fill(theme);
        await window.quickPick(theme).waitFor();
        await window.page.keyboard.press("Enter");
        await page().locator(`body.${bodyClass}`).waitFor();
        await window.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
      }));
  }
});
