import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { diagnosed, folderOf, place, sound, written } from "../propertiesFiles";

interface Validation {
  readonly diagnostics: readonly {
    readonly file: string;
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly range: { readonly start: vscode.Position; readonly end: vscode.Position };
  }[];
}

describe("the command Validate", () => {
  let folder: vscode.Uri;

  before(async () => {
    await vscode.extensions.getExtension("thingsboard-x509.thingsboard-x509")?.activate();
    folder = folderOf("validated");
  });

  after(async () => {
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  /** A sound file that has nothing in common with another device's. */
  function deviceText(name: string): string {
    return (sound + place)
      .replace("DOMAIN_SUFFIX=tb.example.org", `DOMAIN_SUFFIX=validated-${name}`)
      .replace("CLIENT_FILE_PREFIX=client", `CLIENT_FILE_PREFIX=${name}`);
  }

  function validate(argument?: unknown): Thenable<Validation> {
    return vscode.commands.executeCommand("thingsboardX509.validate", argument);
  }

  it("checks a closed file, returns the findings and shows them", async () => {
    const uri = await written(folder, "keygen.properties", deviceText("first").replace("=FR", "=fr"));
    const message = "A certificate has its country code in upper case. Write TWO_LETTER_COUNTRY_CODE so.";
    assert.deepEqual(await validate(uri.fsPath), {
      diagnostics: [
        {
          file: uri.fsPath,
          code: "country-not-upper-case",
          severity: "warning",
          message,
          range: { start: { line: 17, character: 24 }, end: { line: 17, character: 26 } },
        },
      ],
    });
    await diagnosed(uri, "country-not-upper-case Warning 17:24-17:26");
  });

  it("checks every properties file of the workspace, and no copy in node_modules or backup", async () => {
    await written(folder, "a.keygen.properties", deviceText("a").replace("=FR", "=USA"));
    await written(folder, "b.keygen.properties", Buffer.from([0x41, 0xff]));
    await written(folder, "backup/old/keygen.properties", "CITY = x");
    await written(folder, "node_modules/x/keygen.properties", "CITY = x");
    const { diagnostics } = await validate();
    const ours = diagnostics.filter(({ file }) => file.startsWith(folder.fsPath));
    assert.deepEqual(
      ours.map(({ file, code }) => [path.relative(folder.fsPath, file), code]),
      [
        ["a.keygen.properties", "country-not-two-letters"],
        ["b.keygen.properties", "invalid-utf8"],
        ["keygen.properties", "country-not-upper-case"],
      ],
    );
  });

  it("keeps what it shows true with the disk", async () => {
    const uri = vscode.Uri.joinPath(folder, "a.keygen.properties");
    await diagnosed(uri, "country-not-two-letters Error 17:24-17:27");
    await written(folder, "a.keygen.properties", deviceText("a"));
    await diagnosed(uri);
    await written(folder, "a.keygen.properties", deviceText("a").replace("=FR", "=fr"));
    await diagnosed(uri, "country-not-upper-case Warning 17:24-17:26");
    await vscode.workspace.fs.delete(uri);
    await diagnosed(uri);
  });

  it("says that a file is not there", async () => {
    const answer: unknown = await validate(vscode.Uri.joinPath(folder, "gone.keygen.properties"));
    assert.equal((answer as { error: { code: string } }).error.code, "file-not-found");
  });
});
