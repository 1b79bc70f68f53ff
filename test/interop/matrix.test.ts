import { after, before, describe, it } from "node:test";
import { issuances, matrixKeys, newMatrixFolder, type MatrixFolder } from "./matrix/bundles";
import { startJvm } from "./matrix/jvm";
import type { OpenReader, Shared } from "./matrix/reader";
import { readers } from "./matrix/readers";

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

describe("the interop matrix: what we write is read by", { concurrency: 2 }, () => {
  for (const reader of readers) {
    describe(reader.name, () => {
      let open: OpenReader | undefined;
      before(async () => {
        open = await reader.open(given(shared));
      });
      after(() => open?.close());

      for (const key of matrixKeys) {
        for (const issuance of issuances) {
          it(`${key.name}, ${issuance}`, () => given(open).read(given(bundles).of(key, issuance)));
        }
      }
    });
  }
});
