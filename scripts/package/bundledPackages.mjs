// Which packages of node_modules the extension carries: esbuild's word for it, not package.json's.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { root } from "../run.mjs";

const entryPoints = ["src/extension.ts", "src/cli.ts", "src/fleetWorker.ts"];

/** The folder of the package that a file belongs to, as esbuild names files; undefined for our own. */
function packageFolderOf(file) {
  return /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

/** The key of package-lock.json: the part from the first node_modules on. */
const lockKeyOf = (folder) => folder.slice(folder.indexOf("node_modules/"));

/** The text of the licence that lies in a package; undefined without one. */
function licenceTextIn(folder) {
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(file));
  return name === undefined ? undefined : readFileSync(path.join(folder, name), "utf8");
}

/** The notice that an Apache-2.0 package asks to pass on; undefined without one. */
function noticeIn(folder) {
  const file = path.join(folder, "NOTICE");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function authorOf({ author }) {
  return typeof author === "string" ? author : author?.name;
}

/** Gives each package with its name, version, licence, texts, integrity, and what it imports, by name and version. */
export async function bundledPackages() {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: path.join(root, "build/none"),
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    external: ["vscode"],
    logLevel: "error",
  });
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  const folders = new Set(Object.keys(metafile.inputs).map(packageFolderOf));
  folders.delete(undefined);
  const ids = new Map();
  const found = new Map();
  for (const folder of folders) {
    const one = readPackage(folder, lock[lockKeyOf(folder)]);
    ids.set(folder, idOf(one));
    // One that two packages have each a copy of is one package.
    found.set(idOf(one), one);
  }
  const uses = usesOf(metafile, ids);
  const packages = [...found].map(([id, one]) => ({ ...one, uses: uses.get(id) ?? [] }));
  return {
    packages: packages.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)),
    uses: uses.get(undefined) ?? [],
  };
}

function readPackage(folder, locked) {
  const place = path.resolve(root, folder);
  const manifest = JSON.parse(readFileSync(path.join(place, "package.json"), "utf8"));
  return {
    name: manifest.name,
    version: manifest.version,
    licence: manifest.license,
    author: authorOf(manifest),
    licenceText: licenceTextIn(place),
    notice: noticeIn(place),
    integrity: locked?.integrity,
  };
}

/** Which packages each one's files import, by id and sorted; what ours import is under `undefined`. */
function usesOf({ inputs }, ids) {
  const uses = new Map();
  for (const [file, { imports }] of Object.entries(inputs)) {
    const from = ids.get(packageFolderOf(file));
    const targets = imports.map(({ path: target }) => ids.get(packageFolderOf(target)));
    const others = targets.filter((to) => to !== undefined && to !== from);
    uses.set(from, [...new Set([...(uses.get(from) ?? []), ...others])].sort());
  }
  return uses;
}

/** A package by name and version, as in `ws@8.21.1`. */
export function idOf({ name, version }) {
  return `${name}@${version}`;
}
