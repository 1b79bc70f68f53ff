import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, describe, it } from "mocha";
import { commands, env, tasks, TabInputCustom, Uri, window, workspace } from "vscode";

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

/** test/fixtures/testServer/alpha.pem: what is opened here is a copy of another folder. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUaNgEcBoOKxGr3xT/PK3DSkfimlgwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFYWxwaGEwHhcNMjYxMTI0MTU1MzIxWhcNMzYxMTIxMTU1MzIx
WjAQMQ4wDAYDVQQDDAVhbHBoYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABB3C
kxmmaPFk5OjnMnTB527/DcltuHkUM5hPP7M/5CJIBQVs17BJt21t9AuxzM8C7lIk
HQKy+10JfqqV/RKtJdOjUzBRMB0GA1UdDgQWBBRTeFvFnItyGwpW/DfQ2ifKpYyu
aDAfBgNVHSMEGDAWgBRTeFvFnItyGwpW/DfQ2ifKpYyuaDAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIQDPN3zSkbwD4kUH7U7z+qeQXHISDADlMX2v
bdFIywUxzwIgY6Q0GBRej7JsiuO81nJS62SgtN4kWL1Dc/D42U61yj0=
-----END CERTIFICATE-----
`;

describe("in Restricted Mode", function () {
  // A workbench that is still starting on a busy machine is slow to open the first editor.
  this.timeout(120_000);
  let folder: string;
  let properties: string;

  before(() => {
    folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
    properties = path.join(folder, "keygen.properties");
  });

  /** Everything in the workspace, with size and time of change. */
  const snapshot = (): readonly string[] =>
    readdirSync(folder, { recursive: true }).map((name) => {
      const { size, mtimeMs } = statSync(path.join(folder, String(name)));
      return `${String(name)} ${size} ${mtimeMs}`;
    });

  const rows: readonly [id: string, args: (properties: string) => readonly unknown[]][] = [
    ["newDevice", () => [{ folder, values: { DOMAIN_SUFFIX: "x" } }]],
    ["newDevice", () => []],
    ["generateClientCert", (file) => [file, { overwrite: true }]],
    ["generateServerCert", (file) => [file, { overwrite: true, copyTo: folder }]],
    ["renewClientCert", (file) => [file, { keepKey: false }]],
    ["renewServerCert", (file) => [file, { keepKey: false }]],
    ["restoreBackup", (file) => [file, { backup: "x" }]],
    ["newDeviceCa", () => [{ name: "Fleet", folder }]],
    ["exportCaForThingsBoard", () => ["Fleet"]],
    ["copyCaPassphrase", () => ["Fleet"]],
    ["editValue", (file) => [file, { key: "CITY", value: "Rome" }]],
    ["editValue", (file) => [file]],
    ["addToGitignore", (file) => [file]],
    ["stopTracking", (file) => [file]],
    ["copyPublicCert", (file) => [file]],
    ["fixServerName", (file) => [file, { host: "10.0.0.5", overwrite: true }]],
    ["setServerPort", () => ["Plant", { port: 8883 }]],
    ["copyClientCode", (file) => [file, { language: "python" }]],
    ["testConnection", (file) => [file, { keepOpen: false }]],
    ["fetchServerCertificate", (file) => [file, { accept: "00".repeat(32) }]],
    ["fetchServerCertificate", () => ["Local Test Server", { accept: false }]],
    ["publish", (file) => [file, { topic: "v1/devices/me/telemetry", payload: { t: 1 } }]],
    ["replyRpc", (file) => [file, { requestId: 1, response: 1 }]],
    ["editRpcRules", (file) => [file]],
    ["simulateTelemetry", (file) => [file, { kind: "sine" }]],
    ["replayMessages", (file) => [file, { file, ratePerSecond: 1 }]],
    ["startTestServer", () => [{ port: 0 }]],
    ["registerWithTestServer", (file) => [file]],
    ["rotateClientCert", (file) => [file, { server: "Local Test Server" }]],
    ["generateFleet", (file) => [{ csv: `${file}.csv`, template: file, ca: false }]],
    ["generateFleet", (file) => [Uri.file(`${file}.csv`)]],
    ["renewAllExpiring", () => [{ days: 36_500, keepKey: true }]],
    ["exportExpiryCalendar", (file) => [{ path: `${file}.ics` }]],
    ["provisionDeviceCa", () => ["Fleet", { server: "Local Test Server" }]],
    ["testFleet", () => [{ folder }]],
    ["provisionFleet", () => [{ folder, server: "Local Test Server" }]],
    ["exportBulkImport", (file) => [{ folder, path: `${file}.csv` }]],
    ["resumeRotation", (file) => [file, { finish: true }]],
    ["addServer", () => [{ name: "x", mqttUrl: "mqtts://127.0.0.1:1" }]],
    ["removeServer", () => ["x"]],
    ["useServer", () => ["x"]],
    ["editServer", () => ["x", { name: "y" }]],
    ["deleteServerDevice", () => ["x", { deviceId: "x", deviceName: "x", confirm: "x" }]],
    ["searchServerDevices", () => ["x", { text: "" }]],
    ["signIn", () => ["Local Test Server", { start: true }]],
    ["signIn", () => ["x", { username: "ada", password: "secret" }]],
  ];
  for (const [id, args] of rows) {
    it(`${id} with ${args("file").length} arguments says that the workspace is not trusted, and does nothing`, async () => {
      const before = snapshot();
      const clipboard = await env.clipboard.readText();
      const answer = await run<{ error: { code: string; message: string } }>(id, ...args(properties));
      assert.equal(answer.error.code, "workspace-untrusted");
      assert.match(answer.error.message, /Trust the workspace to go on\.$/);
      assert.deepEqual(snapshot(), before);
      assert.equal(await env.clipboard.readText(), clipboard);
    });
  }

  it("the tasks that are offered check files, and none writes or connects", async () => {
    const found = await tasks.fetchTasks({ type: "thingsboard-x509" });
    const actions = found.map(({ definition }) => String(definition["action"]));
    assert.ok(actions.length > 0);
    assert.deepEqual(
      actions.filter((action) => action !== "validate"),
      [],
    );
  });

  it("a file is checked all the same", async () => {
    const { diagnostics } = await run<{ diagnostics: { code: string }[] }>("validate", properties);
    assert.ok(diagnostics.some(({ code }) => code === "unquoted-space"));
  });

  it("a folder of ThingsBoard's scripts is shown all the same, and left as it is", async () => {
    const before = snapshot();
    const found = await run<{ properties: string; shown: boolean }>("importScriptFolder", folder);
    assert.equal(found.properties, properties);
    assert.equal(found.shown, true);
    assert.deepEqual(snapshot(), before);
  });

  it("a certificate is explained all the same", async () => {
    const file = path.join(folder, "explained.pem");
    writeFileSync(file, certificate);
    const { certificates } = await run<{ certificates: { subject: string }[] }>("explainCertificate", file);
    assert.match(certificates[0]?.subject ?? "", /CN=alpha/);
    const input = window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof TabInputCustom && input.viewType === "thingsboardX509.certificateView");
  });

  it("a file is opened all the same", async () => {
    await run("openProperties", properties);
    assert.equal(window.activeTextEditor?.document.uri.fsPath, properties);
  });
});
