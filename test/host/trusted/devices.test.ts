import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import {
  diagnosed,
  diagnosedAround,
  diagnosticsAround,
  folderOf,
  place,
  sound,
  written,
} from "../propertiesFiles";

interface Validation {
  readonly diagnostics: readonly { readonly file: string; readonly code: string }[];
}

/** A sound file of a device of its own. */
function deviceText(name: string): string {
  return (sound + place)
    .replace("DOMAIN_SUFFIX=tb.example.org", `DOMAIN_SUFFIX=${name}`)
    .replace("CLIENT_FILE_PREFIX=client", `CLIENT_FILE_PREFIX=${name}`);
}

/** Replaces a text of a document, as a person does who types it. */
async function typed(document: vscode.TextDocument, before: string, now: string): Promise<void> {
  const start = document.getText().indexOf(before);
  assert.ok(start >= 0, before);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + before.length));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, now);
  assert.equal(await vscode.workspace.applyEdit(edit), true);
}

function actionsAt(uri: vscode.Uri, range: vscode.Range): Thenable<vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value;
  return vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, range, kind);
}

describe("a device together with what is around it", function () {
  this.timeout(120_000);
  let folder: vscode.Uri;

  before(async () => {
    await vscode.extensions.getExtension("thingsboard-x509.thingsboard-x509")?.activate();
    folder = folderOf("around");
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  async function opened(name: string, text: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(await written(folder, name, text));
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  }

  describe("its bundle on disk", () => {
    let document: vscode.TextDocument;

    before(async () => {
      document = await opened("bundle/keygen.properties", deviceText("meter"));
      await vscode.commands.executeCommand("thingsboardX509.generateClientCert", document.uri);
      await diagnosed(document.uri);
    });

    const rows: readonly [before: string, now: string, expected: string][] = [
      ["DOMAIN_SUFFIX=meter", "DOMAIN_SUFFIX=gauge", "bundle-subject-differs Warning 0:14-0:19"],
      ["CLIENT_KEY_ALIAS=clientalias", "CLIENT_KEY_ALIAS=gauge", "bundle-alias-differs Warning 13:17-13:22"],
      [
        "CLIENT_KEY_PASSWORD=ClientSecret7x",
        "CLIENT_KEY_PASSWORD=OtherSecret7x",
        "bundle-password-differs Warning 12:20-12:33",
      ],
      [
        "CLIENT_KEY_GROUP_NAME=secp256r1",
        "CLIENT_KEY_GROUP_NAME=secp384r1",
        "bundle-key-differs Warning 18:22-18:31",
      ],
    ];
    for (const [original, now, expected] of rows) {
      it(`is held against what is typed: ${now}`, async () => {
        await typed(document, original, now);
        await diagnosedAround(document.uri, expected);
        await typed(document, now, original);
        await diagnosedAround(document.uri);
      });
    }

    it("offers the keystore's alias, and to generate it again", async () => {
      await typed(document, "CLIENT_KEY_ALIAS=clientalias", "CLIENT_KEY_ALIAS=gauge");
      await diagnosedAround(document.uri, "bundle-alias-differs Warning 13:17-13:22");
      const actions = await actionsAt(document.uri, new vscode.Range(13, 18, 13, 18));
      assert.deepEqual(
        actions.map(({ title }) => title),
        [
          "Use the keystore's alias clientalias for CLIENT_KEY_ALIAS",
          "Generate the client certificate again…",
        ],
      );
      assert.ok(actions[0]?.edit !== undefined);
      await vscode.workspace.applyEdit(actions[0].edit);
      assert.equal(document.getText(), deviceText("meter"));
      await diagnosedAround(document.uri);
    });

    it("is true to the file again when it is generated again", async () => {
      await typed(document, "DOMAIN_SUFFIX=meter", "DOMAIN_SUFFIX=gauge");
      await diagnosedAround(document.uri, "bundle-subject-differs Warning 0:14-0:19");
      const options = { overwrite: true };
      await vscode.commands.executeCommand("thingsboardX509.generateClientCert", document.uri, options);
      await diagnosedAround(document.uri);
    });

    it("is no finding when it is gone", async () => {
      await typed(document, "DOMAIN_SUFFIX=gauge", "DOMAIN_SUFFIX=dial");
      await diagnosedAround(document.uri, "bundle-subject-differs Warning 0:14-0:18");
      for (const name of ["meter.pub.pem", "meter.jks"]) {
        await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, "bundle", name));
      }
      await diagnosedAround(document.uri);
    });
  });

  describe("another file of its folder", () => {
    let first: vscode.TextDocument;
    let second: vscode.TextDocument;
    const flagged = "prefix-shared Error 14:19-14:23";

    before(async () => {
      first = await opened("twins/a.keygen.properties", deviceText("twin"));
      const text = deviceText("twin").replace("DOMAIN_SUFFIX=twin", "DOMAIN_SUFFIX=other");
      second = await opened("twins/b.keygen.properties", text);
    });

    it("with the same prefix is flagged in both, and each leads to the other", async () => {
      await diagnosedAround(first.uri, flagged);
      await diagnosedAround(second.uri, flagged);
      const [diagnostic] = diagnosticsAround(first.uri);
      const [related] = diagnostic?.relatedInformation ?? [];
      assert.equal(related?.location.uri.fsPath, second.uri.fsPath);
      assert.deepEqual(related.location.range, new vscode.Range(14, 19, 14, 23));
      const code = diagnostic?.code;
      assert.ok(typeof code === "object");
      const docs = await vscode.workspace.openTextDocument(code.target.with({ fragment: "" }));
      assert.equal(docs.lineAt(Number(code.target.fragment.slice(1)) - 1).text, "## prefix-shared");
    });

    it("is returned by Validate, and by that of the whole workspace", async () => {
      for (const argument of [first.uri, undefined]) {
        const { diagnostics } = await vscode.commands.executeCommand<Validation>(
          "thingsboardX509.validate",
          argument,
        );
        const ours = diagnostics.filter(({ file }) => file === first.uri.fsPath);
        assert.deepEqual(
          ours.map(({ code }) => code),
          ["prefix-shared"],
        );
      }
    });

    it("is told of what is typed, before it is saved, and forgets it when it is closed", async () => {
      await typed(second, "CLIENT_FILE_PREFIX=twin", "CLIENT_FILE_PREFIX=lone");
      await diagnosedAround(first.uri);
      await vscode.window.showTextDocument(second);
      await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
      await diagnosedAround(first.uri, flagged);
    });

    it("is left alone with a free prefix, one fix away", async () => {
      const actions = await actionsAt(first.uri, new vscode.Range(14, 20, 14, 20));
      const [fix] = actions;
      assert.equal(fix?.title, "Use twin-2 for CLIENT_FILE_PREFIX");
      assert.ok(fix.edit !== undefined);
      await vscode.workspace.applyEdit(fix.edit);
      await diagnosedAround(first.uri);
    });

    it("that comes and goes on disk is seen", async () => {
      const third = await written(folder, "twins/c.keygen.properties", deviceText("twin-2"));
      await diagnosedAround(first.uri, "prefix-shared Error 14:19-14:25");
      await vscode.workspace.fs.delete(third);
      await diagnosedAround(first.uri);
    });
  });

  it("a common name that another folder has too is told", async () => {
    const text = deviceText("pair").replace("DOMAIN_SUFFIX=pair", "DOMAIN_SUFFIX=same-name");
    await written(folder, "elsewhere/keygen.properties", text);
    const document = await opened("here/keygen.properties", text);
    await diagnosedAround(document.uri, "common-name-shared Information 0:14-0:23");
    const other = "around/elsewhere/keygen.properties";
    const [diagnostic] = diagnosticsAround(document.uri);
    assert.ok(diagnostic?.message.startsWith(`${other} has the common name same-name too.`));
  });
});
