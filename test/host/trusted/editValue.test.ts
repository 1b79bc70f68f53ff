import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { commands, Position, Uri, window, workspace, WorkspaceEdit } from "vscode";
import { place, sound } from "../propertiesFiles";

interface Answer {
  readonly changed?: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** Runs Edit Value with its arguments; it asks nothing. */
async function edited(file: string | Uri, key?: unknown, value?: unknown): Promise<Answer> {
  return await commands.executeCommand<Answer>("thingsboardX509.editValue", file, { key, value });
}

const text = `# pump\n${sound}${place}`;

describe("Edit Value, in a real extension host,", function () {
  // A workbench that is still starting on a busy machine is slow to open the first editor.
  this.timeout(120_000);
  let folder: string;
  let count = 0;

  before(() => {
    folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "edit-"));
  });

  after(async () => {
    await commands.executeCommand("workbench.action.closeAllEditors");
    rmSync(folder, { recursive: true });
  });

  const fileWith = (content: string | Uint8Array): string => {
    count += 1;
    const file = path.join(folder, `${String(count)}.keygen.properties`);
    writeFileSync(file, content);
    return file;
  };
  const onDisk = (file: string): string => readFileSync(file, "utf8");

  const rows: readonly [key: string, value: string, before: string, after: string, ...changed: string[]][] = [
    ["CITY", "L'Aquila x", "CITY=Paris", `CITY="L'Aquila x"`, "CITY"],
    ["CITY", 'a"b$c\\d`e\nf', "CITY=Paris", "CITY=$'a\"b$c\\\\d`e\\nf'", "CITY"],
    ["CITY", "Paris", "CITY=Paris", "CITY=Paris"],
    ["TWO_LETTER_COUNTRY_CODE", "DE", "CODE=FR", "CODE=DE", "TWO_LETTER_COUNTRY_CODE"],
    [
      "SUBJECT_ALTERNATIVE_NAMES",
      "dns:a,ip:::1",
      "=dns:tb.local",
      "=dns:a,ip:::1",
      "SUBJECT_ALTERNATIVE_NAMES",
    ],
    ["CLIENT_KEY_ALIAS", "pump", "=clientalias", "=pump", "CLIENT_KEY_ALIAS"],
    ["CLIENT_KEY_GROUP_NAME", "secp384r1", "NAME=secp256r1\n", "NAME=secp384r1\n", "CLIENT_KEY_GROUP_NAME"],
  ];
  for (const [key, value, before, after, ...changed] of rows) {
    it(`writes ${key} as ${JSON.stringify(value)}, and nothing else`, async () => {
      const file = fileWith(text);
      assert.deepEqual(await edited(file, key, value), { changed });
      // The first key of the server has the same curve as the client: the client's line is the last.
      const at = text.lastIndexOf(before);
      assert.equal(onDisk(file), text.slice(0, at) + after + text.slice(at + before.length));
    });
  }

  it("takes two passwords that are the same as one", async () => {
    const file = fileWith(text);
    assert.deepEqual(await edited(file, "CLIENT_KEY_PASSWORD", "New$ecret 7"), {
      changed: ["CLIENT_KEYSTORE_PASSWORD", "CLIENT_KEY_PASSWORD"],
    });
    assert.equal(onDisk(file), text.replaceAll("ClientSecret7x", "'New$ecret 7'"));
  });

  it("takes the curve away with RSA", async () => {
    const file = fileWith(text);
    assert.deepEqual(await edited(Uri.file(file), "CLIENT_KEY_ALG", "RSA"), {
      changed: ["CLIENT_KEY_ALG", "CLIENT_KEY_GROUP_NAME"],
    });
    const after = text
      .replace("CLIENT_KEY_ALG=EC", "CLIENT_KEY_ALG=RSA")
      .replace("CLIENT_KEY_GROUP_NAME=secp256r1", 'CLIENT_KEY_GROUP_NAME=""');
    assert.equal(onDisk(file), after);
  });

  it("adds a key that the file lacks, at its end", async () => {
    const file = fileWith(text.trimEnd());
    assert.deepEqual(await edited(file, "SERVER_KEY_SIZE", "3072"), { changed: ["SERVER_KEY_SIZE"] });
    assert.equal(onDisk(file), `${text}SERVER_KEY_SIZE=3072\n`);
  });

  it("keeps CRLF and a byte order mark", async () => {
    const crlf = `\uFEFF${text.replaceAll("\n", "\r\n")}`;
    const file = fileWith(crlf);
    assert.deepEqual(await edited(file, "CITY", "Łódź"), { changed: ["CITY"] });
    assert.deepEqual(await edited(file, "SERVER_KEYSTORE_DIR", "/tb"), { changed: ["SERVER_KEYSTORE_DIR"] });
    assert.equal(onDisk(file), `${crlf.replace("=Paris", '="Łódź"')}SERVER_KEYSTORE_DIR=/tb\r\n`);
  });

  it("changes the value that counts, and what refers to it follows", async () => {
    const file = fileWith(`CITY=a\n${text}TOWN="$CITY!"\nCITY=$CITY # last\nX=$CITY\n`);
    assert.deepEqual(await edited(file, "CITY", "b"), { changed: ["CITY", "X"] });
    assert.equal(onDisk(file), `CITY=a\n${text}TOWN="$CITY!"\nCITY=b # last\nX=$CITY\n`);
    assert.deepEqual(await edited(file, "TOWN", "$CITY"), { changed: ["TOWN"] });
    assert.match(onDisk(file), /^TOWN='\$CITY'$/m);
  });

