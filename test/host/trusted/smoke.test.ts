import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { extensions, workspace } from "vscode";

describe("in a folder that the person trusts, the packaged extension", () => {
  it("is installed and activates", async () => {
    const extension = extensions.getExtension("thingsboard-x509.thingsboard-x509");
    assert.ok(extension !== undefined);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it("has a folder open that is trusted", () => {
    assert.equal(workspace.workspaceFolders?.length, 1);
    assert.equal(workspace.isTrusted, true);
  });
});
