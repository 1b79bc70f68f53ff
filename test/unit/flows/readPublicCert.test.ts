import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readPublicCert } from "../../../src/flows/readPublicCert";
import { inMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

const propertiesPath = "/home/ada/tb/keygen.properties";
const certificatePath = "/home/ada/tb/client.pub.pem";
const alphaPem = readFileSync("test/fixtures/testServer/alpha.pem", "utf8");
const betaPem = readFileSync("test/fixtures/testServer/beta.pem", "utf8");

describe("a public certificate", () => {
  const rows: readonly [what: string, text: string][] = [
    ["as it was written", alphaPem],
    ["with CRLF line ends", alphaPem.replaceAll("\n", "\r\n")],
    ["with text of openssl around it", `subject=CN = alpha\n${alphaPem}\n\n`],
    ["with an issuer behind it", alphaPem + betaPem],
    ["behind a private key", `-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n${alphaPem}`],
  ];
  for (const [what, text] of rows) {
    it(`${what} is given as ThingsBoard takes it: the leaf alone, LF, 64 columns`, async () => {
      const world = inMemoryWorld({ [propertiesPath]: soundTextWith(""), [certificatePath]: text });
      const found = await readPublicCert(propertiesPath, world);
      assert.ok(found.ok, JSON.stringify(found));
      assert.equal(found.value.pem, alphaPem);
      assert.equal(found.value.path, certificatePath);
      // test/fixtures/testServer/README.md: openssl dgst -sha3-256.
      assert.equal(
        found.value.credentialsId,
        "a5c2a73b1461eab9505d7d4b59e02e989916e2bd3569600407cd94d37cb99184",
      );
    });
  }
});

describe("there is no public certificate when", () => {
  it("none was generated", async () => {
    const world = inMemoryWorld({ [propertiesPath]: soundTextWith("") });
    assert.deepEqual(await readPublicCert(propertiesPath, world), {
      ok: false,
      failure: { code: "client-cert-missing", path: certificatePath },
    });
  });

  const broken: readonly [what: string, text: string][] = [
    ["empty", ""],
    ["no PEM", "hello"],
    ["cut short", alphaPem.slice(0, 200)],
    ["PEM around something else", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"],
    ["a private key alone", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"],
  ];
  for (const [what, text] of broken) {
    it(`its file is ${what}`, async () => {
      const world = inMemoryWorld({ [propertiesPath]: soundTextWith(""), [certificatePath]: text });
      assert.deepEqual(await readPublicCert(propertiesPath, world), {
        ok: false,
        failure: { code: "client-cert-unreadable", path: certificatePath },
      });
    });
  }

  it("its file may not be read", async () => {
    const world = inMemoryWorld({ [propertiesPath]: soundTextWith("") });
    world.refuse(certificatePath, "file-permission-denied");
    assert.deepEqual(await readPublicCert(propertiesPath, world), {
      ok: false,
      failure: { code: "file-permission-denied", path: certificatePath },
    });
  });

  it("the properties file is not there", async () => {
    assert.deepEqual(await readPublicCert(propertiesPath, inMemoryWorld()), {
      ok: false,
      failure: { code: "file-not-found", path: propertiesPath },
    });
  });

  it("the properties file has errors", async () => {
    const world = inMemoryWorld({ [propertiesPath]: soundTextWith("CLIENT_FILE_PREFIX=../evil") });
    world.put("/home/ada/evil.pub.pem", alphaPem);
    const found = await readPublicCert(propertiesPath, world);
    assert.equal(!found.ok && found.failure.code, "properties-invalid");
  });
});
