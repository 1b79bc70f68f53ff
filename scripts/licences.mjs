// npm run licences: THIRD_PARTY_NOTICES.txt from what is bundled; fails for a licence that is not on the list.
// npm run licences -- --check: compares only.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundledPackages } from "./package/bundledPackages.mjs";
import { chosenLicence, licenceProblems, noticesOf } from "./package/notices.mjs";
import { root } from "./run.mjs";

const file = path.join(root, "THIRD_PARTY_NOTICES.txt");
const { packages } = await bundledPackages();
const problems = licenceProblems(packages);
if (problems.length === 0) {
  const text = noticesOf(packages);
  if (!process.argv.includes("--check")) {
    writeFileSync(file, text);
  } else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    problems.push("THIRD_PARTY_NOTICES.txt is not what is bundled: npm run licences writes it.");
  }
}
for (const one of packages) {
  console.log(`${`${one.name} ${one.version}`.padEnd(36)}${chosenLicence(one) ?? String(one.licence)}`);
}
problems.forEach((problem) => console.error(problem));
process.exitCode = problems.length > 0 ? 1 : 0;
