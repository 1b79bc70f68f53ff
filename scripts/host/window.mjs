// A window on a VS Code server: headless Chromium that reaches nothing but this machine.
import { chromium } from "playwright-core";
import { keepNotifications, tellState } from "../secrets/windowState.mjs";
import { findTool } from "../setup/debianPackages.mjs";

const chromiumArguments = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

/**
 * Starts a browser with one page, whose clipboard may be read and written; `close()` tells the witness what it kept, and ends
 * both. `language` is the display language that extensions see, as a language pack sets it; VS Code's own texts stay English.
 */
export async function openBrowser({ origin, witness, language, width = 1440, height = 900 }) {
  const executablePath = findTool("chromium");
  if (executablePath === undefined) {
    throw new Error("chromium is missing: apt-get install chromium");
  }
  // Chromium's own sandbox needs privileges that containers and root do not have; it shows only our server.
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false, args: chromiumArguments });
  const context = await browser.newContext({ viewport: { width, height } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  context.setDefaultTimeout(60_000);
  await keepNotifications(context);
  if (language !== undefined) {
    await context.addInitScript((code) => (globalThis._VSCODE_NLS_LANGUAGE = code), language);
  }
  const page = await context.newPage();
  return {
    page,
    close: async () => {
      if (witness !== undefined) {
        await tellState(page, witness);
      }
      await browser.close();
    },
  };
}
