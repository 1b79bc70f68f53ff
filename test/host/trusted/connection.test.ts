import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { commands, ConfigurationTarget, env, workspace, type DocumentLink, type TextDocument } from "vscode";

interface Report {
  readonly ok: boolean;
  readonly server: { readonly name: string; readonly mqttUrl: string };
  readonly properties: string;
  readonly phases: readonly { readonly phase: string; readonly ok: boolean }[];
  readonly diagnosis?: {
    readonly code: string;
    readonly title: string;
    readonly detail: string;
    readonly actions: readonly {
      readonly title: string;
      readonly command: string;
      readonly args: unknown[];
    }[];
  };
  readonly warnings: readonly { readonly code: string }[];
  readonly changes?: readonly string[];
}

interface Refusal {
  readonly error: { readonly code: string; readonly message: string };
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

/** Waits for the output to say something; it is a document as long as its view is open. */
function output(wanted: RegExp): Promise<TextDocument> {
  return new Promise((resolve) => {
    const look = (document: TextDocument): boolean => {
      const isIt = document.languageId === "thingsboard-x509-output" && wanted.test(document.getText());
      if (isIt) {
        subscriptions.forEach((subscription) => void subscription.dispose());
        resolve(document);
      }
      return isIt;
    };
    const subscriptions = [
      workspace.onDidChangeTextDocument(({ document }) => look(document)),
      workspace.onDidOpenTextDocument(look),
    ];
    workspace.textDocuments.some(look);
  });
}

describe("Test Connection, in a real extension host,", function () {
  // A workbench that is still starting on a busy machine is slow to open the first editor.
  this.timeout(120_000);
  let properties: string;
  let mqttUrl: string;
  let silent: Server;
  const sockets: Socket[] = [];

  before(async () => {
    const folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "connection-"));
    const made = await run<{ properties: string }>("newDevice", {
      folder,
      values: { DOMAIN_SUFFIX: "pump" },
    });
    properties = made.properties;
    const started = await run<{ mqttUrl: string }>("startTestServer", { port: 0 });
    mqttUrl = started.mqttUrl;
    silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const servers = [{ name: "Silent", mqttUrl: `mqtts://127.0.0.1:${port}` }];
    await workspace
      .getConfiguration("thingsboardX509")
      .update("servers", servers, ConfigurationTarget.Workspace);
  });

  after(async () => {
    sockets.forEach((socket) => socket.destroy());
    silent.close();
    await run("stopTestServer");
    await workspace
      .getConfiguration("thingsboardX509")
      .update("servers", undefined, ConfigurationTarget.Workspace);
  });

  const once = (options: object = {}): Promise<Report> =>
    run("testConnection", properties, { server: "Local Test Server", keepOpen: false, ...options });

  it("leads to Generate Client Cert where there is none", async () => {
    const { ok, diagnosis } = await once();
    assert.equal(ok, false);
    assert.equal(diagnosis?.code, "client-cert-missing");
    const [cure] = diagnosis.actions;
    assert.equal(cure?.title, "Generate Client Cert");
    const generated = await commands.executeCommand<{ files: string[] }>(cure.command, ...cure.args);
    assert.equal(generated.files.length, 6);
  });

