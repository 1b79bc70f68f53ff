import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { commands, ConfigurationTarget, Uri, workspace, type TextDocument } from "vscode";
import { mosquitto, twoWay, type RunningMosquitto } from "../../interop/connectionServers";

interface Refusal {
  readonly error: { readonly code: string; readonly details?: Readonly<Record<string, unknown>> };
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

/** Waits for the output to say something; it is a document as long as its view is open. */
function output(wanted: RegExp): Promise<void> {
  return new Promise((resolve) => {
    const look = (document: TextDocument): void => {
      if (document.languageId === "thingsboard-x509-output" && wanted.test(document.getText())) {
        subscriptions.forEach((subscription) => void subscription.dispose());
        resolve();
      }
    };
    const subscriptions = [
      workspace.onDidChangeTextDocument(({ document }) => {
        look(document);
      }),
      workspace.onDidOpenTextDocument(look),
    ];
    workspace.textDocuments.forEach(look);
  });
}

async function set(name: string, value: unknown): Promise<void> {
  await workspace.getConfiguration("thingsboardX509").update(name, value, ConfigurationTarget.Workspace);
}

const telemetry = "v1/devices/me/telemetry";

describe("a device talks, in a real extension host,", function () {
  // A workbench that is still starting on a busy machine is slow to open the first editor.
  this.timeout(120_000);
  let root: string;
  let folder: string;
  let properties: string;
  let broker: RunningMosquitto;
  let rules: string;

  before(async () => {
    root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
    folder = mkdtempSync(path.join(root, "talk-"));
    const values = { DOMAIN_SUFFIX: "talker" };
    ({ properties } = await run<{ properties: string }>("newDevice", { folder, values }));
    const server = await run<{ files: string[] }>("generateServerCert", properties, { overwrite: true });
    const client = await run<{ files: string[] }>("generateClientCert", properties, { overwrite: true });
    const fileOf = ({ files }: { files: string[] }, end: string): string =>
      files.find((file) => file.endsWith(end)) ?? "";
    const lines = twoWay(fileOf(client, ".pub.pem"), fileOf(server, ".pub.pem"), fileOf(server, ".pk8.pem"));
    broker = await mosquitto({ folder, lines });
    await set("servers", [{ name: "Broker", mqttUrl: broker.url }]);
    await set("connection.keepAlive", 71);
    await run("startTestServer", { port: 0 });
    await run("registerWithTestServer", properties);
    rules = path.join(root, ".thingsboard", "rpc.json");
  });

  after(async () => {
    await run("disconnect", properties);
    await run("stopTestServer");
    await broker.stop();
    rmSync(path.dirname(rules), { recursive: true, force: true });
    await set("servers", undefined);
    await set("connection.keepAlive", undefined);
  });

  const refusalOf = async (id: string, ...args: unknown[]): Promise<string> =>
    (await run<Refusal>(id, ...args)).error.code;

  it("not before it is connected", async () => {
    const message = { topic: telemetry, payload: { t: 1 } };
    assert.equal(await refusalOf("publish", properties, message), "not-connected");
    assert.equal(await refusalOf("replyRpc", properties, { requestId: 1, response: 1 }), "not-connected");
    assert.equal(await refusalOf("simulateTelemetry", properties, { kind: "sine" }), "not-connected");
    assert.equal(
      await refusalOf("replayMessages", properties, { file: "/x", ratePerSecond: 1 }),
      "not-connected",
    );
    assert.equal(await refusalOf("stopSimulation"), "no-simulation");
  });

  it("and what it publishes is acknowledged by the Local Test Server", async () => {
    const report = await run<{ ok: boolean }>("testConnection", properties, {
      server: "Local Test Server",
      keepOpen: true,
    });
    assert.equal(report.ok, true);
    const published = (message: object): Promise<unknown> => run("publish", properties, message);
    assert.deepEqual(await published({ topic: telemetry, payload: { marked: 7 } }), { acknowledged: true });
    assert.deepEqual(await published({ topic: telemetry, payload: '{"t":1}', qos: 0 }), {
      acknowledged: false,
    });
    await output(/↑ {2}v1\/devices\/me\/telemetry[^↑↓]*"marked": 7/);
  });

  it("and JSON that is none is refused before it is sent, with its place", async () => {
    const { error } = await run<Refusal>("publish", properties, { topic: telemetry, payload: '{"t":\n x}' });
    assert.equal(error.code, "payload-invalid");
    assert.deepEqual(error.details, { line: "2", column: "2", offset: 7 });
    assert.equal(await refusalOf("publish", properties, { topic: "a/#", payload: "1" }), "topic-invalid");
    assert.equal(
      await refusalOf("publish", properties, { topic: "a", payload: "1", qos: 3 }),
      "argument-invalid",
    );
  });

  it("and a document that is open is published as it is", async () => {
    const document = await workspace.openTextDocument({ language: "json", content: '{ "fromDocument": 1 }' });
    const message = { topic: telemetry, document: document.uri };
    assert.deepEqual(await run("publish", properties, message), { acknowledged: true });
    await output(/"fromDocument": 1/);
  });

  it("and sends made telemetry until it is stopped", async () => {
    const options = { kind: "ramp", key: "level", min: 3, max: 9, step: 2, intervalMs: 100 };
    const started = await run<{ started: string[] }>("simulateTelemetry", [properties], options);
    assert.deepEqual(started, { started: [properties] });
    await output(/"level": 3[^↑]*↑[^↑]*"level": 5[^↑]*↑[^↑]*"level": 7/);
    assert.deepEqual(await run("stopSimulation", properties), { stopped: [properties] });
    assert.equal(await refusalOf("stopSimulation", properties), "no-simulation");
    assert.equal(
      await refusalOf("simulateTelemetry", properties, { ...options, intervalMs: 5 }),
      "argument-invalid",
    );
  });

  it("and replays a file of messages", async () => {
    const file = path.join(folder, "day.ndjson");
    writeFileSync(
      file,
      [1, 2, 3].map((day) => JSON.stringify({ topic: telemetry, payload: { day } })).join("\n"),
    );
    const options = { file: Uri.file(file), ratePerSecond: 1000 };
    assert.deepEqual(await run("replayMessages", properties, options), { total: 3, sent: 3, refused: 0 });
    await output(/"day": 1[^]*"day": 2[^]*"day": 3/);
    writeFileSync(file, '{"topic":"a"}\nnone');
    const { error } = await run<Refusal>("replayMessages", properties, options);
    assert.equal(error.code, "message-not-json");
    assert.equal(error.details?.["line"], 2);
  });

  it("and answers RPC requests of a broker by the rules of its folder", async () => {
    mkdirSync(path.dirname(rules), { recursive: true });
    const rule = { method: "get*", response: { echo: "${params.unit}", by: "${method}" }, delayMs: 20 };
    writeFileSync(rules, JSON.stringify({ rules: [rule] }));
    const report = await run<{ ok: boolean }>("testConnection", properties, {
      server: "Broker",
      keepOpen: true,
    });
    assert.equal(report.ok, true, JSON.stringify(report));
    // The keep-alive of the setting.
    assert.match(broker.log(), /New client connected from .* \(p2, c1, k71/);
    // A broker gives to the device what the device itself publishes there.
    const call = { method: "getTemperature", params: { unit: "C" } };
    const asked = { topic: "v1/devices/me/rpc/request/7", payload: call };
    assert.deepEqual(await run("publish", properties, asked), { acknowledged: true });
    await output(/↑ {2}v1\/devices\/me\/rpc\/response\/7[^↑↓]*"echo": "C",\s*"by": "getTemperature"/);
  });

  it("and answers by hand what no rule is for", async () => {
    const asked = { topic: "v1/devices/me/rpc/request/8", payload: { method: "reboot", params: {} } };
    await run("publish", properties, asked);
    const reply = { requestId: 8, response: { done: true } };
    assert.deepEqual(await run("replyRpc", properties, reply), { acknowledged: true });
    await output(/↑ {2}v1\/devices\/me\/rpc\/response\/8[^↑↓]*"done": true/);
  });

  it("and its simulation ends with its session", async () => {
    await run("simulateTelemetry", properties, { kind: "sine", intervalMs: 60_000 });
    await run("disconnect", properties);
    assert.equal(await refusalOf("stopSimulation"), "no-simulation");
    await run("testConnection", properties, { server: "Local Test Server", keepOpen: true });
  });

  it("and the rules are opened, with examples where there are none", async () => {
    rmSync(rules);
    assert.deepEqual(await run("editRpcRules", properties), { file: rules });
    const document = workspace.textDocuments.find(({ uri }) => uri.fsPath === rules);
    assert.match(document?.getText() ?? "", /"method": "getTemperature"/);
  });
});
