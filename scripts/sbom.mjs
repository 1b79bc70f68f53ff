// npm run sbom: build/sbom.cdx.json, the packages that the extension carries.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundledPackages } from "./package/bundledPackages.mjs";
import { sbomOf } from "./package/sbom.mjs";
import { root } from "./run.mjs";

const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const document = sbomOf(manifest, await bundledPackages());
const file = path.join(root, "build/sbom.cdx.json");
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(document, undefined, 2)}\n`);
console.log(`${path.relative(root, file)}: ${document.components.length} packages`);
