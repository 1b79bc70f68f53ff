import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { commands, ConfigurationTarget, workspace } from "vscode";

interface Rotated {
  readonly rotated: boolean;
  readonly restored: boolean;
  readonly credentialsId?: string;
  readonly report?: { readonly ok: boolean };
  readonly failure?: { readonly code: string; readonly message: string; readonly step?: string };
}

interface Refusal {
  readonly error: { readonly code: string };
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

async function set(section: string, value: unknown): Promise<void> {
  await workspace.getConfiguration("thingsboardX509").update(section, value, ConfigurationTarget.Workspace);
}

describe("Rotate Client Cert…, in a real extension host,", function () {
  this.timeout(120_000);
  let properties: string;

  const certificate = (): string =>
    readFileSync(path.join(path.dirname(properties), "client.pub.pem"), "utf8");
  const rotate = (server: string): Promise<Rotated> => run("rotateClientCert", properties, { server });
  const compared = async (server: string): Promise<string> =>
    (await run<{ state: string }>("compareWithServer", properties, { server })).state;
  const local = "Local Test Server";

  before(async () => {
    const folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "rotate-"));
    const values = { DOMAIN_SUFFIX: "pump", CLIENT_FILE_PREFIX: "client" };
    properties = (await run<{ properties: string }>("newDevice", { folder, values })).properties;
    await run("generateClientCert", properties);
    await run("stopTestServer");
    await run("startTestServer", { port: 0 });
    await run("signIn", local);
  });

  after(async () => {
    await set("connection.subscriptions", undefined);
    await run("stopTestServer");
  });

  it("is refused for a device that the server does not have", async () => {
    const { error } = await run<Refusal>("rotateClientCert", properties, { server: local });
    assert.equal(error.code, "device-not-provisioned");
  });

  it("gives device and server a new certificate, tests it, and keeps it", async () => {
    await run("provisionDevice", properties, { server: local });
    const before = certificate();
    const { rotated, restored, report, failure } = await rotate(local);
    assert.deepEqual([rotated, restored, report?.ok, failure], [true, false, true, undefined]);
    assert.notEqual(certificate(), before);
    assert.equal(await compared(local), "in-sync");
  });

  it("puts everything back where the test fails, and says so", async () => {
    await set("connection.subscriptions", ["#"]);
    const before = certificate();
    const { rotated, restored, report, failure } = await rotate(local);
    await set("connection.subscriptions", undefined);
    assert.deepEqual([rotated, restored, report?.ok], [false, true, false], JSON.stringify(failure));
    assert.deepEqual([failure?.code, failure?.step], ["rotation-test-failed", "test"]);
    assert.equal(certificate(), before);
    assert.equal(await compared(local), "in-sync");
  });

  it("has nothing to resume then", async () => {
    const { error } = await run<Refusal>("resumeRotation", properties, { finish: true });
    assert.equal(error.code, "no-rotation");
  });
});
