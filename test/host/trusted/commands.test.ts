import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, it } from "mocha";
import { commands, env, Uri, window, workspace, WorkspaceEdit, Range } from "vscode";
import { modeHere, modeOf } from "../fileModes";

interface Bundle {
  readonly files: readonly string[];
  readonly fingerprint256: string;
  readonly credentialsId: string;
  readonly notAfter: string;
}

interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly details?: unknown };
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

async function codeOf(id: string, ...args: unknown[]): Promise<string> {
  return (await run<Refusal>(id, ...args)).error.code;
}

function newFolder(): string {
  return mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "commands-"));
}

async function newDevice(folder: string, name: string): Promise<string> {
  return (await run<{ properties: string }>("newDevice", { folder, values: { DOMAIN_SUFFIX: name } }))
    .properties;
}

/** Waits for a tab to be there. */
function tabCalled(label: RegExp): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const isThere = window.tabGroups.all.some(({ tabs }) => tabs.some((tab) => label.test(tab.label)));
      if (isThere) {
        subscription.dispose();
        resolve();
      }
    };
    const subscription = window.tabGroups.onDidChangeTabs(look);
    look();
  });
}

/** Names and octal modes of what lies in a folder. */
function listing(folder: string): readonly string[] {
  return readdirSync(folder)
    .map((name) => `${name} ${modeOf(path.join(folder, name))}`)
    .sort();
}

describe("New Device, in a real extension host,", function () {
  // A workbench that is still starting on a busy machine is slow to open the first editor.
  this.timeout(120_000);

  it("writes a file without a finding, for its owner alone, and opens it", async () => {
    const folder = newFolder();
    const properties = await newDevice(folder, "pump");
    assert.equal(properties, path.join(folder, "keygen.properties"));
    assert.deepEqual(listing(folder), [`keygen.properties ${modeHere("600")}`]);
    assert.equal(window.activeTextEditor?.document.uri.fsPath, properties);
    assert.equal(window.activeTextEditor.document.languageId, "keygen-properties");
    assert.deepEqual(await run("validate", properties), { diagnostics: [] });
  });

  it("gives a second device of a folder a file of its own, and overwrites none", async () => {
    const folder = newFolder();
    await newDevice(folder, "pump");
    assert.equal(await newDevice(folder, "valve"), path.join(folder, "valve.keygen.properties"));
    const before = readFileSync(path.join(folder, "valve.keygen.properties"), "utf8");
    const again = { folder, values: { DOMAIN_SUFFIX: "valve" } };
    assert.equal(await codeOf("newDevice", again), "file-exists");
    assert.equal(readFileSync(path.join(folder, "valve.keygen.properties"), "utf8"), before);
  });

  it("takes a folder as a Uri, and another device's file as template", async () => {
    const folder = newFolder();
    const template = Uri.file(await newDevice(folder, "pump"));
    const options = { folder: Uri.file(path.join(folder, "new")), values: { CITY: "Łódź" }, template };
    const { properties } = await run<{ properties: string }>("newDevice", options);
    assert.match(readFileSync(properties, "utf8"), /^CITY="?Łódź"?$/m);
  });

  it("refuses what is no value, folder or template, and writes nothing", async () => {
    const folder = newFolder();
    const refused = await run<Refusal>("newDevice", { folder, values: { TWO_LETTER_COUNTRY_CODE: "USA" } });
    assert.equal(refused.error.code, "values-invalid");
    assert.match(refused.error.message, /TWO_LETTER_COUNTRY_CODE has to be two letters/);
    assert.equal(await codeOf("newDevice", { folder, values: { CITY: 5 } }), "argument-invalid");
    assert.equal(await codeOf("newDevice", { folder: "here", values: {} }), "argument-invalid");
    assert.equal(await codeOf("newDevice", { folder, values: {}, template: "x" }), "argument-invalid");
    assert.deepEqual(listing(folder), []);
  });
});

