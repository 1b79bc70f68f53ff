// Turns TypeScript tests into JavaScript that Node and other runtimes run as it is.
import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundleForNode } from "./bundleForNode.mjs";

const root = path.join(import.meta.dirname, "..");

/** Leaves the project's scripts where they are: they find other files from their own place. */
const scriptsStay = {
  name: "scripts-stay",
  setup(builder) {
    builder.onResolve({ filter: /^\..*\.mjs$/ }, (args) => ({
      path: pathToFileURL(path.resolve(args.resolveDir, args.path)).href,
      external: true,
    }));
  },
};

/**
 * Bundles the test files of one suite; packages stay in node_modules.
 * Returns the absolute paths of the bundles, in build/test/<suite>/.
 */
export async function bundleTests(suite, parts = []) {
  const folder = path.join(root, "test", suite);
  const tests = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".test.ts"))
    .filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)))
    .sort();
  const outdir = path.join(root, "build", "test", suite);
  await bundleForNode({
    entryPoints: tests.map((name) => path.join(folder, name)),
    outbase: folder,
    outdir,
    plugins: [scriptsStay],
    outExtension: { ".js": ".mjs" },
  });
  return tests.map((name) => path.join(outdir, name.replace(/\.ts$/, ".mjs")));
}
