// A measurement, and no part of the tests: `npm run bench` runs it and reads the times that it leaves beside itself.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { folderOf, place, sound, written } from "../propertiesFiles";

const runs = 15;
const timesMs: Record<string, readonly number[]> = {};

/** A sound file of 19 lines with more keys behind, one in ten with a problem. */
function fileOf(lineCount: number): string {
  const line = (index: number): string =>
    index % 10 === 0 ? `KEY_${index}=two words\n` : `KEY_${index}="value ${index}"\n`;
  return sound + place + Array.from({ length: lineCount - 19 }, (_, index) => line(index)).join("");
}

describe("from a keystroke to the findings", function () {
  this.timeout(180_000);
  let folder: vscode.Uri;

  before(async () => {
    await vscode.extensions.getExtension("thingsboard-x509.thingsboard-x509")?.activate();
    folder = folderOf("typed");
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.workspace.fs.delete(folder, { recursive: true });
    writeFileSync(path.join(__dirname, "times.json"), JSON.stringify(timesMs));
  });

  for (const lineCount of [25, 10_000]) {
    it(`${lineCount} lines`, async () => {
      const uri = await written(folder, `${lineCount}.keygen.properties`, fileOf(lineCount));
      const editor = await vscode.window.showTextDocument(uri);
      const country = editor.document.positionAt(editor.document.getText().indexOf("COUNTRY_CODE=FR") + 15);
      editor.selection = new vscode.Selection(country, country);
      const times: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        times.push(await timeOf(uri, ["type", { text: "X" }], true));
        await timeOf(uri, ["deleteLeft"], false);
      }
      timesMs[`${lineCount}`] = times;
    });
  }
});

/** Makes an edit and gives the milliseconds from its arrival in the extension host to the findings that it brings. */
async function timeOf(
  uri: vscode.Uri,
  [command, ...args]: readonly [string, ...unknown[]],
  isFound: boolean,
): Promise<number> {
  const typedMs = next(
    vscode.workspace.onDidChangeTextDocument,
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  const foundMs = next(vscode.languages.onDidChangeDiagnostics, ({ uris }) => {
    const isOurs = uris.some((changed) => changed.toString() === uri.toString());
    return isOurs && hasCountryFinding(uri) === isFound;
  });
  await vscode.commands.executeCommand(command, ...args);
  const [from, to] = await Promise.all([typedMs, foundMs]);
  assert.ok(to >= from);
  return to - from;
}

function hasCountryFinding(uri: vscode.Uri): boolean {
  return vscode.languages
    .getDiagnostics(uri)
    .some(({ code }) => typeof code === "object" && code.value === "country-not-two-letters");
}

/** The moment of the first event that a claim holds for. */
function next<T>(event: vscode.Event<T>, holds: (value: T) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const subscription = event((value) => {
      const nowMs = performance.now();
      if (holds(value)) {
        subscription.dispose();
        resolve(nowMs);
      }
    });
  });
}
