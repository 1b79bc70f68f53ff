// npm run package: the .vsix in build/, from what `npm run build` left in dist/.
// npm run package -- --repository https://github.com/OWNER/NAME --ref v1.0.0: links and pictures of the README lead there.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { addressesAt, packedReadme } from "./package/packedReadme.mjs";
import { must, root } from "./run.mjs";

const { values } = parseArgs({
  options: {
    repository: { type: "string" },
    ref: { type: "string" },
    out: { type: "string", default: "build/thingsboard-x509.vsix" },
  },
});

/** A published README leads to its repository; the README of a package that somebody passes on carries what it shows. */
function readmeOptions() {
  if (values.repository === undefined) {
    const readme = path.join("build", "README.packed.md");
    const text = readFileSync(path.join(root, "README.md"), "utf8");
    writeFileSync(
      path.join(root, readme),
      packedReadme(text, (file) => readFileSync(path.join(root, file))),
    );
    return ["--allow-missing-repository", "--no-rewrite-relative-links", "--readme-path", readme];
  }
  if (values.ref === undefined) {
    throw new Error("With --repository goes --ref: the tag or commit that the README's links lead to.");
  }
  const { content, images } = addressesAt(values.repository, values.ref);
  return ["--allow-missing-repository", "--baseContentUrl", content, "--baseImagesUrl", images];
}

try {
  mkdirSync(path.dirname(path.resolve(root, values.out)), { recursive: true });
  const vsce = path.join(root, "node_modules/@vscode/vsce/vsce");
  // The rooms are files of their own on purpose (ARCHITECTURE.md, Loading): vsce's advice to bundle them is not for us.
  const args = ["package", "--no-dependencies", "--out", values.out, ...readmeOptions()];
  await must(process.execPath, [vsce, ...args], { timeoutMs: 300_000 });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
