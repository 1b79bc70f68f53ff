// Turns TypeScript programs into ES modules that Node runs as they are; packages stay in node_modules.
import { build } from "esbuild";

/** Bundles; `options` are esbuild's, such as the entry points and where they go. */
export function bundleForNode(options) {
  return build({
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: "inline",
    logLevel: "warning",
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    ...options,
  });
}
