import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createServer, type Server } from "node:tls";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "mocha";
import { commands, ConfigurationTarget, workspace } from "vscode";
import { modeHere, modeOf } from "../fileModes";

interface Fetched {
  readonly chain: readonly { readonly subject: string; readonly fingerprint256: string }[];
  readonly savedTo?: string;
}

interface Refusal {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details?: { readonly fingerprint256?: string };
  };
}

interface Report {
  readonly diagnosis?: {
    readonly code: string;
    readonly actions: readonly {
      readonly title: string;
      readonly command: string;
      readonly args: unknown[];
    }[];
  };
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

describe("Fetch Server Certificate, in a real extension host,", function () {
  // A workbench that is still starting on a busy machine is slow to open the first editor.
  this.timeout(120_000);
  let folder: string;
  let properties: string;
  let server: Server;
  let fingerprint256: string;

  before(async () => {
    const root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
    folder = mkdtempSync(path.join(root, "fetch-"));
    const values = { DOMAIN_SUFFIX: "pump" };
    ({ properties } = await run<{ properties: string }>("newDevice", { folder, values }));
    await run("generateClientCert", properties);
    // The server has another identity than the device's folder knows, as a server of one's own has.
    const elsewhere = mkdtempSync(path.join(root, "plant-"));
    const plant = await run<{ properties: string }>("newDevice", { folder: elsewhere, values });
    await run("generateServerCert", plant.properties);
    const file = (ending: string): string => {
      const name = readdirSync(elsewhere).find((one) => one.endsWith(ending)) ?? "";
      return readFileSync(path.join(elsewhere, name), "utf8");
    };
    const cert = file(".pub.pem");
    ({ fingerprint256 } = new X509Certificate(cert));
    server = createServer({ cert, key: file(".pk8.pem"), requestCert: true, rejectUnauthorized: false });
    server.on("tlsClientError", () => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const servers = [{ name: "Plant", mqttUrl: `mqtts://127.0.0.1:${port}` }];
    await workspace
      .getConfiguration("thingsboardX509")
      .update("servers", servers, ConfigurationTarget.Workspace);
  });

  after(async () => {
    server.close();
    await workspace
      .getConfiguration("thingsboardX509")
      .update("servers", undefined, ConfigurationTarget.Workspace);
  });

  const saved = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith(".pub.pem"));

  it("is what a test connection offers where the server is not known", async () => {
    const options = { server: "Plant", keepOpen: false };
    const { diagnosis } = await run<Report>("testConnection", properties, options);
    assert.equal(diagnosis?.code, "server-cert-self-signed");
    const [cure] = diagnosis.actions;
    assert.deepEqual(
      [cure?.title, cure?.command, cure?.args],
      [
        "Fetch Server Certificate…",
        "thingsboardX509.fetchServerCertificate",
        [properties, { server: "Plant" }],
      ],
    );
  });

  it("shows the chain and saves nothing unless that is confirmed", async () => {
    const { chain, savedTo } = await run<Fetched>("fetchServerCertificate", "Plant", {
      accept: false,
      properties,
    });
    assert.equal(chain[0]?.fingerprint256, fingerprint256);
    assert.match(chain[0].subject, /pump/);
    assert.deepEqual([savedTo, saved().length], [undefined, 1]);
  });

  it("refuses another fingerprint than the one that was confirmed", async () => {
    const accept = "00".repeat(32);
    const { error } = await run<Refusal>("fetchServerCertificate", properties, { server: "Plant", accept });
    assert.equal(error.code, "fingerprint-differs");
    assert.equal(error.details?.fingerprint256, fingerprint256);
    assert.equal(saved().length, 1);
  });

  it("refuses a fingerprint that is none", async () => {
    const { error } = await run<Refusal>("fetchServerCertificate", properties, { accept: "abc" });
    assert.equal(error.code, "argument-invalid");
  });

  it("saves with the right one, and the test connection gets past it", async () => {
    const accept = fingerprint256.replaceAll(":", "").toLowerCase();
    const asked = { server: "Plant", accept };
    const { savedTo = "" } = await run<Fetched>("fetchServerCertificate", properties, asked);
    assert.equal(new X509Certificate(readFileSync(savedTo)).fingerprint256, fingerprint256);
    assert.equal(path.dirname(savedTo), folder);
    assert.equal(modeOf(savedTo), modeHere("644"));
    const options = { server: "Plant", keepOpen: false, timeoutMs: 500 };
    const { diagnosis } = await run<Report>("testConnection", properties, options);
    assert.equal(diagnosis?.code, "mqtt-connack-timeout");
  });

  it("has nothing to save where it is saved already", async () => {
    const asked = { server: "Plant", accept: fingerprint256 };
    const { savedTo } = await run<Fetched>("fetchServerCertificate", properties, asked);
    assert.ok(savedTo !== undefined);
    assert.ok(!readdirSync(folder).includes("backup"));
  });

  it("names the cause where nobody answers", async () => {
    server.close();
    const { error } = await run<Refusal>("fetchServerCertificate", properties, { server: "Plant" });
    assert.equal(error.code, "tcp-refused");
  });
});
