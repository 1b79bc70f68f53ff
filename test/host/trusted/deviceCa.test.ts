import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, it } from "mocha";
import { commands, ConfigurationTarget, env, workspace } from "vscode";
import { modeHere, modeOf } from "../fileModes";

interface Bundle {
  readonly files: readonly string[];
  readonly notAfter: string;
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

async function codeOf(id: string, ...args: unknown[]): Promise<string> {
  return (await run<{ error: { code: string } }>(id, ...args)).error.code;
}

describe("a device CA, in a real extension host,", function () {
  // A workbench that is still starting on a busy machine is slow to open the first editor.
  this.timeout(120_000);
  let folder: string;
  let properties: string;
  let ca: { readonly certificate: string; readonly key: string; readonly fingerprint256: string };
  const file = (name: string): string => path.join(folder, name);
  const certificateAt = (name: string): X509Certificate => new X509Certificate(readFileSync(file(name)));
  const publicKeyOf = (name: string): string =>
    certificateAt(name).publicKey.export({ type: "spki", format: "pem" }).toString();

  before(async () => {
    folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "ca-"));
    const device = { folder, values: { DOMAIN_SUFFIX: "pump-7" } };
    ({ properties } = await run<{ properties: string }>("newDevice", device));
    ca = await run("newDeviceCa", { name: "Fleet", folder });
  });

  it("is made in a folder of its own, its key encrypted, for its owner alone", () => {
    assert.equal(ca.certificate, file(".thingsboard-ca/Fleet/Fleet.ca.pem"));
    assert.equal(modeOf(ca.key), modeHere("600"));
    assert.match(readFileSync(ca.key, "utf8"), /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    assert.equal(new X509Certificate(readFileSync(ca.certificate)).fingerprint256, ca.fingerprint256);
  });

  it("gives its passphrase to the person, and it opens the key", async () => {
    await run("copyCaPassphrase", ca.certificate);
    const passphrase = await env.clipboard.readText();
    const key = createPrivateKey({ key: readFileSync(ca.key), passphrase });
    const own = new X509Certificate(readFileSync(ca.certificate));
    assert.equal(own.checkPrivateKey(key), true);
  });

  it("signs a device, whose bundle has the chain", async () => {
    const bundle = await run<Bundle>("generateClientCert", properties, { ca: ca.certificate });
    assert.deepEqual(
      bundle.files,
      ["jks", "p12", "pem", "pk8.pem", "nopass.pem", "pub.pem", "chain.pem"].map((end) =>
        file(`client.${end}`),
      ),
    );
    const issuer = new X509Certificate(readFileSync(ca.certificate));
    assert.equal(certificateAt("client.pub.pem").verify(issuer.publicKey), true);
    assert.equal(
      readFileSync(file("client.chain.pem"), "utf8"),
      readFileSync(file("client.pub.pem"), "utf8") + readFileSync(ca.certificate, "utf8"),
    );
  });

  it("is exported as ThingsBoard takes it", async () => {
    const exported = await run<{ pem: string; certificateRegExPattern: string }>(
      "exportCaForThingsBoard",
      ca.certificate,
    );
    assert.equal(exported.pem, readFileSync(ca.certificate, "utf8"));
    assert.equal(await env.clipboard.readText(), exported.pem);
    const name = /^CN=(.*)$/m.exec(certificateAt("client.pub.pem").subject)?.[1] ?? "";
    assert.equal(new RegExp(exported.certificateRegExPattern).exec(name)?.[1], "pump-7");
  });

  it("is asked again when its device is renewed; key and subject stay, and the old bundle is kept", async () => {
    const old = certificateAt("client.pub.pem");
    const key = publicKeyOf("client.pub.pem");
    assert.equal(await codeOf("renewClientCert", properties, { keepKey: true }), "renew-needs-ca");
    await run<Bundle>("renewClientCert", properties, { keepKey: true, ca: ca.certificate });
    const renewed = certificateAt("client.pub.pem");
    assert.deepEqual([renewed.subject, renewed.issuer], [old.subject, old.issuer]);
    assert.notEqual(renewed.serialNumber, old.serialNumber);
    assert.equal(publicKeyOf("client.pub.pem"), key);
    await run<Bundle>("renewClientCert", properties, { keepKey: false, ca: ca.certificate });
    assert.notEqual(publicKeyOf("client.pub.pem"), key);
    const [first = ""] = readdirSync(file("backup")).sort();
    assert.equal(certificateAt(`backup/${first}/client.pub.pem`).serialNumber, old.serialNumber);
    const restored = await run<Bundle & { backup: string }>("restoreBackup", properties, { backup: first });
    assert.equal(restored.backup, first);
    assert.equal(certificateAt("client.pub.pem").serialNumber, old.serialNumber);
    assert.equal(readdirSync(file("backup")).length, 3);
  });

  it("signs by the setting, too, and the keystore is what the settings say", async () => {
    const section = workspace.getConfiguration("thingsboardX509");
    const set = async (deviceCa?: string, keystoreFormat?: string): Promise<void> => {
      await section.update("certificate.deviceCa", deviceCa, ConfigurationTarget.Workspace);
      await section.update("certificate.keystoreFormat", keystoreFormat, ConfigurationTarget.Workspace);
    };
    await set(ca.certificate, "pkcs12");
    try {
      await run<Bundle>("generateClientCert", properties, { overwrite: true });
      assert.match(certificateAt("client.pub.pem").issuer, /^CN=Fleet$/m);
      // A SEQUENCE, where JKS begins with FEEDFEED.
      assert.equal(readFileSync(file("client.jks"))[0], 0x30);
      await run<Bundle>("generateClientCert", properties, { overwrite: true, ca: false });
      assert.match(certificateAt("client.pub.pem").issuer, /^CN=pump-7$/m);
      assert.equal(readdirSync(folder).includes("client.chain.pem"), false);
    } finally {
      await set();
    }
    await run<Bundle>("generateClientCert", properties, { overwrite: true });
    assert.equal(readFileSync(file("client.jks")).readUInt32BE(), 0xfeedfeed);
  });

  it("is refused with a code where something is wrong, and nothing is asked", async () => {
    assert.equal(await codeOf("newDeviceCa", { name: "Fleet", folder }), "file-exists");
    assert.equal(await codeOf("newDeviceCa", { name: "../x", folder }), "ca-values-invalid");
    assert.equal(await codeOf("newDeviceCa", { name: "x", folder, algorithm: "DSA" }), "argument-invalid");
    const wrong = { overwrite: true, ca: ca.certificate, passphrase: "An0ther-one" };
    assert.equal(await codeOf("generateClientCert", properties, wrong), "ca-passphrase-wrong");
    assert.equal(
      await codeOf("generateClientCert", properties, { overwrite: true, ca: "None" }),
      "ca-missing",
    );
    assert.equal(await codeOf("generateClientCert", properties, { ca: 7 }), "argument-invalid");
    assert.equal(await codeOf("restoreBackup", properties, { backup: "../.." }), "backup-missing");
    assert.equal(await codeOf("renewServerCert", properties, { keepKey: true }), "renew-nothing-there");
    assert.equal(await codeOf("exportCaForThingsBoard", file("none.ca.pem")), "ca-missing");
  });
});
