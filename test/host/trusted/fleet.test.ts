import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { diagnosed, folderOf, place, sound, written } from "../propertiesFiles";

interface Fleet {
  readonly total: number;
  readonly generated: number;
  readonly skipped: number;
  readonly failed: readonly { readonly row: number; readonly code: string; readonly message: string }[];
}

describe("the command Generate Fleet", function () {
  this.timeout(60_000);
  let folder: vscode.Uri;
  let template: vscode.Uri;

  before(async () => {
    await vscode.extensions.getExtension("thingsboard-x509.thingsboard-x509")?.activate();
    folder = folderOf("fleet");
    template = await written(folder, "template.keygen.properties", sound + place);
  });

  after(async () => {
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  function generate(csv: vscode.Uri): Thenable<Fleet> {
    const options = { csv, template: template.fsPath, ca: false, concurrency: 2 };
    return vscode.commands.executeCommand("thingsboardX509.generateFleet", options);
  }

  it("shows what is wrong at its place, makes all devices once nothing is, and goes on", async () => {
    const csv = await written(folder, "fleet.csv", "name,country\nfleet-1,FR\nfleet-2,FRA\n");
    const refused = await generate(csv);
    assert.deepEqual(
      { ...refused, failed: refused.failed.map(({ row, code }) => [row, code]) },
      { total: 2, generated: 0, skipped: 0, failed: [[3, "country-not-two-letters"]] },
    );
    await diagnosed(csv, "country-not-two-letters Error 2:8-2:11");
    // What was told of another text would stand at the wrong place; the correction is saved before it is used.
    const correction = new vscode.WorkspaceEdit();
    correction.replace(csv, new vscode.Range(2, 8, 2, 11), "DE");
    assert.ok(await vscode.workspace.applyEdit(correction));
    await diagnosed(csv);
    assert.deepEqual(await generate(csv), { total: 2, generated: 2, skipped: 0, failed: [] });
    await diagnosed(csv);
    const files = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(folder, "fleet-2"));
    assert.equal(files.length, 7);
    assert.ok(files.some(([name]) => path.basename(name) === "fleet-2.jks"));
    assert.deepEqual(await generate(csv), { total: 2, generated: 0, skipped: 2, failed: [] });
  });
});
