// Gets what `npm start` and `npm test` need. Imports nothing from node_modules: they are installed here.
// Usage: node scripts/setup/setup.mjs [desktop|start|check|test]
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureCodeServer } from "./codeServer.mjs";
import { ensureDebianPackages, packagesFor } from "./debianPackages.mjs";
import { ensureNodeModules } from "./nodeModules.mjs";

/** Installs what is missing for a use: `desktop`, `start`, `check` or `test`. */
export async function setUp(use) {
  await ensureDebianPackages(packagesFor[use]);
  await ensureNodeModules();
  if (use !== "desktop") {
    await ensureCodeServer();
  }
}

if (path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await setUp(process.argv[2] ?? "test");
}
