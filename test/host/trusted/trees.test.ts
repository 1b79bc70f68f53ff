import assert from "node:assert/strict";
import { existsSync, mkdtempSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { commands, env, workspace } from "vscode";

interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly details?: unknown };
}

interface Address {
  readonly mqttUrl: string;
  readonly restUrl: string;
  readonly caFile: string;
}

interface Registered {
  readonly deviceId: string;
  readonly credentialsId: string;
}

interface Report {
  readonly ok: boolean;
  readonly server: { readonly name: string; readonly mqttUrl: string };
  readonly diagnosis?: { readonly code: string; readonly detail: string };
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

async function codeOf(id: string, ...args: unknown[]): Promise<string> {
  return (await run<Refusal>(id, ...args)).error.code;
}

function setting(name: string): unknown {
  return workspace.getConfiguration("thingsboardX509", null).get(name);
}

async function newDevice(name: string): Promise<string> {
  const folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "trees-"));
  const made = await run<{ properties: string }>("newDevice", { folder, values: { DOMAIN_SUFFIX: name } });
  return made.properties;
}

describe("the Local Test Server, in a real extension host,", () => {
  after(() => run("stopTestServer"));

  it("says that its port is taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { error } = await run<Refusal>("startTestServer", { port });
    other.close();
    assert.equal(error.code, "port-taken");
    assert.match(error.message, new RegExp(`port ${port} is taken`));
    assert.deepEqual(error.details, { port, cause: "EADDRINUSE" });
  });

  it("takes no port that is none", async () => {
    assert.equal(await codeOf("startTestServer", { port: "8883" }), "argument-invalid");
    assert.equal(await codeOf("startTestServer", { restPort: 70_000 }), "argument-invalid");
  });

  it("starts once, whoever asks, and stops as often as it is asked to", async () => {
    const [first, second] = await Promise.all([
      run<Address>("startTestServer", { port: 0 }),
      run<Address>("startTestServer", { port: 0 }),
    ]);
    assert.match(first.mqttUrl, /^mqtts:\/\/127\.0\.0\.1:\d+$/);
    assert.match(first.restUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.ok(existsSync(first.caFile));
    assert.deepEqual(second, first);
    assert.deepEqual(await run<Address>("startTestServer"), first);
    await run("copyTestServerApiKey");
    const headers = { "X-Authorization": `ApiKey ${await env.clipboard.readText()}` };
    assert.equal((await fetch(`${first.restUrl}/api/auth/user`, { headers })).status, 200);
    assert.equal(await run("stopTestServer"), undefined);
    assert.equal(await run("stopTestServer"), undefined);
    assert.equal(await codeOf("copyTestServerApiKey"), "test-server-not-running");
  });
});

describe("registering with the Local Test Server", () => {
  let properties: string;

  before(async () => {
    properties = await newDevice("thermometer");
  });

  after(() => run("stopTestServer"));

  it("needs a certificate first, whether it runs or not", async () => {
    assert.equal(await codeOf("registerWithTestServer", properties), "client-cert-missing");
  });

  it("needs it to run", async () => {
    await run("generateClientCert", properties);
    assert.equal(await codeOf("registerWithTestServer", properties), "test-server-not-running");
  });

  it("gives the device's id and the credentials id, the same ones when it is done again", async () => {
    await run("startTestServer", { port: 0 });
    const { credentialsId } = await run<Registered>("generateClientCert", properties, { overwrite: true });
    const registered = await run<Registered>("registerWithTestServer", properties);
    assert.match(registered.deviceId, /^[0-9a-f-]{36}$/);
    assert.equal(registered.credentialsId, credentialsId);
    assert.deepEqual(await run<Registered>("registerWithTestServer", properties), registered);
  });

  it("keeps the device when its certificate is made anew", async () => {
    const before = await run<Registered>("registerWithTestServer", properties);
    await run("generateClientCert", properties, { overwrite: true });
    const after = await run<Registered>("registerWithTestServer", properties);
    assert.equal(after.deviceId, before.deviceId);
    assert.notEqual(after.credentialsId, before.credentialsId);
  });

  it("keeps two devices of one name apart", async () => {
    const other = await newDevice("thermometer");
    await run("generateClientCert", other);
    const [first, second] = [
      await run<Registered>("registerWithTestServer", properties),
      await run<Registered>("registerWithTestServer", other),
    ];
    assert.notEqual(second.deviceId, first.deviceId);
    assert.equal((await run<Report>("testConnection", properties, { keepOpen: false })).ok, true);
    assert.equal((await run<Report>("testConnection", other, { keepOpen: false })).ok, true);
  });

  it("gives no certificate to a second device", async () => {
    const options = { deviceName: "another one" };
    assert.equal(
      await codeOf("registerWithTestServer", properties, options),
      "credentials-assigned-to-other",
    );
  });
});

describe("servers of the settings", () => {
  const attic = { name: "Attic", mqttUrl: "mqtts://attic.invalid:8883", caFile: "ca/attic.pem" };

  after(async () => {
    await run("removeServer", "Attic");
  });

  it("are added with what a device can connect to", async () => {
    assert.equal(await codeOf("addServer", { name: "Attic", mqttUrl: "mqtt://attic" }), "server-invalid");
    assert.deepEqual(await run("addServer", attic), attic);
    assert.deepEqual(setting("servers"), [attic]);
    assert.equal(await codeOf("addServer", attic), "server-invalid");
  });

  it("are used by Test Connection, with the CA file of the workspace folder", async () => {
    const properties = await newDevice("pump");
    await run("generateClientCert", properties);
    assert.deepEqual(await run("useServer", { serverName: "Attic" }), { activeServer: "Attic" });
    const report = await run<Report>("testConnection", properties, { keepOpen: false });
    assert.deepEqual(report.server, { name: "Attic", mqttUrl: "mqtts://attic.invalid:8883" });
    assert.equal(report.diagnosis?.code, "server-ca-missing");
    assert.match(report.diagnosis.detail, /attic\.pem/);
  });

  it("are unknown by any other name", async () => {
    assert.equal(await codeOf("useServer", "Cellar"), "server-unknown");
    assert.equal(await codeOf("removeServer", "Cellar"), "server-unknown");
  });

  it("are removed, and the Local Test Server is used again", async () => {
    assert.deepEqual(await run("removeServer", { serverName: "Attic" }), { name: "Attic" });
    assert.deepEqual(setting("servers"), []);
    assert.equal(setting("activeServer"), "Local Test Server");
  });
});
