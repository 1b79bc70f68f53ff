// Links as a repository that was cloned may hold them, under the names of files that we write.
import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { fail, ok, type Result } from "../../src/core/result";
import { deviceMaker } from "../../src/flows/fleetDevice";
import { saveServerCertificate } from "../../src/flows/fetchServerCertificate";
import { writeFleetReport } from "../../src/flows/fleetReport";
import { nodeWorld } from "../../src/io/world";
import { soundTextWith } from "../support/profiles";

const world = nodeWorld({
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve(fail({ code: "secrets-unavailable" })),
  delete: () => Promise.resolve(),
});

let folder: string;
let outside: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "tb-links-"));
  outside = path.join(folder, "home.bashrc");
  writeFileSync(outside, "as it was");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function codeOf(result: Result<unknown, { readonly code: string }>): string {
  return result.ok ? "ok" : result.failure.code;
}

/** Puts a link in the workspace that leads out of it. */
function link(name: string): string {
  const file = path.join(folder, "workspace", name);
  mkdirSync(path.dirname(file), { recursive: true });
  symlinkSync(outside, file);
  return file;
}

/** What a link leads to is neither changed nor copied to where others read. */
function assertUntouched(file: string): void {
  assert.equal(readFileSync(outside, "utf8"), "as it was");
  assert.ok(lstatSync(file).isSymbolicLink());
  assert.equal(existsSync(path.join(path.dirname(file), "backup")), false);
}

describe("a link that leads out of the workspace is not written through, and not copied, by", () => {
  it("saving a server's certificate", async () => {
    const file = link("server.pub.pem");
    const target = { path: file, state: "other" } as const;
    const saved = await saveServerCertificate({ leafDer: new Uint8Array([1]), target }, world);
    assert.equal(codeOf(saved), "file-not-regular");
    assertUntouched(file);
  });

  it("the report about a fleet", async () => {
    const file = link("fleet.errors.csv");
    const rows = [{ row: 2, code: "x", message: "y" }];
    assert.equal(codeOf(await writeFleetReport(file, rows, world)), "file-exists");
    writeFileSync(outside, "row,code,message\r\n");
    assert.equal(codeOf(await writeFleetReport(file, rows, world)), "file-not-regular");
    writeFileSync(outside, "as it was");
    assertUntouched(file);
  });

  it("a fleet that overwrites", async () => {
    const file = link("pump/keygen.properties");
    const terms = {
      folder: path.join(folder, "workspace"),
      validityDays: 10,
      formats: { keystore: "jks", pkcs12: "modern" },
      overwrite: true,
    } as const;
    const make = deviceMaker(terms, world, new AbortController().signal);
    const made = await make({ name: "pump", propertiesText: soundTextWith("") } as Parameters<
      typeof make
    >[0]);
    assert.equal(JSON.stringify(made).includes("file-not-regular"), true, JSON.stringify(made));
    assertUntouched(file);
  });

  it("an export to it", async () => {
    const file = link("certificates.ics");
    const text = new TextEncoder().encode("BEGIN:VCALENDAR");
    assert.equal(codeOf(await world.files.replace(file, text, 0o644)), "file-not-regular");
    assertUntouched(file);
    assert.deepEqual(await world.files.isLink(file), ok(true));
  });
});
