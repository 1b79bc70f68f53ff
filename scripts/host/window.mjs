// A window on a VS Code server: headless Chromium that reaches nothing but this machine.
import { chromium } from "playwright-core";
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

/** Starts a browser with one page, whose clipboard may be read and written; `close()` ends both. */
export async function openBrowser({ origin, width = 1440, height = 900 }) {
  const executablePath = findTool("chromium");
  if (executablePath === undefined) {
    throw new Error("chromium is missing: apt-get install chromium");
  }
  // Chromium's own sandbox needs privileges that containers and root do not have; it shows only our server.
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false, args: chromiumArguments });
  const context = await browser.newContext({ viewport: { width, height } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  return { page, close: () => browser.close() };
}
