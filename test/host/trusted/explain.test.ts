import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, describe, it } from "mocha";
import { type CodeLens, commands, TabInputCustom, Uri, window, workspace } from "vscode";

interface Summary {
  readonly certificates: readonly {
    readonly subject: string;
    readonly issuer: string;
    readonly role: string;
    readonly san: readonly string[];
    readonly notAfter: string;
    readonly fingerprint256: string;
    readonly credentialsId: string;
    readonly extensions: readonly { readonly name: string; readonly words: string }[];
  }[];
  readonly findings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
  }[];
}

interface Bundle {
  readonly fingerprint256: string;
  readonly credentialsId: string;
  readonly notAfter: string;
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

const viewType = "thingsboardX509.certificateView";

/** Waits until the active tab is our view of a file. */
function viewOf(file: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const input = window.tabGroups.activeTabGroup.activeTab?.input;
      if (input instanceof TabInputCustom && input.viewType === viewType && input.uri.fsPath === file) {
        subscription.dispose();
        resolve();
      }
    };
    const subscription = window.tabGroups.onDidChangeTabs(look);
    look();
  });
}

describe("Explain Certificate, in a real extension host,", function () {
  this.timeout(120_000);
  let folder: string;
  let client: Bundle;
  const file = (name: string): string => path.join(folder, name);

  before(async () => {
    folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "explain-"));
    const { properties } = await run<{ properties: string }>("newDevice", {
      folder,
      values: { DOMAIN_SUFFIX: "pump", CLIENT_FILE_PREFIX: "pump", SERVER_FILE_PREFIX: "broker" },
    });
    client = await run<Bundle>("generateClientCert", properties);
    await run("generateServerCert", properties);
  });

  for (const name of ["pump.jks", "pump.p12", "pump.pem", "pump.nopass.pem", "pump.pub.pem"]) {
    it(`explains ${name} with the passwords beside it, and opens its page`, async () => {
      const { certificates, findings } = await run<Summary>("explainCertificate", file(name));
      const own = certificates.find(({ fingerprint256 }) => fingerprint256 === client.fingerprint256);
      assert.ok(own !== undefined);
      assert.equal(own.credentialsId, client.credentialsId);
      assert.equal(own.notAfter, client.notAfter);
      assert.equal(own.role, "client");
      assert.ok(own.extensions.some(({ words }) => words.includes("TLS clients (clientAuth)")));
      assert.deepEqual(
        findings.filter(({ severity }) => severity !== "info"),
        [],
      );
      await viewOf(file(name));
    });
  }

  for (const name of ["broker.jks", "broker.p12", "broker.cer"]) {
    it(`explains ${name}`, async () => {
      const { certificates, findings } = await run<Summary>("explainCertificate", Uri.file(file(name)));
      assert.equal(certificates[0]?.role, "server");
      assert.ok(certificates[0].san.includes("DNS name localhost"));
      assert.deepEqual(
        findings.filter(({ severity }) => severity !== "info"),
        [],
      );
    });
  }

  it("opens a keystore as its page by a click in the explorer", async () => {
    await commands.executeCommand("workbench.action.closeAllEditors");
    await commands.executeCommand("vscode.open", Uri.file(file("pump.jks")));
    await viewOf(file("pump.jks"));
  });

  it("explains the file of the active tab", async () => {
    const { certificates } = await run<Summary>("explainCertificate");
    assert.ok(certificates.some(({ fingerprint256 }) => fingerprint256 === client.fingerprint256));
  });

  it("explains a file of the Devices view", async () => {
    const node = { id: "x", label: "pump.p12", file: { path: file("pump.p12") } };
    const { certificates } = await run<Summary>("explainCertificate", node);
    assert.equal(certificates[0]?.credentialsId, client.credentialsId);
  });

  it("tells a wrong password, damage and something else apart, each with its code", async () => {
    const alone = mkdtempSync(path.join(folder, "alone-"));
    copyFileSync(file("pump.p12"), path.join(alone, "pump.p12"));
    writeFileSync(path.join(alone, "note.cer"), "no certificate\n");
    writeFileSync(path.join(alone, "cut.jks"), Buffer.from("feedfeed00000002000000ff", "hex"));
    const codeOf = async (name: string): Promise<string> =>
      (
        await run<{ error: { code: string } }>("explainCertificate", path.join(alone, name), {
          password: "N0t-this-one",
        })
      ).error.code;
    assert.equal(await codeOf("pump.p12"), "key-passphrase-wrong");
    assert.equal(await codeOf("note.cer"), "key-file-unknown");
    assert.equal(await codeOf("cut.jks"), "key-unreadable");
    assert.equal(await codeOf("none.jks"), "file-not-found");
    assert.equal(
      (await run<{ error: { code: string } }>("explainCertificate", { any: "thing" })).error.code,
      "argument-invalid",
    );
  });

  it("offers a lens above each certificate of a .pem, whatever the language", async () => {
    const uri = Uri.file(file("pump.nopass.pem"));
    await workspace.openTextDocument(uri);
    const lenses = await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", uri);
    const ours = lenses.filter(({ command }) => command?.command === "thingsboardX509.explainCertificate");
    assert.equal(ours.length, 1);
    assert.ok((ours[0]?.range.start.line ?? 0) > 0);
  });
});
