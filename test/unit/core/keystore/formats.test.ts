import assert from "node:assert/strict";
import { createDecipheriv, createHmac } from "node:crypto";
import { describe, it } from "node:test";
import {
  contentOf,
  contextItems,
  numberOf,
  sequenceItems,
  tags,
} from "../../../../src/core/certificate/asn1";
import { decodeDer, identifierOf, type Asn1 } from "../../../../src/core/certificate/forge";
import { issueSelfSigned } from "../../../../src/core/certificate/issue";
import { bundleModeOf } from "../../../../src/core/keystore/bundleNames";
import { bundleOf, type KeystoreFormats } from "../../../../src/core/keystore/bundleOf";
import { writeLegacyPkcs12 } from "../../../../src/core/keystore/pkcs12Legacy";
import { pkcs12Kdf } from "../../../../src/core/keystore/pkcs12Kdf";
import { countedBytes, identityWith, keyPairFrom } from "../../../support/identities";
import { pause } from "../../../support/patience";

const now = new Date("2026-01-02T03:04:05.678Z");
const keyPair = keyPairFrom("test/fixtures/keystore/ec.pk8.pem");
const terms = { now, validityDays: 825, serial: new Uint8Array(16) };
const identity = identityWith("client");
const issued = issueSelfSigned(identity, keyPair, terms);

/** The OID of the MAC's hash in a file of a bundle, or the first four bytes where it is no PKCS#12. */
async function kindOf(name: string, formats: KeystoreFormats | undefined): Promise<string> {
  const context = { now, random: countedBytes(), pause, ...(formats === undefined ? {} : { formats }) };
  const { files } = await bundleOf(issued, identity, context);
  const found = files.find((file) => file.name === name);
  assert.ok(found);
  const [, , macData] = sequenceItems(valueOf(found.bytes)) ?? [];
  const [digestInfo] = sequenceItems(macData) ?? [];
  const [algorithm] = sequenceItems(digestInfo) ?? [];
  const hash = identifierOf(sequenceItems(algorithm)?.[0]);
  return hash ?? Buffer.from(found.bytes).subarray(0, 4).toString("hex");
}

const sha1 = "1.3.14.3.2.26";
const sha256 = "2.16.840.1.101.3.4.2.1";

describe("the formats of a bundle's keystores are", () => {
  const rows: readonly [formats: KeystoreFormats | undefined, jks: string, p12: string][] = [
    [undefined, "feedfeed", sha256],
    [{ keystore: "jks", pkcs12: "modern" }, "feedfeed", sha256],
    [{ keystore: "jks", pkcs12: "legacy" }, "feedfeed", sha1],
    [{ keystore: "pkcs12", pkcs12: "modern" }, sha256, sha256],
    [{ keystore: "pkcs12", pkcs12: "legacy" }, sha1, sha1],
  ];
  for (const [formats, jks, p12] of rows) {
    it(`${jks} and ${p12} for ${JSON.stringify(formats)}`, async () => {
      const kinds = [await kindOf("client.jks", formats), await kindOf("client.p12", formats)];
      assert.deepEqual(kinds, [jks, p12]);
    });
  }
});

const password = "key-secret";
const contents = {
  key: { alias: "clientalias", pkcs8Der: keyPair.privateKeyPkcs8Der, chainDer: [issued.certificateDer] },
  trusted: [],
};
const written = await writeLegacyPkcs12(contents, password, { random: countedBytes(), pause });

describe("a legacy PKCS#12 file", () => {
  const decoded = decodeDer(written);
  const [, content, mac] = (decoded.ok ? sequenceItems(decoded.value) : undefined) ?? [];
  const authenticated = dataOf(content);
  const derived = (
    purpose: "key" | "iv" | "mac",
    salt: Uint8Array,
    lengthBytes: number,
  ): Promise<Uint8Array> =>
    pkcs12Kdf({ hash: "sha1", password, salt, iterations: 10_000, purpose, lengthBytes }, pause);

  it("has a MAC of HMAC-SHA-1 over its safes", async () => {
    const [digestInfo, salt, iterations] = sequenceItems(mac) ?? [];
    const digest = contentOf(sequenceItems(digestInfo)?.[1], tags.octetString);
    const key = await derived("mac", contentOf(salt, tags.octetString) ?? new Uint8Array(0), 20);
    assert.equal(numberOf(iterations), 10_000);
    const expected = createHmac("sha1", key).update(authenticated).digest();
    assert.deepEqual(Buffer.from(digest ?? []), expected);
  });

  it("has its key under triple DES, key and IV derived with SHA-1", async () => {
    const safes = sequenceItems(valueOf(authenticated)) ?? [];
    const [bag] = sequenceItems(valueOf(dataOf(safes[1]))) ?? [];
    const envelope = contextItems(sequenceItems(bag)?.[1], 0)?.[0];
    const [algorithm, ciphertext] = sequenceItems(envelope) ?? [];
    const [scheme, parameters] = sequenceItems(algorithm) ?? [];
    assert.equal(identifierOf(scheme), "1.2.840.113549.1.12.1.3");
    const [salt] = sequenceItems(parameters) ?? [];
    const saltBytes = contentOf(salt, tags.octetString) ?? new Uint8Array(0);
    const iv = await derived("iv", saltBytes, 8);
    const decipher = createDecipheriv("des-ede3-cbc", await derived("key", saltBytes, 24), iv);
    const encrypted = contentOf(ciphertext, tags.octetString) ?? new Uint8Array(0);
    const plain = Buffer.concat([decipher.update(encrypted), decipher.final()]);
    assert.deepEqual(plain, Buffer.from(keyPair.privateKeyPkcs8Der));
  });
});

describe("the mode of a file of a bundle is known by its name:", () => {
  const rows: readonly [name: string, mode: number | undefined][] = [
    ["client.pk8.pem", 0o600],
    ["client.chain.pem", 0o644],
    ["client.csr", undefined],
    ["client-2.pem", undefined],
  ];
  for (const [name, mode] of rows) {
    it(`${name} ${mode?.toString(8) ?? "none"}`, () => {
      assert.equal(bundleModeOf(name, "client"), mode);
    });
  }
});

/** The OCTET STRING of a ContentInfo of type data. */
function dataOf(content: Asn1 | undefined): Uint8Array {
  const wrapped = contextItems(sequenceItems(content)?.[1], 0)?.[0];
  return contentOf(wrapped, tags.octetString) ?? new Uint8Array(0);
}

function valueOf(der: Uint8Array): Asn1 | undefined {
  const decoded = decodeDer(der);
  return decoded.ok ? decoded.value : undefined;
}
