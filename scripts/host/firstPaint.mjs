// Measures how soon a window draws the first rows of a workspace of very many devices.
import { rmSync } from "node:fs";
import { fillWithDevices } from "./manyDevices.mjs";
import { startServer, temporaryFolder } from "./vscodeServer.mjs";
import { openBrowser } from "./window.mjs";

/** Runs in the page: notes when the first row of a device is drawn. */
function watchRows() {
  const { document, performance, requestAnimationFrame } = globalThis;
  const startMs = performance.now();
  globalThis.rowsSeenMs = undefined;
  const look = () => {
    const names = document.querySelectorAll('.part.sidebar [role="treeitem"] .label-name');
    if ([...names].some((name) => name.textContent.startsWith("device-"))) {
      globalThis.rowsSeenMs = performance.now() - startMs;
    } else {
      requestAnimationFrame(look);
    }
  };
  look();
}

/** Opens the view once the devices are found and their files read; gives the milliseconds from the click to the first row. */
export async function firstPaintMs({ vsix, count }) {
  const folder = temporaryFolder("many");
  fillWithDevices(folder, "many", count);
  const server = await startServer({ vsix, settings: {}, trusted: true });
  const { page, close } = await openBrowser({ origin: server.url });
  try {
    await page.goto(`${server.url}?folder=${encodeURIComponent(folder)}`, { waitUntil: "commit" });
    const read = page.locator(".part.statusbar", { hasText: "1 certificate expires soon" });
    await read.waitFor({ timeout: 300_000 });
    const icon = page.locator('.part.activitybar a[aria-label^="ThingsBoard"]');
    await page.evaluate(watchRows);
    await icon.click();
    await page.waitForFunction(() => globalThis.rowsSeenMs !== undefined);
    return await page.evaluate(() => globalThis.rowsSeenMs);
  } finally {
    await close();
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}
