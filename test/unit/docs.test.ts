import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { diagnosesDocument } from "../support/diagnosesDocument";

/** A document, or a part of one between `<!-- marker -->` and `<!-- /marker -->`, that a table of the source gives. */
interface DocsRow {
  readonly file: string;
  /** Absent: the whole file. */
  readonly marker?: string;
  readonly text: () => string;
}

const rows: readonly DocsRow[] = [{ file: "docs/diagnoses.md", text: diagnosesDocument }];

/** The whole file as it should be. */
function expectedOf({ marker, text }: DocsRow, actual: string): string {
  if (marker === undefined) {
    return text();
  }
  const [before, rest = ""] = actual.split(`<!-- ${marker} -->\n`);
  const after = rest.split(`<!-- /${marker} -->`)[1];
  assert.ok(after !== undefined, `the file has no part <!-- ${marker} --> … <!-- /${marker} -->`);
  return `${before ?? ""}<!-- ${marker} -->\n${text()}<!-- /${marker} -->${after}`;
}

describe("what the source generates in the docs is up to date (UPDATE_DOCS=1 rewrites it)", () => {
  for (const row of rows) {
    it([row.file, row.marker].filter((part) => part !== undefined).join(", "), () => {
      const file = path.resolve(row.file);
      if (process.env["UPDATE_DOCS"] === "1") {
        writeFileSync(file, expectedOf(row, row.marker === undefined ? "" : readFileSync(file, "utf8")));
      }
      const actual = readFileSync(file, "utf8");
      assert.equal(actual, expectedOf(row, actual));
    });
  }
});