describe("the commands of a device, in a real extension host,", function () {
  this.timeout(120_000);
  let folder: string;
  let properties: string;
  const file = (name: string): string => path.join(folder, name);

  before(async () => {
    folder = newFolder();
    properties = await newDevice(folder, "pump");
  });

  it("say that there is no certificate to copy yet, and what to do", async () => {
    const { error } = await run<Refusal>("copyPublicCert", properties);
    assert.equal(error.code, "client-cert-missing");
    assert.match(error.message, /Generate the client certificate first\.$/);
    assert.deepEqual(error.details, { path: file("client.pub.pem") });
  });

  it("generate the client's six files, and tell what ThingsBoard will say of them", async () => {
    const bundle = await run<Bundle>("generateClientCert", properties);
    assert.deepEqual(
      bundle.files,
      ["jks", "p12", "pem", "pk8.pem", "nopass.pem", "pub.pem"].map((ending) => file(`client.${ending}`)),
    );
    assert.deepEqual(listing(folder), [
      `client.jks ${modeHere("600")}`,
      `client.nopass.pem ${modeHere("600")}`,
      `client.p12 ${modeHere("600")}`,
      `client.pem ${modeHere("600")}`,
      `client.pk8.pem ${modeHere("600")}`,
      `client.pub.pem ${modeHere("644")}`,
      `keygen.properties ${modeHere("600")}`,
    ]);
    const certificate = new X509Certificate(readFileSync(file("client.pub.pem")));
    assert.deepEqual(Object.keys(bundle), ["files", "fingerprint256", "credentialsId", "notAfter"]);
    assert.equal(bundle.fingerprint256, certificate.fingerprint256);
    assert.match(bundle.credentialsId, /^[0-9a-f]{64}$/);
    assert.equal(new Date(bundle.notAfter).getTime(), new Date(certificate.validTo).getTime());
    assert.match(bundle.notAfter, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("copy the public certificate", async () => {
    await run("copyPublicCert", { propertiesPath: properties });
    assert.equal(await env.clipboard.readText(), readFileSync(file("client.pub.pem"), "utf8"));
  });

  it("replace nothing without consent, and keep what they replace", async () => {
    const old = readFileSync(file("client.pub.pem"), "utf8");
    assert.equal(
      await codeOf("generateClientCert", Uri.file(properties), { overwrite: false }),
      "file-exists",
    );
    assert.equal(readFileSync(file("client.pub.pem"), "utf8"), old);
    await run<Bundle>("generateClientCert", Uri.file(properties), { overwrite: true });
    assert.notEqual(readFileSync(file("client.pub.pem"), "utf8"), old);
    const [backup = ""] = readdirSync(file("backup"));
    assert.equal(readFileSync(file(`backup/${backup}/client.pub.pem`), "utf8"), old);
  });

  it("generate the server's six files, and copy the keystore where they are told", async () => {
    const copyTo = path.join(folder, "conf");
    const missing = await run<Refusal>("generateServerCert", properties, { copyTo });
    assert.equal(missing.error.code, "copy-failed");
    assert.ok(existsSync(file("server.jks")));
    await workspace.fs.createDirectory(Uri.file(copyTo));
    const bundle = await run<Bundle>("generateServerCert", properties, { overwrite: true, copyTo });
    assert.deepEqual(bundle.files.slice(-2), [file("server.cer"), path.join(copyTo, "server.jks")]);
    assert.deepEqual(readFileSync(path.join(copyTo, "server.jks")), readFileSync(file("server.jks")));
  });

  it("make an RSA key of 4096 bits while the extension host does other work", async () => {
    const text = readFileSync(properties, "utf8").replace(
      /^CLIENT_KEY_ALG=EC\r?\n.*GROUP_NAME=.*$/m,
      "CLIENT_KEY_ALG=RSA\nCLIENT_KEY_SIZE=4096",
    );
    const slow = path.join(newFolder(), "keygen.properties");
    await workspace.fs.writeFile(Uri.file(slow), Buffer.from(text));
    const turnsMs = [performance.now()];
    const turning = setInterval(() => turnsMs.push(performance.now()), 1);
    const { files } = await run<Bundle>("generateClientCert", slow);
    clearInterval(turning);
    turnsMs.push(performance.now());
    // The key is nearly all of it: made on this thread, it would be one long turn.
    const longestMs = Math.max(...turnsMs.slice(1).map((ms, index) => ms - (turnsMs[index] ?? ms)));
    const wholeMs = (turnsMs.at(-1) ?? 0) - (turnsMs[0] ?? 0);
    assert.ok(longestMs < wholeMs / 2, `one turn took ${longestMs} of ${wholeMs} ms`);
    const { publicKey } = new X509Certificate(readFileSync(files.at(-1) ?? ""));
    assert.equal(publicKey.asymmetricKeyDetails?.modulusLength, 4096);
  });

  it("use what the editor shows: unsaved changes are saved first", async () => {
    const document = await workspace.openTextDocument(properties);
    const line = /^ORGANIZATION=.*$/m.exec(document.getText());
    const start = document.positionAt(line?.index ?? 0);
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(start, document.lineAt(start).range.end), "ORGANIZATION=Unsaved");
    assert.ok(await workspace.applyEdit(edit));
    assert.equal(document.isDirty, true);
    await run<Bundle>("generateClientCert", properties, { overwrite: true });
    assert.equal(document.isDirty, false);
    assert.match(new X509Certificate(readFileSync(file("client.pub.pem"))).subject, /^O=Unsaved$/m);
  });

  it("name the line that stands in the way, and go there", async () => {
    const broken = Uri.file(file("broken.keygen.properties"));
    await workspace.fs.writeFile(broken, Buffer.from("CITY=Paris\nORGANIZATION=$(id)\n"));
    const { error } = await run<Refusal>("generateClientCert", broken);
    assert.equal(error.code, "properties-invalid");
    await run("openAt", broken, 24);
    const editor = window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, broken.fsPath);
    assert.deepEqual([editor.selection.active.line, editor.selection.active.character], [1, 13]);
  });

  it("refuse what is no file, and name what is missing", async () => {
    assert.equal(await codeOf("generateClientCert", "keygen.properties"), "argument-invalid");
    assert.equal(await codeOf("generateServerCert", properties, { copyTo: "conf" }), "argument-invalid");
    assert.equal(await codeOf("generateClientCert", file("none.keygen.properties")), "file-not-found");
    assert.equal(await codeOf("copyPublicCert", Uri.parse("untitled:Untitled-1")), "properties-not-on-disk");
    assert.equal(await codeOf("openAt", file("none")), "file-not-found");
    assert.equal(await codeOf("openDocs", "../package.json"), "argument-invalid");
  });

  it("take the properties file of the active editor when none is named", async () => {
    await window.showTextDocument(Uri.file(properties));
    assert.equal(await codeOf("generateClientCert", undefined, { overwrite: false }), "file-exists");
  });

  it("open the file, the docs, the output and the log", async () => {
    await run("openProperties", { propertiesPath: properties });
    assert.equal(window.activeTextEditor?.document.uri.fsPath, properties);
    await run("openDocs", "commands.md", "devices");
    await tabCalled(/commands\.md/);
    await run("showOutput");
    await run("showLog");
  });
});
