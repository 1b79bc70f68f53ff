import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { scopesOf } from "../grammar";
import { diagnosed, folderOf, place, sound, written } from "../propertiesFiles";

const howto = readFileSync(
  path.join(__dirname, "../../../../test/fixtures/profile/howto.keygen.properties"),
  "utf8",
);

let folder: vscode.Uri;

async function opened(name: string, content: string | Uint8Array): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(await written(folder, name, content));
  await vscode.window.showTextDocument(document);
  return document;
}

function actionsAt(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Thenable<vscode.CodeAction[]> {
  return vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, range, kind.value);
}

async function applied(action: vscode.CodeAction | undefined): Promise<void> {
  assert.ok(action?.edit !== undefined);
  assert.equal(await vscode.workspace.applyEdit(action.edit), true);
}

/** Takes the preferred fix at a place, as the keyboard does it: an edit that a command returns has lost its line ends. */
async function fixedAt(document: vscode.TextDocument, position: vscode.Position): Promise<void> {
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(position, position);
  await vscode.commands.executeCommand("editor.action.codeAction", {
    kind: vscode.CodeActionKind.QuickFix.value,
    apply: "first",
    preferred: true,
  });
}

const wholeFile = new vscode.Range(0, 0, 1000, 0);
const fixAllKind = vscode.CodeActionKind.SourceFixAll.append("thingsboardX509");

