import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { clientCodeDoc } from "../support/clientCodeDoc";
import { constructsDoc } from "../support/constructsDoc";
import { diagnosesDoc } from "../support/diagnosesDoc";
import { diagnosticsDoc } from "../support/diagnosticsDoc";
import { faultsDoc } from "../support/faultsDoc";
import { findingsDoc } from "../support/findingsDoc";
import { keysDoc } from "../support/keysDoc";
import { manifest, settingsDoc } from "../support/settingsDoc";
import { warningsDoc } from "../support/warningsDoc";

/** A part of a document that is made from code. It stands between `<!-- marker -->` and `<!-- /marker -->`. */
interface GeneratedPart {
  /** From the project's root. */
  readonly file: string;
  readonly marker: string;
  /** The Markdown between the two, as Prettier writes it. */
  readonly text: string;
}

const parts: readonly GeneratedPart[] = [
  { file: "docs/diagnostics.md", marker: "constructs", text: constructsDoc() },
  { file: "docs/diagnostics.md", marker: "keys", text: keysDoc() },
  { file: "docs/diagnostics.md", marker: "diagnostics", text: diagnosticsDoc() },
  { file: "docs/diagnoses.md", marker: "diagnoses", text: diagnosesDoc() },
  { file: "docs/warnings.md", marker: "warnings", text: warningsDoc() },
  { file: "docs/client-code.md", marker: "client-code", text: clientCodeDoc() },
  { file: "docs/findings.md", marker: "findings", text: findingsDoc() },
  { file: "docs/test-server.md", marker: "faults", text: faultsDoc() },
  { file: "README.md", marker: "settings", text: settingsDoc() },
];

describe("the docs say what the code does", () => {
  for (const { file, marker, text } of parts) {
    it(`${file}: ${marker} (UPDATE_DOCS=1 rewrites it)`, () => {
      const place = path.join(process.cwd(), file);
      const before = readFileSync(place, "utf8");
      const [head, , tail] = before.split(
        new RegExp(`(?<=<!-- ${marker} -->\n)([^]*)(?=<!-- /${marker} -->)`),
      );
      assert.ok(head !== undefined && tail !== undefined, `${file} has no part ${marker}`);
      const after = `${head}\n${text}\n\n${tail}`;
      if (process.env["UPDATE_DOCS"] === "1") {
        writeFileSync(place, after);
      } else {
        assert.equal(before, after);
      }
    });
  }
});

describe("docs/commands.md", () => {
  const text = readFileSync(path.join(process.cwd(), "docs/commands.md"), "utf8");
  for (const { command, title } of manifest().contributes.commands) {
    it(`has ${title}`, () => {
      assert.ok(text.includes(`### ${title} · \`${command}\``));
    });
  }
});

describe("CHANGELOG.md", () => {
  const text = readFileSync(path.join(process.cwd(), "CHANGELOG.md"), "utf8");
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

  it("keeps Unreleased on top, then versions with their dates", () => {
    assert.equal(headings[0], "[Unreleased]");
    assert.deepEqual(
      headings.slice(1).filter((heading) => !/^\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/.test(heading ?? "")),
      [],
    );
  });

  it("has the version of package.json as its newest", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
    assert.equal(headings[1]?.split(" ")[0], `[${version}]`);
  });

  it("groups changes by the six kinds of Keep a Changelog", () => {
    const kinds = [...text.matchAll(/^### (.*)$/gm)].map(([, kind]) => kind);
    const known = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    assert.deepEqual(
      kinds.filter((kind) => !known.includes(kind ?? "")),
      [],
    );
  });
});
