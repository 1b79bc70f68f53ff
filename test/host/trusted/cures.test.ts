import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createPlain, type AddressInfo, type Server } from "node:net";
import path from "node:path";
import { createServer as createTls, type Server as TlsServer } from "node:tls";
import { after, before, describe, it } from "mocha";
import { commands, ConfigurationTarget, env, Uri, window, workspace } from "vscode";

interface Action {
  readonly title: string;
  readonly command: string;
  readonly args: unknown[];
}

interface Report {
  readonly ok: boolean;
  readonly phases: readonly { readonly phase: string; readonly ok: boolean }[];
  readonly diagnosis?: { readonly code: string; readonly actions: readonly Action[] };
}

interface Refusal {
  readonly error: { readonly code: string; readonly message: string };
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

function listening(server: Server | TlsServer, host = "127.0.0.1"): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, host, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function setServers(servers: readonly object[] | undefined): Promise<void> {
  const section = workspace.getConfiguration("thingsboardX509");
  await section.update("servers", servers, ConfigurationTarget.Workspace);
}

/** Every certificate that is made here names 127.0.0.1, and no other address of the loopback network. */
const otherLoopback = "127.0.0.2";

function addressOf(name: string): string | undefined {
  const servers = workspace
    .getConfiguration("thingsboardX509")
    .get<{ name: string; mqttUrl: string }[]>("servers");
  return servers?.find((server) => server.name === name)?.mqttUrl;
}

describe("What cures a failed connection, in a real extension host,", function () {
  this.timeout(120_000);
  let folder: string;
  let properties: string;
  let plain: Server;
  const servers: TlsServer[] = [];

  const file = (name: string): string => path.join(folder, name);

  /** A server that shows what lies in the folder now, as one does that was given it. */
  async function serve(): Promise<string> {
    const server = createTls({
      key: readFileSync(file("server.pk8.pem")),
      cert: readFileSync(file("server.pub.pem")),
      requestCert: true,
      rejectUnauthorized: false,
    });
    server.on("tlsClientError", () => undefined);
    // Closes when the device has introduced itself: by then it trusts what it was shown.
    server.on("secureConnection", (socket) => {
      socket.on("error", () => undefined).once("data", () => socket.end());
    });
    servers.push(server);
    return `mqtts://${otherLoopback}:${await listening(server, otherLoopback)}`;
  }

  const test = (server: string): Promise<Report> =>
    run("testConnection", properties, { server, keepOpen: false, timeoutMs: 5000 });

  before(async () => {
    folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "cures-"));
    const values = { DOMAIN_SUFFIX: "pump", SUBJECT_ALTERNATIVE_NAMES: "dns:tb.example.org" };
    properties = (await run<{ properties: string }>("newDevice", { folder, values })).properties;
    plain = createPlain((socket) => socket.on("error", () => undefined).end("no TLS here\r\n"));
  });

  after(async () => {
    [plain, ...servers].forEach((server) => server.close());
    await setServers(undefined);
  });

  it("has no report to copy before the first test", async () => {
    const { error } = await run<Refusal>("copyReport", properties, { hostNames: false });
    assert.equal(error.code, "report-missing");
  });

  it("adds the host to a certificate made here, keeps its key, and the next handshake passes", async () => {
    await run("generateClientCert", properties);
    await run("generateServerCert", properties);
    const host = otherLoopback;
    await setServers([{ name: "Own", mqttUrl: await serve() }]);
    const { diagnosis } = await test("Own");
    assert.equal(diagnosis?.code, "server-cert-host-mismatch");
    const [cure] = diagnosis.actions;
    assert.equal(cure?.title, `Add ${host} to the Certificate…`);
    assert.deepEqual(cure.args, [properties, { host }]);
    const key = readFileSync(file("server.pk8.pem"), "utf8");
    const named = await run<{ keptKey: boolean }>("fixServerName", properties, { host, overwrite: true });
    assert.equal(named.keptKey, true);
    assert.equal(readFileSync(file("server.pk8.pem"), "utf8"), key);
    assert.match(
      readFileSync(properties, "utf8"),
      /^SUBJECT_ALTERNATIVE_NAMES="?dns:tb\.example\.org,ip:127\.0\.0\.2"?$/m,
    );
    await setServers([{ name: "Own", mqttUrl: await serve() }]);
    const report = await test("Own");
    assert.deepEqual(
      report.phases.filter(({ phase }) => phase === "tls").map(({ ok }) => ok),
      [true],
    );
  });

