import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Device } from "../../../src/core/devices/device";
import { fail, ok } from "../../../src/core/result";
import { inspectDevice, newInspectionMemory } from "../../../src/flows/inspectDevice";
import type { FileFailure, Files } from "../../../src/flows/world";
import { soundTextWith, testMachine } from "../../support/profiles";

const alphaPem = readFileSync("test/fixtures/testServer/alpha.pem", "utf8");
const alpha = {
  path: "/w/client.pub.pem",
  subjectText: "CN=alpha",
  keyText: "EC P-256",
  notBeforeMs: Date.parse("2026-11-24T15:53:21Z"),
  notAfterMs: Date.parse("2036-11-21T15:53:21Z"),
  fingerprint256:
    "01:6C:C6:83:45:0C:85:00:21:50:3D:D4:BA:AC:31:9D:16:5C:6F:C0:3B:06:36:46:90:B2:3C:60:65:BB:42:66",
  credentialsId: "a5c2a73b1461eab9505d7d4b59e02e989916e2bd3569600407cd94d37cb99184",
};

/** Files that can be looked at; a failure code in place of a text is what looking gives. Whoever writes fails the test. */
function filesWith(
  texts: Readonly<Record<string, string>>,
  broken: Record<string, FileFailure["code"]>,
): Files {
  const at = (path: string): ReturnType<Files["read"]> => {
    const code = broken[path] ?? "file-not-found";
    const text = texts[path];
    return Promise.resolve(text === undefined ? fail({ code, path }) : ok(new TextEncoder().encode(text)));
  };
  const never = (): never => assert.fail("written to");
  return {
    read: at,
    pieces: never,
    stamp: async (path) => {
      const found = await at(path);
      return found.ok ? ok({ sizeBytes: found.value.length, modifiedMs: 0, mode: 0o600 }) : found;
    },
    isLink: never,
    list: (folder) => {
      const below = [...Object.keys(texts), ...Object.keys(broken)].filter((path) =>
        path.startsWith(`${folder}/`),
      );
      return Promise.resolve(ok(below.map((path) => path.slice(folder.length + 1))));
    },
    create: never,
    replace: never,
    createFolder: never,
    writeBundle: never,
    recoverBundle: never,
  };
}

function inspected(
  texts: Readonly<Record<string, string>>,
  path = "/w/keygen.properties",
  broken: Record<string, FileFailure["code"]> = {},
): Promise<Device> {
  return inspectDevice(path, { files: filesWith(texts, broken), machine: testMachine });
}

const properties = soundTextWith("CITY=Paris");

