import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import path from "node:path";
import { before, describe, it } from "mocha";
import { commands, env, workspace } from "vscode";

interface Copied {
  readonly language: string;
  readonly code: string;
}

interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly details?: unknown };
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

describe("Copy Client Code, in a real extension host,", function () {
  // A workbench that is still starting on a busy machine is slow to open the first editor.
  this.timeout(120_000);
  let folder: string;
  let properties: string;

  before(async () => {
    folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "client code-"));
    const values = { DOMAIN_SUFFIX: "client-code" };
    ({ properties } = await run<{ properties: string }>("newDevice", { folder, values }));
  });

  it("says that there is no certificate yet, and leaves the clipboard alone", async () => {
    await env.clipboard.writeText("before");
    const { error } = await run<Refusal>("copyClientCode", properties, { language: "python" });
    assert.equal(error.code, "client-cert-missing");
    assert.match(error.message, /Generate the client certificate first\.$/);
    assert.equal(await env.clipboard.readText(), "before");
  });

  it("puts the code on the clipboard and gives it, with the device's own files", async () => {
    await run("generateClientCert", properties);
    const copied = await run<Copied>("copyClientCode", properties, { language: "mosquitto_pub" });
    assert.equal(copied.language, "mosquitto_pub");
    assert.equal(await env.clipboard.readText(), copied.code);
    assert.ok(copied.code.includes(`--cert '${path.join(folder, "client.nopass.pem")}'`), copied.code);
    assert.match(copied.code, /-h 127\.0\.0\.1 -p 8883 /);
  });

  it("names the certificate of the Local Test Server, whether it runs or not", async () => {
    const { code: before } = await run<Copied>("copyClientCode", properties, { language: "nodejs" });
    const { mqttUrl, caFile } = await run<{ mqttUrl: string; caFile: string }>("startTestServer", {
      port: 0,
      restPort: 0,
    });
    const { code } = await run<Copied>("copyClientCode", properties, { language: "nodejs" });
    await run("stopTestServer");
    for (const text of [before, code]) {
      assert.ok(text.includes(`ca: readFileSync("${caFile}")`), text);
    }
    assert.ok(code.includes(`port: ${new URL(mqttUrl).port},`), code);
  });

  it("refuses a language or a server that there is not", async () => {
    const codeOf = async (options: unknown): Promise<string> =>
      (await run<Refusal>("copyClientCode", properties, options)).error.code;
    assert.equal(await codeOf({ language: "cobol" }), "argument-invalid");
    assert.equal(await codeOf({ language: "python", server: "nowhere" }), "server-unknown");
  });
});
