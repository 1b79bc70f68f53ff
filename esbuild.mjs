// Builds dist/: the activation bundle and one CommonJS file for each room that is loaded on first use.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build, context, transform } from "esbuild";

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

/** Sentences are looked up in the language of the window: dist/ has that language once, whoever asks. */
const oneLanguage = {
  name: "one-language",
  setup(builder) {
    builder.onResolve({ filter: /^@vscode\/l10n$/ }, () => ({
      path: "./displayLanguage.js",
      external: true,
    }));
  },
};

/** What both builds have in common. */
const common = {
  outdir: path.join(root, "dist"),
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  external: ["vscode"],
  plugins: [lazyLoading],
  logLevel: "warning",
  legalComments: "none",
};

/** `import()` becomes a deferred require: the extension host loads CommonJS. */
const asCommonJs = { format: "cjs", supported: { "dynamic-import": false } };

const lazy = [...lazyRooms()];
const isPackage = ([name]) => name.startsWith("package.");

/** One file each: programs of their own, and packages, whose exports stay as they are. */
const whole = {
  ...common,
  ...asCommonJs,
  entryPoints: {
    // A program and a thread of their own.
    cli: path.join(root, "src/cli.ts"),
    fleetWorker: path.join(root, "src/fleetWorker.ts"),
    ...Object.fromEntries(lazy.filter(isPackage)),
  },
};

/** VS Code's API as it is: as a module's namespace, each importing file would copy its 400 names when it is loaded. */
function uncopiedApi(code) {
  return code.replaceAll(/\bimport\s*\*\s*as ([\w$]+)\s*from\s*"vscode";/g, 'const $1=require("vscode");');
}

/** Writes what was built as ES modules as CommonJS: only ES modules share their common parts. */
const commonJsOutput = {
  name: "commonjs-output",
  setup(builder) {
    builder.onEnd(async ({ outputFiles = [] }) => {
      mkdirSync(common.outdir, { recursive: true });
      for (const file of outputFiles) {
        const asWritten = { ...asCommonJs, minify: true, target: common.target };
        const { code } = await transform(uncopiedApi(file.text), asWritten);
        writeFileSync(file.path, code);
      }
    });
  },
};

/** What runs in the extension host. */
const hosted = {
  ...common,
  format: "esm",
  write: false,
  plugins: [oneLanguage, lazyLoading, commonJsOutput],
};

/** It stands for the package that it has inside. */
const language = {
  ...hosted,
  entryPoints: { displayLanguage: path.join(root, "src/ui/displayLanguage.ts") },
  plugins: [commonJsOutput],
};

/** What is loaded at the start, in one file: it keeps no state at its top, so that rooms may have parts of it, too. */
const start = { ...hosted, entryPoints: { extension: path.join(root, "src/extension.ts") } };

/** The rooms that are loaded on first use; what several need lies in a file of its own. */
const rooms = {
  ...hosted,
  entryPoints: Object.fromEntries(lazy.filter((room) => !isPackage(room))),
  splitting: true,
  chunkNames: "shared.[hash]",
};

if (watching) {
  for (const options of [whole, language, start, rooms]) {
    await (await context(options)).watch();
  }
} else {
  rmSync(common.outdir, { recursive: true, force: true });
  await Promise.all([whole, language, start, rooms].map((options) => build(options)));
}