describe("looking at a device", () => {
  it("finds a properties file alone", async () => {
    assert.deepEqual(await inspected({ "/w/keygen.properties": properties }), {
      propertiesPath: "/w/keygen.properties",
      name: "client",
      blockingProblems: 0,
      filePrefix: "client",
      serverFilePrefix: "server",
      claims: {
        commonName: "tb.example.org",
        isHostName: false,
        clientPrefix: "client",
        serverPrefix: "server",
        server: {
          key: "EC P-256",
          names: "dns:tb.local,ip:192.0.2.1",
          alias: "serveralias",
        },
      },
      client: { side: "client", files: [] },
      server: { side: "server", files: [] },
    });
  });

  it("keeps no password in what it gives", async () => {
    assert.doesNotMatch(JSON.stringify(await inspected({ "/w/keygen.properties": properties })), /Secret7x/);
  });

  it("finds the certificate's facts and the files of both bundles, in their order", async () => {
    const device = await inspected({
      "/w/keygen.properties": properties,
      "/w/client.pub.pem": alphaPem,
      "/w/client.jks": "",
      "/w/client.chain.pem": "",
      "/w/client.txt": "",
      "/w/server.cer": "",
      "/w/server.p12": "",
    });
    assert.deepEqual(device.client, {
      side: "client",
      files: ["/w/client.jks", "/w/client.pub.pem", "/w/client.chain.pem"],
      certificate: alpha,
    });
    assert.deepEqual(device.server, { side: "server", files: ["/w/server.p12", "/w/server.cer"] });
  });

  it("takes the first certificate of the file, also behind a broken one", async () => {
    const broken = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    const device = await inspected({
      "/w/keygen.properties": properties,
      "/w/client.pub.pem": broken + alphaPem,
    });
    assert.deepEqual(device.client.certificate, alpha);
  });

  it("says that a certificate cannot be read", async () => {
    const unreadable = { path: "/w/client.pub.pem", unreadable: true };
    const texts = { "/w/keygen.properties": properties };
    const empty = await inspected({ ...texts, "/w/client.pub.pem": "" });
    assert.deepEqual(empty.client.certificate, unreadable);
    const denied = await inspected(texts, undefined, { "/w/client.pub.pem": "file-permission-denied" });
    assert.deepEqual(denied.client.certificate, unreadable);
    const notOne = Buffer.from("not a certificate").toString("base64");
    const other = await inspected({
      ...texts,
      "/w/client.pub.pem": `-----BEGIN CERTIFICATE-----\n${notOne}\n-----END CERTIFICATE-----\n`,
    });
    assert.deepEqual(other.client.certificate, unreadable);
  });

  it("counts the errors that stand in the way", async () => {
    const text = soundTextWith("TWO_LETTER_COUNTRY_CODE=USA\nCLIENT_KEY_ALG=DSA\nCLIENT_KEY_PASSWORD=x");
    const device = await inspected({ "/w/keygen.properties": text });
    assert.equal(device.blockingProblems, 3);
  });

  it("gives a device without prefix for a file that is missing or no text", async () => {
    const nothing = {
      propertiesPath: "/w/lab/keygen.properties",
      name: "lab",
      blockingProblems: 1,
      client: { side: "client", files: [] },
      server: { side: "server", files: [] },
    };
    assert.deepEqual(await inspected({}, "/w/lab/keygen.properties"), nothing);
    const noText = { "/w/lab/keygen.properties": "A=\0" };
    const device = await inspected(noText, "/w/lab/keygen.properties");
    assert.equal(device.blockingProblems, 1);
    assert.equal(device.name, "lab");
  });

  it("does not look outside the folder", async () => {
    const device = await inspected(
      {
        "/w/lab/keygen.properties": soundTextWith(
          "CLIENT_FILE_PREFIX=../client\nSERVER_FILE_PREFIX=../server",
        ),
        "/w/client.pub.pem": alphaPem,
        "/w/server.pub.pem": alphaPem,
      },
      "/w/lab/keygen.properties",
    );
    assert.deepEqual([device.filePrefix, device.serverFilePrefix], [undefined, undefined]);
    assert.deepEqual([device.client.files, device.server.files], [[], []]);
  });

  it("finds the server's files under the default prefix of the file's generation", async () => {
    const text = soundTextWith("CITY=Paris", ["SERVER_FILE_PREFIX"]);
    const device = await inspected({ "/w/keygen.properties": text, "/w/server.jks": "" });
    assert.deepEqual(device.server.files, ["/w/server.jks"]);
  });
});

describe("looking at a device again", () => {
  const texts: Record<string, string> = { "/w/keygen.properties": properties, "/w/client.pub.pem": alphaPem };

  /** Counts what is read; each text has a time of change of its own. */
  function countingFiles(reads: string[], times: Record<string, number>): Files {
    const files = filesWith(texts, {});
    return {
      ...files,
      read: (path, maxBytes) => {
        reads.push(path);
        return files.read(path, maxBytes);
      },
      stamp: async (path) => {
        const stamp = await files.stamp(path);
        return stamp.ok ? ok({ ...stamp.value, modifiedMs: times[path] ?? 0 }) : stamp;
      },
    };
  }

  it("reads nothing that has the same stamp", async () => {
    const reads: string[] = [];
    const times: Record<string, number> = {};
    const world = { files: countingFiles(reads, times), machine: testMachine };
    const memory = newInspectionMemory();
    const first = await inspectDevice("/w/keygen.properties", world, memory);
    assert.deepEqual(reads.sort(), ["/w/client.pub.pem", "/w/keygen.properties"]);
    reads.length = 0;
    assert.deepEqual(await inspectDevice("/w/keygen.properties", world, memory), first);
    assert.deepEqual(reads, []);
    times["/w/client.pub.pem"] = 1;
    await inspectDevice("/w/keygen.properties", world, memory);
    assert.deepEqual(reads, ["/w/client.pub.pem"]);
  });
});
