import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { folderOf, place, sound, written } from "../propertiesFiles";

/** The folder of the server's keystore is the file's own. */
const textIn = (folder: string): string =>
  `# Who it is\n${sound}${place}HOST=tb\nSERVER_KEYSTORE_DIR="${folder}"\nCLIENT_KEY_SIZE=$HOST\n`;

function ask<T>(provider: string, ...args: unknown[]): Thenable<T> {
  return vscode.commands.executeCommand<T>(`vscode.execute${provider}`, ...args);
}

describe("the language of a properties file, in a real extension host, has", () => {
  let folder: vscode.Uri;
  let document: vscode.TextDocument;
  let text: string;
  const at = (piece: string): vscode.Position => document.positionAt(text.indexOf(piece));
  const lineOf = (piece: string): number => at(piece).line;

  before(async () => {
    folder = folderOf("outline");
    text = textIn(folder.fsPath);
    document = await vscode.workspace.openTextDocument(await written(folder, "keygen.properties", text));
    await vscode.window.showTextDocument(document);
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  it("an outline without passwords", async () => {
    const groups = await ask<vscode.DocumentSymbol[]>("DocumentSymbolProvider", document.uri);
    const entries = groups.flatMap(({ children }) => children);
    assert.equal(entries.find(({ name }) => name === "CITY")?.detail, "Paris");
    assert.equal(entries.find(({ name }) => name === "CLIENT_KEY_PASSWORD") !== undefined, true);
    assert.doesNotMatch(JSON.stringify(groups), /ClientSecret7x|ServerSecret7x/);
  });

  it("groups that fold", async () => {
    const folds = await ask<vscode.FoldingRange[]>("FoldingRangeProvider", document.uri);
    assert.ok(folds.length > 0);
    assert.ok(folds.every(({ start, end }) => start < end && end < document.lineCount));
  });

  it("the places of a key, and the way from a $NAME to the line that sets it", async () => {
    const reference = at("$HOST").translate(0, 2);
    const places = await ask<vscode.DocumentHighlight[]>("DocumentHighlights", document.uri, reference);
    assert.deepEqual(
      places.map(({ range }) => range.start.line).sort((a, b) => a - b),
      [lineOf("HOST=tb"), lineOf("$HOST")],
    );
    const [target] = await ask<vscode.LocationLink[]>("DefinitionProvider", document.uri, reference);
    assert.equal(target?.targetRange.start.line, lineOf("HOST=tb"));
  });

  it("a link to the folder that is there", async () => {
    const links = await ask<vscode.DocumentLink[]>("LinkProvider", document.uri);
    assert.deepEqual(
      links.map(({ range }) => range.start.line),
      [lineOf("SERVER_KEYSTORE_DIR")],
    );
  });

  it("countries by their code and their name", async () => {
    const value = at("=FR").translate(0, 1);
    const { items } = await ask<vscode.CompletionList>("CompletionItemProvider", document.uri, value);
    const france = items.find(({ label }) => (typeof label === "string" ? label : label.label) === "FR");
    assert.match(JSON.stringify(france), /France/);
  });
});
