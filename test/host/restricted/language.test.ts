import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { diagnosed, diagnosedAround, folderOf, place, sound, written } from "../propertiesFiles";

describe("in a folder that the person does not trust, a properties file", () => {
  let uri: vscode.Uri;

  before(async () => {
    await vscode.extensions.getExtension("thingsboard-x509.thingsboard-x509")?.activate();
    uri = await written(folderOf("untrusted"), "keygen.properties", sound + place.replace("=FR", "=fr"));
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(folderOf("untrusted"), { recursive: true });
  });

  it("is validated", async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const { diagnostics } = await vscode.commands.executeCommand<{
      diagnostics: readonly { code: string }[];
    }>("thingsboardX509.validate", uri);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ["country-not-upper-case"],
    );
  });

  it("is held against the other files of its folder", async () => {
    await vscode.workspace.openTextDocument(uri);
    const other = await written(folderOf("untrusted"), "b.keygen.properties", sound + place);
    await diagnosedAround(uri, "prefix-shared Error 14:19-14:25", "common-name-shared Information 0:14-0:28");
    await vscode.workspace.fs.delete(other);
    await diagnosedAround(uri);
  });

  it("has no program of its repository run, nor git itself", async () => {
    const repository = folderOf("untrusted/repository");
    const device = await written(repository, "keygen.properties", sound + place);
    await written(repository, "client.jks", "x");
    const { fsPath } = repository;
    execFileSync("git", ["init", "-q"], { cwd: fsPath });
    execFileSync("git", ["add", "client.jks"], { cwd: fsPath });
    execFileSync("git", ["config", "core.fsmonitor", "touch ran; false"], { cwd: fsPath });
    const { diagnostics } = await vscode.commands.executeCommand<{
      diagnostics: readonly { code: string }[];
    }>("thingsboardX509.validate", device);
    assert.ok(diagnostics.every(({ code }) => code !== "private-key-tracked"));
    assert.equal(existsSync(path.join(fsPath, "ran")), false);
  });

  it("is checked, explained and fixed in its editor", async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    await diagnosed(uri, "country-not-upper-case Warning 17:24-17:26");
    const at = new vscode.Position(17, 25);
    const hovers: vscode.Hover[] = await vscode.commands.executeCommand(
      "vscode.executeHoverProvider",
      uri,
      at,
    );
    const texts = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
    assert.ok(texts.some(({ value }) => value.startsWith("**TWO_LETTER_COUNTRY_CODE**")));
    const [fix]: vscode.CodeAction[] = await vscode.commands.executeCommand(
      "vscode.executeCodeActionProvider",
      uri,
      new vscode.Range(at, at),
      vscode.CodeActionKind.QuickFix.value,
    );
    assert.ok(fix?.edit !== undefined);
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), sound + place);
    await diagnosed(uri);
  });
});