  it("edits a file that has an error elsewhere", async () => {
    const file = fileWith(`STATE_OR_PROVINCE=$(id)\nA='\n${text}`);
    assert.deepEqual(await edited(file, "CITY", "Rome"), { changed: ["CITY"] });
    assert.equal(onDisk(file), `STATE_OR_PROVINCE=$(id)\nA='\n${text.replace("Paris", "Rome")}`);
  });

  it("is one step to undo, and saves an editor that had nothing unsaved", async () => {
    const file = fileWith(text);
    const document = await workspace.openTextDocument(file);
    await window.showTextDocument(document);
    await edited(file, "CLIENT_KEY_PASSWORD", "OtherSecret7");
    assert.equal(document.isDirty, false);
    assert.equal(onDisk(file), text.replaceAll("ClientSecret7x", "OtherSecret7"));
    await commands.executeCommand("undo");
    assert.equal(document.getText(), text);
  });

  it("leaves an editor with unsaved changes unsaved, and works on what it shows", async () => {
    const file = fileWith(text);
    const document = await workspace.openTextDocument(file);
    const typed = new WorkspaceEdit();
    typed.insert(document.uri, new Position(0, 0), "# not saved yet\n");
    assert.ok(await workspace.applyEdit(typed));
    assert.deepEqual(await edited(file, "CITY", "Rome"), { changed: ["CITY"] });
    assert.equal(document.getText(), `# not saved yet\n${text.replace("Paris", "Rome")}`);
    assert.equal(document.isDirty, true);
    assert.equal(onDisk(file), text);
    await document.save();
  });

  it("works on a file that has changed on disk the moment before, also where an editor shows it", async () => {
    const file = fileWith(text);
    await window.showTextDocument(Uri.file(file));
    for (const isOpen of [true, false]) {
      if (!isOpen) {
        await commands.executeCommand("workbench.action.closeAllEditors");
      }
      writeFileSync(file, `# ${isOpen ? "open" : "closed"}\n${text}`);
      assert.deepEqual(await edited(file, "CITY", "Rome"), { changed: ["CITY"] });
      assert.equal(onDisk(file), `# ${isOpen ? "open" : "closed"}\n${text.replace("Paris", "Rome")}`);
    }
  });

  it("takes the properties file of the active editor when none is named", async () => {
    const file = fileWith(text);
    await window.showTextDocument(Uri.file(file));
    const options = { key: "CITY", value: "Rome" };
    const answer = await commands.executeCommand<Answer>("thingsboardX509.editValue", undefined, options);
    assert.deepEqual(answer, { changed: ["CITY"] });
    assert.equal(onDisk(file), text.replace("Paris", "Rome"));
  });

  describe("refuses, and writes nothing,", () => {
    const refused: readonly [key: unknown, value: unknown, code: string, message: RegExp][] = [
      ["CITTY", "x", "argument-invalid", /CITTY is neither in \d+\.keygen\.properties nor a key/],
      [7, "x", "argument-invalid", /key has to be the name of a key/],
      ["CITY", 7, "argument-invalid", /value has to be text/],
      [undefined, "x", "argument-invalid", /value needs a key/],
      ["CITY", "a\0", "value-invalid", /NUL character/],
      ["CITY", "\ud800", "value-invalid", /half of a surrogate pair/],
      ["TWO_LETTER_COUNTRY_CODE", "USA", "value-invalid", /^TWO_LETTER_COUNTRY_CODE has to be two letters/],
      ["CLIENT_KEY_ALG", "DSA", "value-invalid", /has to be EC or RSA/],
      ["CLIENT_KEY_PASSWORD", "12345", "value-invalid", /at least 6 characters/],
      ["SERVER_KEY_ALIAS", "clientalias", "value-invalid", /is the same alias as SERVER_KEY_ALIAS/],
      ["SERVER_FILE_PREFIX", "client", "value-invalid", /would give two files the same name/],
    ];
    for (const [key, value, code, message] of refused) {
      it(`${String(key)} ← ${JSON.stringify(value)}`, async () => {
        const file = fileWith(text);
        const { error } = await edited(file, key, value);
        assert.equal(error?.code, code);
        assert.match(error.message, message);
        assert.equal(onDisk(file), text);
      });
    }

    it("a file that is not there, is no text, or may not be written", async () => {
      const code = async (file: string): Promise<string | undefined> =>
        (await edited(file, "CITY", "Rome")).error?.code;
      assert.equal(await code(path.join(folder, "none.keygen.properties")), "file-not-found");
      const latin = Buffer.concat([Buffer.from(`${text}X=Caf`), Buffer.from([0xe9])]);
      assert.equal(await code(fileWith(latin)), "properties-unreadable");
      const locked = fileWith(text);
      chmodSync(locked, 0o444);
      assert.equal(await code(locked), "file-permission-denied");
      assert.equal(onDisk(locked), text);
      assert.equal(await code("keygen.properties"), "argument-invalid");
    });
  });

  it("allows what is a warning", async () => {
    const file = fileWith(text);
    assert.deepEqual(await edited(file, "TWO_LETTER_COUNTRY_CODE", "xk"), {
      changed: ["TWO_LETTER_COUNTRY_CODE"],
    });
  });
});