  it("leads to Register while the server does not know the device, as ThingsBoard answers", async () => {
    const report = await once();
    assert.equal(report.server.mqttUrl, mqttUrl);
    assert.equal(report.properties, properties);
    assert.deepEqual(
      report.phases.map(({ phase, ok }) => `${phase} ${String(ok)}`),
      ["preflight true", "dns true", "tcp true", "tls true", "mqtt false"],
    );
    assert.equal(report.diagnosis?.code, "device-not-provisioned");
    assert.match(report.diagnosis.detail, /CONNACK 5.*credentials id [0-9a-f]{8}…[0-9a-f]{8}\)/s);
    const [cure] = report.diagnosis.actions;
    assert.equal(cure?.title, "Register with Local Test Server");
    const registered = await commands.executeCommand<{ deviceId: string }>(cure.command, ...cure.args);
    assert.match(registered.deviceId, /^[0-9a-f-]{36}$/);
  });

  it("then passes all seven phases, and closes when it is told to", async () => {
    const report = await once();
    assert.equal(report.ok, true);
    assert.deepEqual(
      report.phases.map(({ phase }) => phase),
      ["preflight", "dns", "tcp", "tls", "mqtt", "subscribe", "publish"],
    );
    assert.equal("diagnosis" in report, false);
    const { error } = await run<Refusal>("disconnect", properties);
    assert.equal(error.code, "not-connected");
  });

  it("writes the report first, then what comes, until Disconnect", async () => {
    await once({ keepOpen: true });
    const document = await output(/ {2}↓ {2}v1\/devices\/me\/attributes\/response\/1 {2}/);
    const text = document.getText();
    assert.match(text, /▶ {2}Test Connection to Local Test Server, mqtts:\/\/127\.0\.0\.1:\d+/);
    assert.match(text, /✓ {2}tls +\d+ ms {2}TLSv1\.3, TLS_\w+ · server .*\(self-signed, pinned\)/);
    assert.match(text, /✓ {2}The device may connect, subscribe and publish\./);
    assert.equal(await run("disconnect"), undefined);
    await output(/■ {2}Disconnected\./);
    const { error } = await run<Refusal>("disconnect");
    assert.equal(error.code, "not-connected");
  });

  it("links a diagnosis to its entry in the docs", async () => {
    const document = await output(/More: docs\/diagnoses\.md#device-not-provisioned/);
    const links = await commands.executeCommand<DocumentLink[]>("vscode.executeLinkProvider", document.uri);
    assert.ok(
      links.some(
        ({ target }) =>
          target?.scheme === "command" &&
          target.path === "thingsboardX509.openDocs" &&
          target.query === '["diagnoses.md","device-not-provisioned"]',
      ),
    );
  });

  it("ends the old session for a new test of the same device", async () => {
    await once({ keepOpen: true });
    assert.equal((await once()).ok, true);
    const { error } = await run<Refusal>("disconnect", properties);
    assert.equal(error.code, "not-connected");
  });

  it("says what changed since the last test with that server", async () => {
    await run("stopTestServer");
    const broken = await once();
    assert.equal(broken.diagnosis?.code, "tcp-refused");
    assert.ok(broken.changes?.includes("New diagnosis: Nothing listens there"), broken.changes?.join("\n"));
    assert.deepEqual((await once()).changes, []);
    const applied = await run<{ title: string; command: string; result: { mqttUrl: string } }>(
      "applyCure",
      properties,
    );
    assert.equal(applied.title, "Start Local Test Server");
    assert.match(applied.result.mqttUrl, /^mqtts:/);
    const { ok, changes } = await once();
    assert.equal(ok, true);
    assert.ok(changes?.includes("Cured: Nothing listens there"), changes?.join("\n"));
    const { error } = await run<Refusal>("applyCure", properties);
    assert.equal(error.code, "nothing-to-cure");
  });

  it("copies the value of a row", async () => {
    assert.equal(await run("copyValue", { copyText: "AA:BB" }), undefined);
    assert.equal(await env.clipboard.readText(), "AA:BB");
    const { error } = await run<Refusal>("copyValue", {});
    assert.equal(error.code, "argument-invalid");
  });

  it("refuses a server that is not configured", async () => {
    const { error } = await run<Refusal>("testConnection", properties, { server: "Nowhere" });
    assert.equal(error.code, "server-unknown");
  });

  it("ends in time where a server says nothing", async () => {
    const from = Date.now();
    const { diagnosis } = await once({ server: "Silent", timeoutMs: 300 });
    assert.equal(diagnosis?.code, "tls-timeout");
    assert.ok(Date.now() - from < 5000);
  });

  it("tells when the server closes the session, as ThingsBoard does when credentials change, and connects with the new ones", async () => {
    await once({ keepOpen: true });
    await run("generateClientCert", properties, { overwrite: true });
    await run("registerWithTestServer", properties);
    await output(/■ {2}The server closed the connection/);
    await output(/✗ {2}mqtt-closed: /);
    await output(/✓ {2}Connected again after/);
    assert.equal(await run("disconnect", properties), undefined);
    const { error } = await run<Refusal>("disconnect", properties);
    assert.equal(error.code, "not-connected");
  });

  it("keeps several devices connected at once, and ends them one by one", async () => {
    const folder = path.dirname(properties);
    const three: string[] = [];
    for (const name of ["one", "two", "three"]) {
      const values = { DOMAIN_SUFFIX: name, CLIENT_FILE_PREFIX: name };
      const made = await run<{ properties: string }>("newDevice", {
        folder: path.join(folder, name),
        values,
      });
      await run("generateClientCert", made.properties);
      await run("registerWithTestServer", made.properties);
      three.push(made.properties);
    }
    const open = (file: string): Promise<Report> =>
      run("testConnection", file, { server: "Local Test Server", keepOpen: true });
    const reports = await Promise.all(three.map(open));
    assert.deepEqual(
      reports.map(({ ok }) => ok),
      [true, true, true],
    );
    assert.equal(await run("disconnect", three[1]), undefined);
    const { error } = await run<Refusal>("disconnect", three[1]);
    assert.equal(error.code, "not-connected");
    const sent = await Promise.all(
      [three[0], three[2]].map((file) =>
        run<object>("publish", file, { topic: "v1/devices/me/telemetry", payload: "{}" }),
      ),
    );
    assert.ok(
      sent.every((answer) => !("error" in answer)),
      JSON.stringify(sent),
    );
    assert.equal(await run("disconnect", three[0]), undefined);
    assert.equal(await run("disconnect", three[2]), undefined);
    assert.equal((await run<Refusal>("disconnect", three[0])).error.code, "not-connected");
  });

  it("says good-bye before the Local Test Server stops, and finds nobody there afterwards", async () => {
    await once({ keepOpen: true });
    const document = await output(/↓ {2}v1\/devices\/me\/attributes\/response\/1/);
    const endings = (): number => document.getText().split("■  The server closed the connection").length;
    const before = endings();
    await run("stopTestServer");
    assert.equal(endings(), before);
    const { error } = await run<Refusal>("disconnect", properties);
    assert.equal(error.code, "not-connected");
    const { diagnosis } = await once();
    assert.equal(diagnosis?.code, "tcp-refused");
    assert.equal(diagnosis.actions[0]?.title, "Start Local Test Server");
  });
});
