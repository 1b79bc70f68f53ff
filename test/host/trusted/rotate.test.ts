import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { commands, ConfigurationTarget, workspace } from "vscode";
import { cuttingProxy, type CuttingProxy } from "../../support/cuttingProxy";

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

interface Started {
  readonly mqttUrl: string;
  readonly restUrl: string;
  readonly caFile: string;
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

async function set(section: string, value: unknown): Promise<void> {
  await workspace.getConfiguration("thingsboardX509").update(section, value, ConfigurationTarget.Workspace);
}

async function freePort(): Promise<number> {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  return port;
}

describe("Rotate Client Cert…, in a real extension host,", function () {
  this.timeout(120_000);
  let properties: string;
  let restPort: number;
  let proxy: CuttingProxy | undefined;

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
    restPort = await freePort();
    await run("stopTestServer");
    await run<Started>("startTestServer", { port: 0, restPort });
    await run("signIn", local);
  });

  after(async () => {
    await set("servers", undefined);
    await set("connection.subscriptions", undefined);
    await proxy?.close();
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

  it("puts everything back where the network is cut once, and waits where it is gone", async () => {
    // The sign-in is kept for the address, at which a proxy stands from now on.
    await run("stopTestServer");
    const { mqttUrl, restUrl, caFile } = await run<Started>("startTestServer", {
      port: 0,
      restPort: 0,
    });
    proxy = await cuttingProxy(restUrl, restPort);
    await set("servers", [{ name: "Cut", mqttUrl, caFile, restUrl: `http://127.0.0.1:${restPort}` }]);
    await run("provisionDevice", properties, { server: "Cut" });
    const before = certificate();

    proxy.restart();
    proxy.cut({ where: "before-request", number: 3, lasts: false });
    const cut = await rotate("Cut");
    assert.deepEqual([cut.rotated, cut.restored, cut.failure?.step], [false, true, "provision"]);
    assert.match(cut.failure?.message ?? "", /while the server was given the new certificate/);
    assert.equal(certificate(), before);
    assert.equal(await compared("Cut"), "in-sync");

    proxy.restart();
    proxy.cut({ where: "after-effect", number: 3, lasts: true });
    const gone = await rotate("Cut");
    assert.deepEqual([gone.rotated, gone.restored, gone.failure?.step], [false, false, "provision"]);
    assert.match(gone.failure?.message ?? "", /lies in backup\/client-.*No key is lost/s);
    const { error } = await run<Refusal>("rotateClientCert", properties, { server: "Cut" });
    assert.equal(error.code, "rotation-unfinished");

    proxy.cut(undefined);
    const back = await run<Rotated>("resumeRotation", properties, { finish: false });
    assert.deepEqual([back.rotated, back.restored], [false, true], JSON.stringify(back));
    assert.equal(certificate(), before);
    assert.equal(await compared("Cut"), "in-sync");
  });

  it("is finished later where the network was gone", async () => {
    const before = certificate();
    proxy?.restart();
    proxy?.cut({ where: "before-request", number: 3, lasts: true });
    const gone = await rotate("Cut");
    assert.deepEqual([gone.rotated, gone.restored], [false, false]);
    proxy?.cut(undefined);
    const { rotated, report } = await run<Rotated>("resumeRotation", undefined, { finish: true });
    assert.deepEqual([rotated, report?.ok], [true, true]);
    assert.notEqual(certificate(), before);
    assert.equal(await compared("Cut"), "in-sync");
    const { error } = await run<Refusal>("resumeRotation", properties, { finish: true });
    assert.equal(error.code, "no-rotation");
  });
});