  it("refuses a host that no certificate can name", async () => {
    const { error } = await run<Refusal>("fixServerName", properties, { host: "a b", overwrite: true });
    assert.equal(error.code, "argument-invalid");
  });

  it("copies a report without passwords, home folder and host names, and with them where that is wanted", async () => {
    const host = "tb.cures.invalid";
    await setServers([{ name: "Own", mqttUrl: `mqtts://${host}` }]);
    await test("Own");
    const { report } = await run<{ report: string }>("copyReport", properties, { hostNames: false });
    assert.equal(await env.clipboard.readText(), report);
    assert.match(report, /^- VS Code: `\d+\.\d+/m);
    assert.match(report, /^### ✓ preflight, \d+ ms$/m);
    assert.match(report, /^### ✗ dns, \d+ ms$/m);
    const passwords = [...readFileSync(properties, "utf8").matchAll(/_PASSWORD="?([^"\n]+)/g)].map(
      ([, value]) => value ?? "",
    );
    assert.equal(passwords.length, 4);
    const keyLines = readFileSync(file("client.pk8.pem"), "utf8").split("\n").slice(1, -2);
    const workspaceFolder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
    for (const hidden of [...passwords, ...keyLines, workspaceFolder, host]) {
      assert.ok(!report.includes(hidden), hidden);
    }
    const whole = await run<{ report: string }>("copyReport", properties, { hostNames: true });
    assert.ok(whole.report.includes(`mqtts://${host}`));
  });

  it("sets the port in the settings that the server lies in, and keeps the rest of its entry", async () => {
    await setServers([
      { name: "Plain", mqttUrl: `mqtts://127.0.0.1:${await listening(plain)}`, caFile: "ca.pem" },
    ]);
    const set = await run<{ mqttUrl: string }>("setServerPort", "Plain", { port: 8883 });
    assert.equal(set.mqttUrl, "mqtts://127.0.0.1:8883");
    assert.equal(addressOf("Plain"), "mqtts://127.0.0.1:8883");
    const { workspaceValue } = workspace.getConfiguration("thingsboardX509").inspect("servers") ?? {};
    assert.deepEqual(workspaceValue, [
      { name: "Plain", mqttUrl: "mqtts://127.0.0.1:8883", caFile: "ca.pem" },
    ]);
    const { error } = await run<Refusal>("setServerPort", "Plain", { port: 0 });
    assert.equal(error.code, "argument-invalid");
    const unknown = await run<Refusal>("setServerPort", "Nowhere", { port: 1 });
    assert.equal(unknown.error.code, "server-unknown");
  });

  it("offers TLS for an address without it", async () => {
    await setServers([{ name: "Plain", mqttUrl: "mqtt://127.0.0.1:1883" }]);
    const { diagnosis } = await test("Plain");
    assert.equal(diagnosis?.code, "server-url-invalid");
    const [cure] = diagnosis.actions;
    assert.equal(cure?.title, "Use mqtts://127.0.0.1:8883");
    await commands.executeCommand(cure.command, ...cure.args);
    assert.equal(addressOf("Plain"), "mqtts://127.0.0.1:8883");
  });

  it("opens a broken file in the line that is broken, also behind a byte order mark", async () => {
    const pem = readFileSync(file("client.nopass.pem"), "utf8").split("\n");
    const line = pem.indexOf("-----BEGIN CERTIFICATE-----") + 2;
    writeFileSync(
      file("client.nopass.pem"),
      [...pem.slice(0, line - 1), "???", ...pem.slice(line)].join("\r\n"),
    );
    const { diagnosis } = await test("Plain");
    assert.equal(diagnosis?.code, "client-cert-unreadable");
    const [cure] = diagnosis.actions;
    assert.ok(cure);
    await commands.executeCommand(cure.command, ...cure.args);
    const editor = window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, file("client.nopass.pem"));
    assert.equal(editor.document.lineAt(editor.selection.active.line).text, "???");

    const marked = Uri.file(file("marked.txt"));
    await workspace.fs.writeFile(marked, Buffer.from("\uFEFFone\ntwo\n"));
    await run("openAt", marked, 5);
    const { active } = window.activeTextEditor?.selection ?? {};
    assert.deepEqual([active?.line, active?.character], [1, 0]);
  });
});
