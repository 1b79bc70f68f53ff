import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { commands, Uri, window, workspace } from "vscode";
import { place, sound } from "../propertiesFiles";

interface Imported {
  readonly properties: string;
  readonly generation: string;
  readonly commonName: string;
  readonly files: readonly string[];
  readonly missing: readonly string[];
  readonly shown: boolean;
}

interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly details?: unknown };
}

function importFolder<T = Imported>(...args: unknown[]): Thenable<T> {
  return commands.executeCommand<T>("thingsboardX509.importScriptFolder", ...args);
}

/** Content, mode, inode and time of everything in a folder. */
function snapshot(folder: string): readonly string[] {
  return readdirSync(folder).map((name) => {
    const { mode, ino, mtimeMs } = statSync(path.join(folder, name));
    return [name, readFileSync(path.join(folder, name), "latin1"), mode, ino, mtimeMs].join(" ");
  });
}

const clientNames = ["jks", "p12", "pem", "pk8.pem", "nopass.pem", "pub.pem"].map(
  (ending) => `client.${ending}`,
);
const serverNames = ["jks", "p12", "pem", "pk8.pem", "pub.pem", "cer"].map((ending) => `server.${ending}`);

describe("Import Script Folder, in a real extension host,", function () {
  // A workbench that is still starting on a busy machine is slow to open the first editor.
  this.timeout(120_000);
  let folder: string;
  let outside: string;
  let properties: string;
  const file = (name: string): string => path.join(folder, name);
  const put = (at: string, name: string, text: string): string => {
    mkdirSync(at, { recursive: true });
    writeFileSync(path.join(at, name), text);
    return path.join(at, name);
  };

  before(async () => {
    folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "import-"));
    outside = mkdtempSync(path.join(tmpdir(), "x509-import-"));
    properties = put(folder, "keygen.properties", sound + place);
    await commands.executeCommand("thingsboardX509.generateClientCert", properties);
  });

  after(() => {
    rmSync(outside, { recursive: true, force: true });
  });

  it("shows a folder of the workspace as a device, opens its file and changes nothing", async () => {
    const untouched = snapshot(folder);
    assert.deepEqual(await importFolder(folder), {
      properties,
      generation: "current",
      commonName: "tb.example.org",
      files: clientNames.map(file),
      missing: serverNames.map(file),
      shown: true,
    });
    assert.equal(window.activeTextEditor?.document.uri.fsPath, properties);
    assert.equal(window.activeTextEditor.document.isDirty, false);
    assert.deepEqual(snapshot(folder), untouched);
  });

  it("takes a Uri, as a menu of the Explorer gives it, and a properties file itself", async () => {
    const second = put(folder, "second.keygen.properties", sound + place);
    assert.equal((await importFolder(Uri.file(second), [Uri.file(second)])).properties, second);
    rmSync(second);
    assert.equal((await importFolder(Uri.file(folder), [Uri.file(folder)])).properties, properties);
  });

  it("opens the file of a folder outside the workspace, and leaves the workspace as it is", async () => {
    const elsewhere = put(path.join(outside, "old"), "keygen.properties", "CITY=San Francisco\n");
    const untouched = snapshot(path.dirname(elsewhere));
    const found = await importFolder(path.dirname(elsewhere));
    assert.deepEqual(found, {
      properties: elsewhere,
      generation: "first",
      commonName: "",
      files: [],
      missing: [],
      shown: false,
    });
    assert.equal(window.activeTextEditor?.document.uri.fsPath, elsewhere);
    assert.equal(workspace.workspaceFolders?.length, 1);
    assert.deepEqual(snapshot(path.dirname(elsewhere)), untouched);
  });

  it("shows no device that the view leaves out", async () => {
    put(path.join(folder, "backup"), "keygen.properties", sound + place);
    assert.equal((await importFolder(path.join(folder, "backup"))).shown, false);
  });

  const refusals: readonly (readonly [what: string, code: string, argument: () => unknown])[] = [
    ["a folder that is not there", "folder-not-found", () => path.join(outside, "gone")],
    ["a file", "folder-unreadable", () => put(outside, "notes.txt", "")],
    [
      "a folder without a properties file",
      "properties-missing",
      () => path.dirname(put(path.join(outside, "bare"), "mqttclient.jks", "")),
    ],
    [
      "a properties file that is no text",
      "properties-unreadable",
      () => put(path.join(outside, "binary"), "keygen.properties", "A=\0"),
    ],
    ["what is no path", "argument-invalid", () => "old scripts"],
    ["what is not on disk", "argument-invalid", () => Uri.parse("untitled:old")],
  ];
  for (const [what, code, argument] of refusals) {
    it(`refuses ${what} as ${code}`, async () => {
      const { error } = await importFolder<Refusal>(argument());
      assert.equal(error.code, code);
      assert.notEqual(error.message, "");
    });
  }

  it("names what lies in a folder without a properties file", async () => {
    const bare = path.join(outside, "files");
    for (const name of ["pump.jks", "pump.pub.pem", "pump.properties"]) {
      put(bare, name, "");
    }
    const { error } = await importFolder<Refusal>(bare);
    assert.deepEqual(error.details, {
      path: bare,
      generated: ["pump.jks", "pump.pub.pem"],
      otherProperties: ["pump.properties"],
    });
  });
});
