// What is wrong with a device's files is known before the first packet: each cause by its code, with the file's path.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { issueSelfSigned } from "../../../../src/core/certificate/issue";
import type { Issued } from "../../../../src/core/certificate/issued";
import type { DiagnosisCode } from "../../../../src/core/connection/diagnoses";
import { preflight, type LoadedFile, type PreflightFiles } from "../../../../src/core/connection/preflight";
import type { Side } from "../../../../src/core/identity/identity";
import { bundleOf } from "../../../../src/core/keystore/bundleOf";
import { countedBytes, identityWith, newKeyPair } from "../../../support/identities";
import { pause } from "../../../support/patience";

const now = new Date("2026-05-01T12:00:00Z");
const day = 86_400_000;
const expiryWarningDays = 30;

interface Made {
  readonly issued: Issued;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

async function make(side: Side, validityDays = 365): Promise<Made> {
  const identity = identityWith(side);
  const keyPair = newKeyPair(identity.algorithm);
  const issued = issueSelfSigned(identity, keyPair, { now, validityDays, serial: countedBytes()(16) });
  const bundle = await bundleOf(issued, identity, { now, random: countedBytes(), pause });
  return { issued, files: new Map(bundle.files.map(({ name, bytes }) => [name, bytes])) };
}

const client = await make("client");
const other = await make("client");
const server = await make("server");
const keyPassword = identityWith("client").keyPassword;

function bytesOf(made: Made, name: string): Uint8Array {
  const bytes = made.files.get(name);
  assert.ok(bytes, name);
  return bytes;
}

function there(name: string, bytes: Uint8Array | string): LoadedFile {
  return { path: `/w/${name}`, bytes: Buffer.from(bytes) };
}

function missing(name: string, failure = "file-not-found"): LoadedFile {
  return { path: `/w/${name}`, failure };
}

/** Nothing is there but what is named. */
function only(files: Partial<PreflightFiles>): PreflightFiles {
  return {
    plain: missing("client.nopass.pem"),
    encrypted: missing("client.pem"),
    certificate: missing("client.pub.pem"),
    key: missing("client.pk8.pem"),
    localTrust: missing("server.pub.pem"),
    ...files,
  };
}

/** By Node's own PKCS#8 export, AES-256-CBC, under "Right7x"; "wrong1" gives bytes whose padding is right. */
const lockedKeyPem = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAivjyu/4L8SVwICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEELiYKS+8GijLlSNbHezBTp0EgZAl
RL045mCOe5of9ZkgLRGZ+GebTme4be2AOlBSu6PeLmwkFneC8uFKgnLRXEAV200V
X6lZ0sKYz+RHYqWi/nRIy9HU9OC5ZH6JwjgpE08SrGY1pqUL7D8CE51fZQSiZsEy
bthYcB/4xhfypXLheeVI2jFnicHTaN/ZqbD7O8wfKzidPVYMj/OiPNvaQC4ykCE=
-----END ENCRYPTED PRIVATE KEY-----
`;
const plain = there("client.nopass.pem", bytesOf(client, "client.nopass.pem"));
const encrypted = there("client.pem", bytesOf(client, "client.pem"));
const publicPem = Buffer.from(bytesOf(client, "client.pub.pem")).toString();
const certificate = there("client.pub.pem", publicPem);
const key = there("client.pk8.pem", bytesOf(client, "client.pk8.pem"));
const keyPem = Buffer.from(bytesOf(client, "client.pk8.pem")).toString();
const serverPem = Buffer.from(bytesOf(server, "server.pub.pem")).toString();
const localTrust = there("server.pub.pem", serverPem);
const brokenBlock = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const unendedBlock = "-----BEGIN CERTIFICATE-----\nMIIB\n";

describe("a device may connect with", () => {
  const rows: [what: string, files: PreflightFiles, facts: Record<string, string>][] = [
    [
      "key and certificate in one file",
      only({ plain }),
      { clientCertificate: "/w/client.nopass.pem", trust: "platform" },
    ],
    ["an encrypted key", only({ encrypted }), { clientCertificate: "/w/client.pem" }],
    ["two files", only({ certificate, key }), { clientCertificate: "/w/client.pub.pem" }],
    ["the server's certificate beside it", only({ plain, localTrust }), { trust: "/w/server.pub.pem" }],
    [
      "a CA file of its own, which comes first",
      only({ plain, localTrust, configuredTrust: there("ca.pem", serverPem) }),
      { trust: "/w/ca.pem" },
    ],
    [
      "the one file, though another is broken",
      only({ plain, encrypted: there("client.pem", brokenBlock) }),
      { clientCertificate: "/w/client.nopass.pem" },
    ],
    [
      "a chain, and text around it",
      only({ plain: there("client.nopass.pem", `Bag\n${keyPem}\n${publicPem}${serverPem}`) }),
      {},
    ],
  ];
  for (const [what, files, facts] of rows) {
    it(what, () => {
      const found = preflight(files, { keyPassword, now, expiryWarningDays });
      assert.ok(found.ok, JSON.stringify(found));
      assert.deepEqual({ ...found.value.facts, ...facts }, found.value.facts);
      assert.match(found.value.privateKeyPem, /^-----BEGIN PRIVATE KEY-----/);
      assert.ok(found.value.certificatePem.startsWith(publicPem));
      assert.ok(!JSON.stringify([found.value.facts, found.value.warnings]).includes("PRIVATE"));
    });
  }

  it("a certificate that ends soon, and hears of it", () => {
    const later = new Date(now.getTime() + 340 * day);
    const found = preflight(only({ plain }), { keyPassword, now: later, expiryWarningDays });
    assert.ok(found.ok);
    assert.deepEqual(found.value.warnings, [
      {
        code: "client-cert-expires-soon",
        facts: { path: "/w/client.nopass.pem", notAfter: "2027-05-01T11:55:00.000Z", days: "24" },
      },
    ]);
  });
});

describe("a device may not connect:", () => {
  const serverAsClient = there(
    "client.nopass.pem",
    Buffer.concat([bytesOf(server, "server.pk8.pem"), Buffer.from(serverPem)]),
  );
  type Row = [
    code: DiagnosisCode,
    what: string,
    files: PreflightFiles,
    path: string,
    facts?: Record<string, string>,
  ];
  const rows: Row[] = [
    ["client-cert-missing", "no file at all", only({}), "/w/client.nopass.pem"],
    ["client-cert-missing", "a key alone", only({ key }), "/w/client.nopass.pem"],
    ["client-key-missing", "a certificate alone", only({ certificate }), "/w/client.pk8.pem"],
    [
      "client-key-missing",
      "no key in the file",
      only({ plain: there("client.nopass.pem", publicPem) }),
      "/w/client.nopass.pem",
    ],
    [
      "client-cert-unreadable",
      "no permission",
      only({ plain: missing("client.nopass.pem", "file-permission-denied") }),
      "/w/client.nopass.pem",
      { reason: "file-permission-denied" },
    ],
    [
      "client-cert-unreadable",
      "an empty file",
      only({ plain: there("client.nopass.pem", "") }),
      "/w/client.nopass.pem",
      { reason: "no-certificate" },
    ],
    [
      "client-cert-unreadable",
      "a key alone in it",
      only({ plain: there("client.nopass.pem", keyPem) }),
      "/w/client.nopass.pem",
      { reason: "no-certificate" },
    ],
    [
      "client-cert-unreadable",
      "a broken certificate beside the good one",
      only({ plain: there("client.nopass.pem", keyPem + publicPem + brokenBlock) }),
      "/w/client.nopass.pem",
      { reason: "certificate-unreadable", line: String((keyPem + publicPem).split("\n").length) },
    ],
    [
      "client-cert-unreadable",
      "a block without end beside the good one",
      only({ plain: there("client.nopass.pem", keyPem + publicPem + unendedBlock) }),
      "/w/client.nopass.pem",
    ],
    [
      "client-cert-unreadable",
      "bytes that are no PEM",
      only({ plain: there("client.nopass.pem", Buffer.from("30820122", "hex")) }),
      "/w/client.nopass.pem",
    ],
    [
      "client-key-unreadable",
      "a key that is none",
      only({ certificate, key: there("client.pk8.pem", keyPem.replace(/\n[\s\S]*\n(?=-)/, "\nAAAA\n")) }),
      "/w/client.pk8.pem",
    ],
    [
      "client-key-unreadable",
      "a key file without permission",
      only({ certificate, key: missing("client.pk8.pem", "file-permission-denied") }),
      "/w/client.pk8.pem",
      { reason: "file-permission-denied" },
    ],
    [
      "client-key-mismatch",
      "another device's key",
      only({ certificate, key: there("client.pk8.pem", bytesOf(other, "client.pk8.pem")) }),
      "/w/client.pk8.pem",
    ],
    [
      "client-cert-wrong-purpose",
      "a server's certificate",
      only({ plain: serverAsClient }),
      "/w/client.nopass.pem",
      { extendedKeyUsage: "serverAuth" },
    ],
    [
      "server-ca-missing",
      "the CA file is not there",
      only({ plain, localTrust, configuredTrust: missing("ca.pem") }),
      "/w/ca.pem",
    ],
    [
      "server-ca-unreadable",
      "the CA file holds none",
      only({ plain, configuredTrust: there("ca.pem", "hello") }),
      "/w/ca.pem",
      { reason: "no-certificate" },
    ],
    [
      "server-ca-unreadable",
      "the server's certificate is broken",
      only({ plain, localTrust: there("server.pub.pem", brokenBlock) }),
      "/w/server.pub.pem",
    ],
    [
      "server-ca-unreadable",
      "one of two is broken",
      only({ plain, localTrust: there("server.pub.pem", serverPem + brokenBlock) }),
      "/w/server.pub.pem",
    ],
  ];
  for (const [code, what, files, path, facts = {}] of rows) {
    it(`${code}: ${what}`, () => {
      const found = preflight(files, { keyPassword, now, expiryWarningDays });
      assert.ok(!found.ok);
      assert.equal(found.failure.code, code);
      assert.deepEqual({ ...found.failure.facts, path, ...facts }, found.failure.facts);
    });
  }

  it("client-key-passphrase-wrong: another password than the file's", () => {
    for (const wrong of ["", "Wrong7x", `${keyPassword} `]) {
      const found = preflight(only({ encrypted }), { keyPassword: wrong, now, expiryWarningDays });
      assert.deepEqual([found.ok, !found.ok && found.failure.code], [false, "client-key-passphrase-wrong"]);
    }
  });

  it("client-key-passphrase-wrong: one that decrypts to nonsense with a right padding, as one of 256 does", () => {
    const files = only({ encrypted: there("client.pem", publicPem + lockedKeyPem) });
    const found = preflight(files, { keyPassword: "wrong1", now, expiryWarningDays });
    assert.deepEqual([found.ok, !found.ok && found.failure.code], [false, "client-key-passphrase-wrong"]);
  });

  const dates: [code: DiagnosisCode, at: Date][] = [
    ["client-cert-expired", new Date(now.getTime() + 365 * day)],
    ["client-cert-not-yet-valid", new Date(now.getTime() - day)],
  ];
  for (const [code, at] of dates) {
    it(`${code}: at ${at.toISOString()}`, () => {
      const found = preflight(only({ plain }), { keyPassword, now: at, expiryWarningDays });
      assert.ok(!found.ok);
      assert.equal(found.failure.code, code);
      assert.deepEqual(found.failure.facts, {
        path: "/w/client.nopass.pem",
        subject: "CN=device-1, OU=ThingsBoard, O=ThingsBoard, L=San Francisco, ST=CA, C=US",
        notBefore: "2026-05-01T11:55:00.000Z",
        notAfter: "2027-05-01T11:55:00.000Z",
        now: at.toISOString(),
      });
    });
  }
});