describe("in the editor of a properties file", () => {
  before(async () => {
    const extension = vscode.extensions.getExtension("thingsboard-x509.thingsboard-x509");
    await extension?.activate();
    folder = folderOf("language");
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  describe("that is the how-to's own", () => {
    let document: vscode.TextDocument;
    const others = [
      "well-known-password Warning 7:25-7:43",
      "well-known-password Warning 8:20-8:39",
      "passwords-differ Warning 8:20-8:39",
      "well-known-password Warning 14:25-14:33",
      "well-known-password Warning 15:20-15:28",
    ];

    before(async () => {
      document = await opened("howto.keygen.properties", howto);
    });

    it("the findings are shown, with their source", async () => {
      assert.equal(document.languageId, "keygen-properties");
      await diagnosed(document.uri, "unquoted-space Error 3:5-3:18", ...others);
      const [first] = vscode.languages.getDiagnostics(document.uri);
      assert.equal(first?.source, "ThingsBoard X.509");
    });

    it("a finding's code leads to its entry in the docs", async () => {
      const code = vscode.languages.getDiagnostics(document.uri)[0]?.code;
      assert.ok(typeof code === "object");
      const docs = await vscode.workspace.openTextDocument(code.target.with({ fragment: "" }));
      // Opening it starts VS Code's Markdown extension: while that registers, VS Code 1.100 gives no code action to others.
      await vscode.extensions.getExtension("vscode.markdown-language-features")?.activate();
      assert.match(code.target.fragment, /^L\d+$/);
      const line = Number(code.target.fragment.slice(1));
      assert.equal(docs.lineAt(line - 1).text, "## unquoted-space");
    });

    it("one click quotes the value, nothing else changes, and one step takes it back", async () => {
      const at = new vscode.Range(3, 8, 3, 8);
      const [fix] = await actionsAt(document.uri, at, vscode.CodeActionKind.QuickFix);
      assert.equal(fix?.title, "Put quotes around CITY");
      assert.equal(fix.isPreferred, true);
      await applied(fix);
      assert.equal(document.getText(), howto.replace("San Francisco", '"San Francisco"'));
      await diagnosed(document.uri, ...others);
      await vscode.commands.executeCommand("undo");
      assert.equal(document.getText(), howto);
      await diagnosed(document.uri, "unquoted-space Error 3:5-3:18", ...others);
    });

    it("the upgrade adds the keys of the current generation", async () => {
      const [upgrade] = await actionsAt(document.uri, wholeFile, vscode.CodeActionKind.RefactorRewrite);
      assert.equal(upgrade?.title, "Upgrade to the current keys (EC secp256r1)");
      const added = upgrade.edit
        ?.get(document.uri)
        .map((edit) => edit.newText)
        .join("");
      assert.equal(
        added,
        [
          'SUBJECT_ALTERNATIVE_NAMES="dns:localhost,ip:127.0.0.1"',
          "SERVER_KEY_ALG=EC",
          "SERVER_KEY_GROUP_NAME=secp256r1",
          "CLIENT_KEY_ALG=EC",
          "CLIENT_KEY_GROUP_NAME=secp256r1",
          "",
        ].join("\n"),
      );
    });

    it("lenses stand above the first lines, with the device's state", async () => {
      const titles = async (): Promise<string[]> => {
        const lenses: vscode.CodeLens[] = await vscode.commands.executeCommand(
          "vscode.executeCodeLensProvider",
          document.uri,
        );
        // What is generated stands below the actions: beside them there is no room for it.
        assert.ok(lenses.every((lens, index) => lens.range.start.line === (index < 5 ? 0 : 1)));
        return lenses.map((lens) => lens.command?.title ?? "");
      };
      const actions = ["Generate Client Cert", "Generate Server Cert", "Test Connection", "Edit Value…"];
      const deadline = Date.now() + 10_000;
      while ((await titles()).length < 6 && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const shown = await titles();
      assert.deepEqual(shown.slice(0, -1), [...actions, "no certificate"]);
      assert.match(shown.at(-1) ?? "", /^CN=.+, OU=.+, O=.+ · RSA 2048 · /);
    });

    it("a hover tells what a key means, and what its value is", async () => {
      const hovers: vscode.Hover[] = await vscode.commands.executeCommand(
        "vscode.executeHoverProvider",
        document.uri,
        new vscode.Position(3, 2),
      );
      const texts = hovers
        .flatMap(({ contents }) => contents as vscode.MarkdownString[])
        .map(({ value }) => value);
      const ours = texts.filter((text) => text.startsWith("**CITY**"));
      assert.equal(ours.length, 1);
      assert.match(
        ours[0] ?? "",
        /Value: `San Francisco`\.\n\nSubject: `CN=.*, L=San Francisco, ST=CA, C=US`$/,
      );
    });
  });

  it("colours tell keys, strings, expansions, comments and what is refused apart", async () => {
    const scopeOf = await scopesOf(
      'CITY="a\\"$(hostname)$A" # x',
      "ORGANIZATION=`date`b",
      "A=$'\\n'",
      "echo hi",
    );
    assert.deepEqual(
      ["CITY", "=", '\\"', "$(hostname)", "A", " x", "`date`", "b", "\\n", "echo hi"].map(scopeOf),
      [
        "variable.other.property",
        "keyword.operator.assignment",
        "constant.character.escape",
        "support.function.hostname",
        "variable.other.readwrite",
        "comment.line.number-sign",
        "invalid.illegal.expansion",
        "string.unquoted",
        "constant.character.escape",
        "invalid.illegal.command",
      ],
    );
  });

  it("colours go on behind a backslash at the end of a line, and tell what is refused", async () => {
    const scopeOf = await scopesOf(
      "CITY=San\\",
      "Jose",
      "A = x",
      "B=$((1+1))",
      "C=${X%y}",
      "D=(z)",
      "E+=e",
      "F=~root",
      'G=$"q"',
      "H=$1",
      "export I=i;",
    );
    assert.deepEqual(
      ["Jose", " = ", "$((1+1))", "${X%y}", "(", "E+=e", "~root", "$", "$1", "export", ";"].map(scopeOf),
      [
        "string.unquoted",
        "invalid.illegal.spaced-assignment",
        "invalid.illegal.expansion",
        "invalid.illegal.expansion",
        "invalid.illegal.operator",
        "invalid.illegal.command",
        "invalid.illegal.expansion",
        "invalid.illegal.expansion",
        "invalid.illegal.expansion",
        "storage.modifier.export",
        "invalid.illegal.operator",
      ],
    );
  });

  it("a quote that opens a value closes itself, and brings no second one", async () => {
    const document = await opened("quotes.keygen.properties", "CITY=\n");
    const editor = await vscode.window.showTextDocument(document);
    const type = async (text: string): Promise<void> => {
      await vscode.commands.executeCommand("type", { text });
    };
    editor.selection = new vscode.Selection(0, 5, 0, 5);
    await type('"');
    assert.equal(document.lineAt(0).text, 'CITY=""');
    await type("a");
    await type("'");
    assert.equal(document.lineAt(0).text, `CITY="a'"`);
    await type('"');
    assert.equal(document.lineAt(0).text, `CITY="a'"`);
    await vscode.commands.executeCommand("editor.action.commentLine");
    assert.equal(document.lineAt(0).text, `# CITY="a'"`);
  });

  it("a new file has LF line ends and UTF-8, and words of a file are not offered", () => {
    const scope = { languageId: "keygen-properties" };
    const value = (name: string): unknown => vscode.workspace.getConfiguration(undefined, scope).get(name);
    assert.deepEqual(["files.eol", "files.encoding", "editor.wordBasedSuggestions"].map(value), [
      "\n",
      "utf8",
      "off",
    ]);
  });

  it("typing is checked when it rests, and a missing key is offered", async () => {
    const document = await opened("typed.keygen.properties", sound + place);
    await diagnosed(document.uri);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(16, 0, 16, 10), "CI");
    await vscode.workspace.applyEdit(edit);
    await diagnosed(document.uri, "missing-key Error 0:0-0:0", "command-not-run Error 16:0-16:2");
    const offered: vscode.CompletionList = await vscode.commands.executeCommand(
      "vscode.executeCompletionItemProvider",
      document.uri,
      new vscode.Position(16, 2),
    );
    const city = offered.items.find(({ label }) => typeof label === "object" && label.label === "CITY");
    assert.equal(city?.insertText, 'CITY="San Francisco"');
  });

  it("all that keeps its meaning is fixed at once, in one step", async () => {
    const lines = "CITY = San Francisco\nTWO_LETTER_COUNTRY_CODE=us\nCLIENT_KEY_GROUP_NAME=secp256r1\n";
    const document = await opened("all.keygen.properties", sound + lines);
    const [fixAll] = await actionsAt(document.uri, wholeFile, fixAllKind);
    await applied(fixAll);
    const fixed = lines.replace("CITY = San Francisco", 'CITY="San Francisco"').replace("=us", "=US");
    assert.equal(document.getText(), sound + fixed);
    await diagnosed(document.uri);
    assert.deepEqual(await actionsAt(document.uri, wholeFile, fixAllKind), []);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), sound + lines);
  });

  it("CRLF is one finding, whose fix changes line ends alone", async () => {
    const text = `${sound}${place}# é\n`;
    const document = await opened("crlf.keygen.properties", text.replaceAll("\n", "\r\n"));
    await diagnosed(document.uri, "carriage-return Error 0:28-0:28");
    await fixedAt(document, new vscode.Position(0, 28));
    await diagnosed(document.uri);
    await document.save();
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(document.uri)).toString(), text);
  });

  it("another fix keeps a CRLF file's line ends", async () => {
    const text = `${sound}${place}`.replace("Paris", "San Francisco").replaceAll("\n", "\r\n");
    const document = await opened("kept.keygen.properties", text);
    const [fix] = await actionsAt(
      document.uri,
      new vscode.Range(16, 7, 16, 7),
      vscode.CodeActionKind.QuickFix,
    );
    await applied(fix);
    await document.save();
    assert.equal(
      Buffer.from(await vscode.workspace.fs.readFile(document.uri)).toString(),
      text.replace("San Francisco", '"San Francisco"'),
    );
  });

  it("a byte order mark is found, though the editor does not show it", async () => {
    const document = await opened("mark.keygen.properties", `\uFEFF${sound}${place}`);
    await diagnosed(document.uri, "byte-order-mark Error 0:0-0:1");
    const [fix] = await actionsAt(document.uri, new vscode.Range(0, 0, 0, 0), vscode.CodeActionKind.QuickFix);
    assert.equal(fix?.command?.command, "workbench.action.editor.changeEncoding");
  });

  it("a file that is not UTF-8 has one finding, at the byte, until it is text", async () => {
    const bytes = Buffer.concat([Buffer.from(`${sound}CITY=Caf`), Buffer.from([0xe9]), Buffer.from("\n")]);
    const document = await opened("latin.keygen.properties", bytes);
    await diagnosed(document.uri, "invalid-utf8 Error 16:8-16:9");
  });
});
