// A folder that was taken over may have keystores alone: the device's key and certificate then come from there.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DiagnosisCode } from "../../../src/core/connection/diagnoses";
import { generateIdentity } from "../../../src/flows/generateIdentity";
import { clearForConnection } from "../../../src/flows/preflight";
import { diagnosisWords } from "../../../src/ui/words/diagnoses";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

const folder = "/w";
const propertiesPath = `${folder}/keygen.properties`;
const passwords = "CLIENT_KEYSTORE_PASSWORD=StoreSecret7x\nCLIENT_KEY_PASSWORD=KeySecret7x";

const whole = inMemoryWorld({ [propertiesPath]: soundTextWith(passwords) });
const request = { propertiesPath, side: "client", overwrite: false, validityDays: 365 } as const;
assert.ok((await generateIdentity(request, whole, new AbortController().signal)).ok);

/** The generated device, with nothing left of its bundle but these files. */
function worldWith(...kept: readonly string[]): InMemoryWorld {
  const world = inMemoryWorld();
  for (const [path, file] of whole.disk) {
    if (path === propertiesPath || kept.includes(path.slice(folder.length + 1))) {
      world.disk.set(path, file);
    }
  }
  return world;
}

function cleared(
  world: InMemoryWorld,
  signal = new AbortController().signal,
): ReturnType<typeof clearForConnection> {
  const server = { mqttUrl: "mqtts://tb.example.org" };
  return clearForConnection({ propertiesPath, server, expiryWarningDays: 30 }, world, signal);
}

describe("a device's key and certificate come from", () => {
  const rows: readonly [from: string, files: readonly string[]][] = [
    ["client.nopass.pem", ["client.nopass.pem", "client.pem", "client.p12", "client.jks"]],
    ["client.pem", ["client.pem", "client.p12", "client.jks"]],
    ["client.pub.pem", ["client.pub.pem", "client.pk8.pem", "client.p12", "client.jks"]],
    ["client.p12", ["client.p12", "client.jks"]],
    ["client.p12", ["client.pub.pem", "client.p12"]],
    ["client.jks", ["client.jks"]],
    ["client.jks", ["client.pk8.pem", "client.jks"]],
  ];
  for (const [from, files] of rows) {
    it(`${from}, where there is ${files.join(", ")}`, async () => {
      const found = await cleared(worldWith(...files));
      assert.ok(found?.ok, JSON.stringify(found));
      const { facts, privateKeyPem, certificatePem } = found.value.material;
      assert.equal(facts["clientCertificate"], `${folder}/${from}`);
      assert.equal(privateKeyPem + certificatePem, whole.text(`${folder}/client.nopass.pem`));
    });
  }
});

describe("a keystore does not serve:", () => {
  interface Row {
    readonly what: string;
    readonly file: string;
    readonly spoil: (world: InMemoryWorld) => void;
    readonly code: DiagnosisCode;
    readonly facts?: Readonly<Record<string, string>>;
    readonly says: string;
  }
  const replaced =
    (from: string, to: string) =>
    (world: InMemoryWorld): void => {
      world.put(propertiesPath, (world.text(propertiesPath) ?? "").replace(from, to));
    };
  const rows: readonly Row[] = [
    {
      what: "another password of client.p12",
      file: "client.p12",
      spoil: replaced("CLIENT_KEY_PASSWORD=KeySecret7x", "CLIENT_KEY_PASSWORD=Other7x"),
      code: "client-key-passphrase-wrong",
      facts: { lockedBy: "CLIENT_KEY_PASSWORD" },
      says: "client.p12 does not open with the CLIENT_KEY_PASSWORD of keygen.properties.",
    },
    {
      what: "another password of client.jks",
      file: "client.jks",
      spoil: replaced("StoreSecret7x", "Other7x"),
      code: "client-key-passphrase-wrong",
      facts: { lockedBy: "CLIENT_KEYSTORE_PASSWORD" },
      says: "client.jks does not open with the CLIENT_KEYSTORE_PASSWORD of keygen.properties.",
    },
    {
      what: "another password of the key in client.jks",
      file: "client.jks",
      spoil: replaced("CLIENT_KEY_PASSWORD=KeySecret7x", "CLIENT_KEY_PASSWORD=Other7x"),
      code: "client-key-passphrase-wrong",
      says: "The private key in client.jks is encrypted, and not with the CLIENT_KEY_PASSWORD of keygen.properties.",
    },
    {
      what: "a file that is no keystore",
      file: "client.p12",
      spoil: (world) => {
        world.put(`${folder}/client.p12`, "hello");
      },
      code: "client-key-unreadable",
      facts: { reason: "key-file-unknown" },
      says: "The private key in client.p12 is damaged or of a kind that is not supported.",
    },
    {
      what: "a format that is not supported",
      file: "client.jks",
      spoil: (world) => {
        world.disk.set(`${folder}/client.jks`, {
          bytes: Buffer.from("cececece00000002", "hex"),
          mode: 0o600,
        });
      },
      code: "client-key-unreadable",
      facts: { algorithm: "JCEKS" },
      says: "The private key in client.jks is damaged or of a kind that is not supported (JCEKS).",
    },
    {
      what: "certificates alone",
      file: "client.p12",
      spoil: (world) => {
        world.put(`${folder}/client.p12`, certificateOf(world));
      },
      code: "client-key-missing",
      says: "There is a certificate, but client.p12 has no private key for it.",
    },
    {
      what: "no permission",
      file: "client.p12",
      spoil: (world) => {
        world.refuse(`${folder}/client.p12`, "file-permission-denied");
      },
      code: "client-cert-unreadable",
      facts: { reason: "file-permission-denied" },
      says: "client.p12 may not be read by this user.",
    },
  ];
  for (const { what, file, spoil, code, facts = {}, says } of rows) {
    it(`${code}: ${what}`, async () => {
      const world = worldWith(file, "client.pub.pem");
      spoil(world);
      const found = await cleared(world);
      assert.ok(found?.ok === false);
      assert.equal(found.failure.code, code);
      assert.deepEqual({ ...found.failure.facts, path: `${folder}/${file}`, ...facts }, found.failure.facts);
      const subject = { server: { name: "tb", mqttUrl: "mqtts://tb" }, properties: propertiesPath };
      assert.equal(diagnosisWords(found.failure, subject).detail, says);
      assert.doesNotMatch(JSON.stringify(found.failure), /Secret7x|Other7x/);
    });
  }

  it("nothing at all, whose first file is named", async () => {
    const found = await cleared(worldWith());
    assert.deepEqual(found?.ok === false && found.failure, {
      code: "client-cert-missing",
      facts: { path: `${folder}/client.nopass.pem` },
    });
  });

  it("nobody waits for it any more", async () => {
    assert.equal(await cleared(worldWith("client.p12"), AbortSignal.abort()), undefined);
  });
});

/** The text of the public certificate. */
function certificateOf(world: InMemoryWorld): string {
  return world.text(`${folder}/client.pub.pem`) ?? "";
}
