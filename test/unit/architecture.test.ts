import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";

/** Stages of core/ in pipeline order: a stage may import itself and what stands before it. */
const stages = [
  "profile",
  "identity",
  "certificate",
  "keystore",
  "credential",
  "connection",
  "clientCode",
  "testServer",
  "stream",
  "talk",
  "devices",
  "fleet",
];

/** Which layer may import which, besides itself. */
const layers: Record<string, readonly string[]> = {
  core: [],
  flows: ["core"],
  io: ["core"],
  ui: ["core", "flows"],
  "extension.ts": ["core", "flows", "io", "ui"],
  // The command line says what the editor says, without the editor.
  "cli.ts": ["core", "flows", "io", "ui/words"],
  "fleetWorker.ts": ["core", "flows", "io"],
};

/** Which packages a layer may use; `core` has its own table by file. */
const packages: Record<string, readonly RegExp[]> = {
  flows: [],
  io: [/^node:/, /^mqtt$/, /^mqtt-packet$/],
  ui: [/^vscode$/, /^@vscode\/l10n$/, /^node:path$/],
  "extension.ts": [/^vscode$/],
  "cli.ts": [/^node:(os|path|util)$/],
  "fleetWorker.ts": [/^node:worker_threads$/],
};

const corePackages: readonly { readonly file: RegExp; readonly package: RegExp }[] = [
  { file: /^core\//, package: /^node:crypto$/ },
  { file: /^core\/certificate\/forge\.ts$/, package: /^node-forge(\/|$)/ },
  { file: /^core\/credential\//, package: /^@noble\/hashes(\/|$)/ },
];

interface Import {
  readonly file: string;
  readonly specifier: string;
}

/** Every import of a text: static, `export … from`, type-only and dynamic. */
function importsOf(file: string, text: string): Import[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)"([^"]+)"/g;
  return [...text.matchAll(pattern)].map((match) => ({ file, specifier: match[1] ?? "" }));
}

function layerOf(file: string): string {
  return file.split("/")[0] ?? "";
}

function stageOf(file: string): string | undefined {
  const parts = file.split("/");
  return parts[0] === "core" && parts.length > 2 ? parts[1] : undefined;
}

/** The rule that a package import breaks, or undefined. */
function brokenByPackage({ file, specifier }: Import): string | undefined {
  const layer = layerOf(file);
  const allowed =
    layer === "core"
      ? corePackages.some((row) => row.file.test(file) && row.package.test(specifier))
      : (packages[layer] ?? []).some((pattern) => pattern.test(specifier));
  return allowed ? undefined : `${layer}/ may not use the package ${specifier} (${file})`;
}

/** The rule that an import between stages of core breaks, or undefined. */
function brokenByStage(file: string, target: string): string | undefined {
  const from = stageOf(file);
  const to = stageOf(target);
  if (to === undefined) {
    return undefined;
  }
  if (from === undefined) {
    return `core/${path.posix.basename(file)} stands before every stage and may not import core/${to}`;
  }
  if (!stages.includes(from) || !stages.includes(to)) {
    return `core/${stages.includes(from) ? to : from} is not a stage of the pipeline (${file})`;
  }
  return stages.indexOf(from) < stages.indexOf(to)
    ? `core/${from} comes before core/${to} (${file})`
    : undefined;
}

/** The rule that one import breaks, in words, or undefined. */
function brokenRule({ file, specifier }: Import): string | undefined {
  if (!specifier.startsWith(".")) {
    return brokenByPackage({ file, specifier });
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const from = layerOf(file);
  const to = layerOf(target);
  if (from === "core" && to === "core") {
    return brokenByStage(file, target);
  }
  const portTypes = from === "io" && target === "flows/world";
  const mayImport = (layer: string): boolean => layer === to || target.startsWith(`${layer}/`);
  const allowed = from === to || portTypes || (layers[from] ?? []).some(mayImport);
  return allowed ? undefined : `${from}/ may not import ${to}/ (${file})`;
}

const sourceRoot = path.join(process.cwd(), "src");
const files = readdirSync(sourceRoot, { recursive: true })
  .map((name) => String(name).split(path.sep).join("/"))
  .filter((name) => name.endsWith(".ts"));
const texts = new Map(files.map((file) => [file, readFileSync(path.join(sourceRoot, file), "utf8")]));
const imports = files.flatMap((file) => importsOf(file, texts.get(file) ?? ""));

/** Follows imports depth first and gives the first cycle found, as a list of files. */
function firstCycle(): readonly string[] | undefined {
  const graph = new Map(
    files.map((file) => [
      file,
      imports
        .filter((edge) => edge.file === file && edge.specifier.startsWith("."))
        .map((edge) => `${path.posix.join(path.posix.dirname(file), edge.specifier)}.ts`),
    ]),
  );
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(file)) {
      return [...trail.slice(trail.indexOf(file)), file];
    }
    if (done.has(file)) {
      return undefined;
    }
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...trail, file]);
      if (cycle !== undefined) {
        return cycle;
      }
    }
    done.add(file);
    return undefined;
  };
  for (const file of files) {
    const cycle = visit(file, []);
    if (cycle !== undefined) {
      return cycle;
    }
  }
  return undefined;
}

