// Builds dist/: the activation bundle and one CommonJS file for each room that is loaded on first use.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { build, context } from "esbuild";

const root = import.meta.dirname;
const watching = process.argv.includes("--watch");

/** Every TypeScript file below a folder. */
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/** The name in dist/ of a lazily loaded room: its path in src/ with dots, or the package's own name. */
function roomName(file) {
  return path.relative(path.join(root, "src"), file).replace(/\.ts$/, "").split(path.sep).join(".");
}

/** Finds each `import("…")` of src/: what it names becomes a bundle of its own. */
function lazyRooms() {
  const rooms = new Map();
  for (const file of sources(path.join(root, "src"))) {
    for (const [, specifier] of readFileSync(file, "utf8").matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g)) {
      if (specifier.startsWith(".")) {
        const target = path.resolve(path.dirname(file), `${specifier}.ts`);
        rooms.set(roomName(target), target);
      } else {
        rooms.set(`package.${specifier}`, specifier);
      }
    }
  }
  return rooms;
}

/** Leaves dynamic imports as loads of the neighbouring bundle. */
const lazyLoading = {
  name: "lazy-rooms",
  setup(builder) {
    builder.onResolve({ filter: /.*/ }, (args) => {
      if (args.kind !== "dynamic-import") {
        return undefined;
      }
      const name = args.path.startsWith(".")
        ? roomName(path.resolve(args.resolveDir, `${args.path}.ts`))
        : `package.${args.path}`;
      return { path: `./${name}.js`, external: true };
    });
  },
};

const options = {
  entryPoints: {
    extension: path.join(root, "src/extension.ts"),
    ...Object.fromEntries(lazyRooms()),
  },
  outdir: path.join(root, "dist"),
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"],
  // `import()` becomes a deferred require: the extension host loads CommonJS.
  supported: { "dynamic-import": false },
  plugins: [lazyLoading],
  logLevel: "warning",
  legalComments: "none",
};

if (watching) {
  const watcher = await context(options);
  await watcher.watch();
} else {
  rmSync(path.join(root, "dist"), { recursive: true, force: true });
  await build(options);
}
