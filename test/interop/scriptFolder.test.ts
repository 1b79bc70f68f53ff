import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { inspectScriptFolder, type ScriptFolder } from "../../src/flows/inspectScriptFolder";
import { clearForConnection } from "../../src/flows/preflight";
import { readPublicCert } from "../../src/flows/readPublicCert";
import { systemClock } from "../../src/io/clock";
import { nodeFiles } from "../../src/io/files";
import { machineNames } from "../../src/io/machine";
import { soundTextWith } from "../support/profiles";
import { pause } from "../support/patience";
import { runTool } from "./bundleRig";
import { runScriptRecipe } from "./scriptRecipe";

const world = { files: nodeFiles(), machine: machineNames() };
const howto = readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8");

interface Generation {
  readonly what: string;
  readonly text: string;
  readonly generation: "first" | "current";
  readonly client: string;
  readonly names: readonly string[];
  readonly keyText: string;
}

const generations: readonly Generation[] = [
  {
    what: "the how-to's scripts",
    text: howto,
    generation: "first",
    client: "mqttclient",
    names: [
      "mqttclient.jks",
      "mqttclient.p12",
      "mqttclient.pem",
      "mqttclient.nopass.pem",
      "mqttclient.pub.pem",
      "mqttserver.jks",
      "mqttserver.pub.pem",
      "mqttserver.cer",
    ],
    keyText: "RSA 2048",
  },
  {
    what: "today's scripts",
    text: soundTextWith("CITY=Paris"),
    generation: "current",
    client: "client",
    names: [
      "client.jks",
      "client.p12",
      "client.pem",
      "client.pk8.pem",
      "client.nopass.pem",
      "client.pub.pem",
      "server.jks",
      "server.p12",
      "server.pem",
      "server.pk8.pem",
      "server.pub.pem",
      "server.cer",
    ],
    keyText: "EC P-256",
  },
];

/** Everything in a folder: content, mode, inode and times, to the nanosecond. */
function snapshot(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .sort()
    .map((name) => {
      const { mode, ino, mtimeNs, ctimeNs } = statSync(path.join(folder, name), { bigint: true });
      const content = createHash("sha256")
        .update(readFileSync(path.join(folder, name)))
        .digest("hex");
      return [name, content, mode, ino, mtimeNs, ctimeNs].join(" ");
    });
}

for (const { what, text, generation, client, names, keyText } of generations) {
  describe(`a folder in which ${what} were run with real keytool and openssl`, () => {
    let folder = "";
    let untouched: readonly string[] = [];
    let found: ScriptFolder;

    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), "tb-scripts-"));
      const properties = path.join(folder, "keygen.properties");
      writeFileSync(properties, text);
      await runScriptRecipe(properties);
      untouched = snapshot(folder);
      const inspected = await inspectScriptFolder(folder, world);
      assert.ok(inspected.ok);
      found = inspected.value;
    });

    after(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    it("holds a device with every file that was written, and none is missing", () => {
      assert.equal(found.generation, generation);
      assert.equal(found.device.name, client);
      assert.deepEqual(
        found.files,
        names.map((name) => path.join(folder, name)),
      );
      assert.deepEqual(found.missing, []);
      assert.deepEqual(
        found.files
          .map((file) => path.basename(file))
          .concat("keygen.properties")
          .sort(),
        readdirSync(folder).sort(),
      );
    });

    it("has both certificates read as openssl reads them", async () => {
      for (const [bundle, file] of [
        [found.device.client, `${client}.pub.pem`],
        [found.device.server, client.replace("client", "server.pub.pem")],
      ] as const) {
        const { certificate } = bundle;
        assert.ok(certificate !== undefined && !("unreadable" in certificate));
        assert.equal(certificate.keyText, keyText);
        const options = ["-in", path.join(folder, file), "-noout", "-fingerprint", "-sha256"];
        const { output } = await runTool("openssl", ["x509", ...options]);
        assert.equal(output.trim().split("=").at(-1), certificate.fingerprint256);
      }
      const subject = ["-in", path.join(folder, `${client}.pub.pem`), "-noout", "-subject"];
      assert.ok((await runTool("openssl", ["x509", ...subject])).output.includes(`CN = ${found.commonName}`));
    });

    it("gives the public certificate that ThingsBoard takes", async () => {
      const read = await readPublicCert(path.join(folder, "keygen.properties"), world);
      assert.ok(read.ok);
      assert.match(read.value.pem, /^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n$/);
    });

    it("passes what is checked before a connection, trusting the scripts' server certificate", async () => {
      const server = { mqttUrl: "mqtts://127.0.0.1:8883" };
      const request = { propertiesPath: found.device.propertiesPath, server, expiryWarningDays: 30 };
      const { signal } = new AbortController();
      const cleared = await clearForConnection(request, { ...world, clock: systemClock, pause }, signal);
      assert.ok(cleared?.ok, JSON.stringify(cleared));
      assert.equal(cleared.value.material.trustedPem?.length, 1);
    });

    it("is byte for byte what it was, with the times of its files", () => {
      assert.deepEqual(snapshot(folder), untouched);
    });
  });
}
