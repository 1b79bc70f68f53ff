import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { issuances, matrixKeys, newMatrixFolder, type MatrixFolder } from "./matrix/bundles";
import { cellName, interopTable, type Column } from "./matrix/interopDoc";
import { startJvm } from "./matrix/jvm";
import type { OpenReader, Shared } from "./matrix/reader";
import { readers } from "./matrix/readers";
import { foundIn, newWriterFolder, type OpenWriter } from "./matrix/writer";
import { writers } from "./matrix/writers";

let bundles: MatrixFolder | undefined;
let shared: Shared | undefined;

before(async () => {
  bundles = await newMatrixFolder();
  shared = { folder: bundles.folder, jvm: startJvm() };
});

after(async () => {
  await shared?.jvm.close();
  bundles?.remove();
});

/** What is given before the first test, and not earlier. */
function given<T>(one: T | undefined): T {
  if (one === undefined) {
    throw new Error("Not ready.");
  }
  return one;
}

/** The cells that were run and held. */
const held = new Set<string>();

type Row = Parameters<MatrixFolder["of"]>;

/** A test for each row that a column has. */
function cells(column: Column, run: (...row: Row) => Promise<void>): void {
  for (const key of matrixKeys) {
    for (const issuance of issuances.filter((one) => one !== column.lacks)) {
      it(`${key.name}, ${issuance}`, async () => {
        await run(key, issuance);
        held.add(cellName(column, key, issuance));
      });
    }
  }
}

describe("the interop matrix: what we write is read by", { concurrency: 2 }, () => {
  for (const reader of readers) {
    describe(reader.name, () => {
      let open: OpenReader | undefined;
      before(async () => {
        open = await reader.open(given(shared));
      });
      after(() => open?.close());
      cells(reader, (...row) => given(open).read(given(bundles).of(...row)));
    });
  }
});

describe("the interop matrix: we read what is written by", { concurrency: 2 }, () => {
  for (const writer of writers) {
    describe(writer.name, () => {
      let write: OpenWriter | undefined;
      before(() => {
        write = writer.open(given(shared));
      });
      cells(writer, async (key, issuance) => {
        const file = newWriterFolder(given(shared));
        for (const { name, passwords, found } of await given(write)(key, issuance, file)) {
          assert.equal(await foundIn(file(name), passwords), found.replace("KEY", key.name), name);
        }
      });
    });
  }
});

describe("docs/interop.md says what was run:", () => {
  for (const [marker, columns] of [
    ["readers", readers],
    ["writers", writers],
  ] as const) {
    it(`${marker} (UPDATE_DOCS=1 rewrites it)`, () => {
      const before = readFileSync("docs/interop.md", "utf8");
      const part = new RegExp(`(?<=<!-- ${marker} -->\n)[^]*(?=<!-- /${marker} -->)`);
      assert.match(before, part);
      const now = before.replace(part, () => `\n${interopTable(columns, held)}\n\n`);
      if (process.env["UPDATE_DOCS"] === "1") {
        writeFileSync("docs/interop.md", now);
      } else {
        assert.equal(before, now);
      }
    });
  }
});
