import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { problemTable } from "../../../src/core/profile/problems";
import * as vscode from "vscode";
import { diagnosed, folderOf, place, sound, written } from "../propertiesFiles";

/** What is typed at the top of a sound file, the finding that it earns, and the lines after the preferred fix. */
const rows: readonly [typed: string, finding: string, fixed: string][] = [
  ["CITY=San Francisco", "unquoted-space Error 0:5-0:18", 'CITY="San Francisco"'],
  ["CITY = Paris", "space-around-equals Error 0:4-0:7", "CITY=Paris"],
  ["CITY=Fish & Chips", "shell-syntax Error 0:10-0:11", 'CITY="Fish & Chips"'],
  ["A=Paris; CITY=$A", "shell-syntax Error 0:7-0:8", "A=Paris\nCITY=$A"],
  ['CITY="Paris', "unterminated-quote Error 0:5-0:11", 'CITY="Paris"'],
  ["CITY=a$TOWN", "undefined-variable Error 0:6-0:11", "CITY='a$TOWN'"],
  ["CITY=x.$HOSTNAME", "undefined-variable Error 0:7-0:16", "CITY=x.$(hostname)"],
  ["CITY=$(date)", "command-not-run Error 0:5-0:12", "CITY='$(date)'"],
  ["echo hi\nCITY=Paris", "command-not-run Error 0:0-0:7", "# echo hi\nCITY=Paris"],
  ["CITY=a${A%x}", "unsupported-expansion Error 0:6-0:12", "CITY='a${A%x}'"],
  ["UID=5\nCITY=Paris", "reserved-variable Error 0:0-0:3", "# UID=5\nCITY=Paris"],
  ["CITY=Rome\nCITY=Paris", "duplicate-key Warning 1:0-1:4", "CITY=Paris"],
  ["CLEINT_KEY_SIZE=2048\nCITY=Paris", "unknown-key Warning 0:0-0:15", "CLIENT_KEY_SIZE=2048\nCITY=Paris"],
  [
    "TWO_LETTER_COUNTRY_CODE=us\nCITY=Paris",
    "country-not-upper-case Warning 0:24-0:26",
    "TWO_LETTER_COUNTRY_CODE=US\nCITY=Paris",
  ],
  [
    "CLIENT_KEY_SIZE=1024\nCITY=Paris",
    "key-size-unknown Error 0:16-0:20",
    "CLIENT_KEY_SIZE=2048\nCITY=Paris",
  ],
  ["CLIENT_KEY_ALG=\nCITY=Paris", "value-empty Error 0:15-0:15", "CLIENT_KEY_ALG=EC\nCITY=Paris"],
  ["CLIENT_KEY_ALG=DSA\nCITY=Paris", "algorithm-unknown Error 0:15-0:18", "CLIENT_KEY_ALG=EC\nCITY=Paris"],
  [
    "CLIENT_KEY_GROUP_NAME=P-384\nCITY=Paris",
    "curve-unknown Error 0:22-0:27",
    "CLIENT_KEY_GROUP_NAME=secp384r1\nCITY=Paris",
  ],
  [
    "CLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME=secp256r1\nCITY=Paris",
    "curve-with-rsa Information 1:22-1:31",
    "CLIENT_KEY_ALG=RSA\nCITY=Paris",
  ],
  [
    "CLIENT_KEY_ALIAS=Ab\nCITY=Paris",
    "alias-not-lower-case Information 0:17-0:19",
    "CLIENT_KEY_ALIAS=ab\nCITY=Paris",
  ],
  [
    "CLIENT_KEY_ALIAS=serveralias\nCITY=Paris",
    "alias-collision Error 0:17-0:28",
    "CLIENT_KEY_ALIAS=clientalias\nCITY=Paris",
  ],
  [
    "CLIENT_FILE_PREFIX=../x\nCITY=Paris",
    "prefix-unsafe Error 0:19-0:23",
    "CLIENT_FILE_PREFIX=client\nCITY=Paris",
  ],
  [
    "CLIENT_FILE_PREFIX=con\nCITY=Paris",
    "prefix-reserved Error 0:19-0:22",
    "CLIENT_FILE_PREFIX=client\nCITY=Paris",
  ],
  [
    "CLIENT_FILE_PREFIX=Server\nCITY=Paris",
    "prefix-collision Error 0:19-0:25",
    "CLIENT_FILE_PREFIX=client\nCITY=Paris",
  ],
  [
    "CLIENT_KEY_PASSWORD=OtherSecret7x\nCITY=Paris",
    "passwords-differ Warning 0:20-0:33",
    "CLIENT_KEY_PASSWORD=ClientSecret7x\nCITY=Paris",
  ],
];

/** Fixes that no row can show: line ends and marks are not text, and what is missing is added at the end. */
const elsewhere = ["byte-order-mark", "carriage-return", "missing-key"];

/** The lines of a sound file whose keys some other lines do not set. */
function restBelow(lines: string): string {
  const isSet = (line: string): boolean => {
    const key = line.slice(0, line.indexOf("="));
    return new RegExp(`(?:^|[\\s;])${key}\\s*=`).test(lines);
  };
  return `${sound}${place}`
    .split("\n")
    .filter((line) => line === "" || !isSet(line))
    .join("\n");
}

describe("a mistake in a properties file is found, fixed and brought back by one undo:", () => {
  let folder: vscode.Uri;
  let document: vscode.TextDocument;
  let editor: vscode.TextEditor;

  async function replaceAll(text: string): Promise<void> {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    assert.ok(
      await editor.edit((edit) => {
        edit.replace(whole, text);
      }),
    );
  }

  /** Takes the preferred fix where the finding begins. */
  async function fixFirst(): Promise<void> {
    const [finding] = vscode.languages.getDiagnostics(document.uri);
    assert.ok(finding !== undefined);
    const { start } = finding.range;
    const actions: vscode.CodeAction[] = await vscode.commands.executeCommand(
      "vscode.executeCodeActionProvider",
      document.uri,
      new vscode.Range(start, start),
      vscode.CodeActionKind.QuickFix.value,
    );
    const edit = actions.find(({ isPreferred }) => isPreferred)?.edit;
    assert.ok(edit !== undefined);
    assert.equal(await vscode.workspace.applyEdit(edit), true);
  }

  async function assertFixed(typed: string, finding: string, fixed: string): Promise<void> {
    await replaceAll(typed);
    await diagnosed(document.uri, finding);
    await fixFirst();
    await diagnosed(document.uri);
    assert.equal(document.getText(), fixed);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), typed);
  }

  before(async () => {
    folder = folderOf("fixes");
    const uri = await written(folder, "keygen.properties", `${sound}${place}`);
    document = await vscode.workspace.openTextDocument(uri);
    editor = await vscode.window.showTextDocument(document);
    await diagnosed(uri);
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  for (const [typed, finding, fixed] of rows) {
    it(JSON.stringify(typed), async () => {
      const rest = restBelow(typed);
      await assertFixed(`${typed}\n${rest}`, finding, `${fixed}\n${rest}`);
    });
  }

  it("a key that is missing", async () => {
    const text = restBelow("CITY=");
    await assertFixed(text, "missing-key Error 0:0-0:0", `${text}CITY="San Francisco"\n`);
  });

  it("nothing that has a fix is left out", () => {
    const fixable = Object.entries(problemTable).filter(([, { fixable: isFixable }]) => isFixable);
    const shown = new Set([
      ...rows.map(([, finding]) => finding.slice(0, finding.indexOf(" "))),
      ...elsewhere,
    ]);
    assert.deepEqual([...shown].sort(), fixable.map(([code]) => code).sort());
  });
});