describe("the house", () => {
  it("was seen: enough files and imports were read", () => {
    assert.ok(files.length >= 10, `only ${String(files.length)} files below src/`);
    assert.ok(imports.length >= files.length / 2, `only ${String(imports.length)} imports`);
  });

  it("keeps its import rules", () => {
    assert.deepEqual(
      imports.map(brokenRule).filter((rule) => rule !== undefined),
      [],
    );
  });

  it("names files that exist in every relative import", () => {
    const missing = imports
      .filter((edge) => edge.specifier.startsWith("."))
      .map((edge) => path.posix.join(path.posix.dirname(edge.file), `${edge.specifier}.ts`))
      .filter((target) => !existsSync(path.join(sourceRoot, target)));
    assert.deepEqual(missing, []);
  });

  it("has no import cycle", () => {
    assert.equal(firstCycle()?.join(" → "), undefined);
  });

  it("has no grab-bag, barrel or file over 400 lines", () => {
    const grabBags = files.filter((file) =>
      /(^|\/)(utils?|helpers?|common|constants|index)(\.ts|\/)/.test(file),
    );
    const long = files.filter((file) => (texts.get(file) ?? "").split("\n").length > 401);
    assert.deepEqual([...grabBags, ...long], []);
  });

  it("keeps extension.ts within 60 lines", () => {
    assert.ok((texts.get("extension.ts") ?? "").split("\n").length <= 61);
  });
});

describe("a planted wrong import is named", () => {
  const planted: readonly [file: string, specifier: string, rule: string][] = [
    ["core/profile/lex.ts", "../keystore/jks", "core/profile comes before core/keystore"],
    ["core/profile/lex.ts", "node:fs", "core/ may not use the package node:fs"],
    ["core/result.ts", "./profile/lex", "core/result.ts stands before every stage"],
    ["core/keystore/jks.ts", "node-forge/lib/asn1", "core/ may not use the package node-forge/lib/asn1"],
    ["core/odd/thing.ts", "../profile/lex", "core/odd is not a stage"],
    ["flows/testConnection.ts", "mqtt", "flows/ may not use the package mqtt"],
    ["flows/testConnection.ts", "../io/mqtt", "flows/ may not import io/"],
    ["io/files.ts", "vscode", "io/ may not use the package vscode"],
    ["io/files.ts", "../flows/testConnection", "io/ may not import flows/"],
    ["ui/output.ts", "../io/files", "ui/ may not import io/"],
    ["ui/output.ts", "node:fs", "ui/ may not use the package node:fs"],
    ["core/stream/line.ts", "../../ui/words", "core/ may not import ui/"],
    ["cli.ts", "./ui/words/../command", "cli.ts/ may not import ui/"],
    ["cli.ts", "vscode", "cli.ts/ may not use the package vscode"],
    ["fleetWorker.ts", "./ui/words/fleet", "fleetWorker.ts/ may not import ui/"],
  ];
  for (const [file, specifier, rule] of planted) {
    it(`${file} → ${specifier}`, () => {
      const named = brokenRule({ file, specifier });
      assert.ok(named?.includes(rule), `said: ${String(named)}`);
    });
  }

  it("sees static, type-only, re-exported and dynamic imports", () => {
    const text = 'import "a";\nimport type { B } from "b";\nexport { c } from "c";\nvoid import("d");';
    assert.deepEqual(
      importsOf("x.ts", text).map((edge) => edge.specifier),
      ["a", "b", "c", "d"],
    );
  });
});
