import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { extensions, workspace } from "vscode";

describe("in Restricted Mode, the packaged extension", () => {
  it("sees that the folder is not trusted", () => {
    assert.equal(workspace.workspaceFolders?.length, 1);
    assert.equal(workspace.isTrusted, false);
  });

  it("is not switched off, because it declares limited support", async () => {
    const extension = extensions.getExtension("thingsboard-x509.thingsboard-x509");
    assert.ok(extension !== undefined);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
