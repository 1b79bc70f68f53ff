import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { issueSelfSigned } from "../../../../src/core/certificate/issue";
import type { Issued } from "../../../../src/core/certificate/issued";
import type { Side } from "../../../../src/core/identity/identity";
import type { Bundle } from "../../../../src/core/keystore/bundle";
import { bundleNamesOf } from "../../../../src/core/keystore/bundleNames";
import { bundleOf, type BundleContext, type KeystoreFormats } from "../../../../src/core/keystore/bundleOf";
import { readJks } from "../../../../src/core/keystore/jks";
import { unprotectJksKey } from "../../../../src/core/keystore/jksProtection";
import { readPem } from "../../../../src/core/keystore/pem";
import { privateKeyOf } from "../../../../src/core/keystore/privateKey";
import { countedBytes, identityWith, keyPairFrom } from "../../../support/identities";
import { newPatience, pause } from "../../../support/patience";

const now = new Date("2026-01-02T03:04:05.678Z");
const keyPair = keyPairFrom("test/fixtures/keystore/ec.pk8.pem");
const [caBlock] = readPem(readFileSync("test/fixtures/certificate/ca.pem", "utf8")).blocks;
assert.ok(caBlock);
const caDer = Buffer.from(caBlock.der);

function issuedFor(side: Side, issuersDer: readonly Uint8Array[] = []): Issued {
  const terms = { now, validityDays: 825, serial: new Uint8Array(16) };
  return { ...issueSelfSigned(identityWith(side), keyPair, terms), issuersDer };
}

function bundleFor(side: Side, issued: Issued, context: Partial<BundleContext> = {}): Promise<Bundle> {
  return bundleOf(issued, identityWith(side), { now, random: countedBytes(), pause, ...context });
}

function bytesOf(bundle: Bundle, name: string): Buffer {
  const file = bundle.files.find((one) => one.name === name);
  assert.ok(file, name);
  return Buffer.from(file.bytes);
}

describe("a bundle has the files of ThingsBoard's scripts:", () => {
  const rows: readonly [
    what: string,
    side: Side,
    issuers: readonly Uint8Array[],
    files: readonly string[],
  ][] = [
    [
      "of a client",
      "client",
      [],
      [
        "client.jks 600",
        "client.p12 600",
        "client.pem 600",
        "client.pk8.pem 600",
        "client.nopass.pem 600",
        "client.pub.pem 644",
      ],
    ],
    [
      "of a server",
      "server",
      [],
      [
        "server.jks 600",
        "server.p12 600",
        "server.pem 600",
        "server.pk8.pem 600",
        "server.pub.pem 644",
        "server.cer 644",
      ],
    ],
    [
      "of a client under a device CA",
      "client",
      [caDer],
      [
        "client.jks 600",
        "client.p12 600",
        "client.pem 600",
        "client.pk8.pem 600",
        "client.nopass.pem 600",
        "client.pub.pem 644",
        "client.chain.pem 644",
      ],
    ],
  ];
  for (const [what, side, issuers, files] of rows) {
    it(what, async () => {
      const bundle = await bundleFor(side, issuedFor(side, issuers));
      assert.equal(bundle.prefix, side);
      assert.deepEqual(
        bundle.files.map(({ name, mode }) => `${name} ${mode.toString(8)}`),
        files,
      );
    });
  }
});

describe("the names of a self-signed bundle are known before it is made:", () => {
  for (const side of ["client", "server"] as const) {
    it(`of a ${side}`, async () => {
      const made = (await bundleFor(side, issuedFor(side))).files.map(({ name }) => name);
      assert.deepEqual(bundleNamesOf(side, side), made);
    });
  }
});

describe("a PEM file of a bundle holds", () => {
  const rows: readonly [name: string, issuers: readonly Uint8Array[], labels: readonly string[]][] = [
    ["client.pem", [], ["CERTIFICATE", "ENCRYPTED PRIVATE KEY"]],
    ["client.pem", [caDer], ["CERTIFICATE", "CERTIFICATE", "ENCRYPTED PRIVATE KEY"]],
    ["client.pk8.pem", [caDer], ["PRIVATE KEY"]],
    ["client.nopass.pem", [], ["PRIVATE KEY", "CERTIFICATE"]],
    ["client.nopass.pem", [caDer], ["PRIVATE KEY", "CERTIFICATE", "CERTIFICATE"]],
    ["client.pub.pem", [caDer], ["CERTIFICATE"]],
    ["client.chain.pem", [caDer], ["CERTIFICATE", "CERTIFICATE"]],
  ];
  for (const [name, issuers, labels] of rows) {
    it(`${labels.join(", ")} in ${name}`, async () => {
      const text = bytesOf(await bundleFor("client", issuedFor("client", issuers)), name).toString("latin1");
      const { blocks, problems } = readPem(text);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        blocks.map(({ label }) => label),
        labels,
      );
    });

    it(`${name} with LF, 64 columns, one trailing newline and nothing between its ${labels.length} blocks`, async () => {
      const text = bytesOf(await bundleFor("client", issuedFor("client", issuers)), name).toString("latin1");
      assert.match(
        text,
        /^(?:-----BEGIN ([A-Z ]+)-----\n(?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{1,64}={0,2}\n-----END \1-----\n)+$/,
      );
      assert.ok(text.split("\n").every((line) => line.length <= 64));
    });
  }
});

describe("a bundle's key and certificates are those of its identity", () => {
  const issued = issuedFor("client", [caDer]);
  const server = issuedFor("server");
  let bundle: Bundle;
  before(async () => {
    bundle = await bundleFor("client", issued, { peerCertificateDer: server.certificateDer });
  });

  it("in .jks, the key under its own password, the server trusted under its alias", () => {
    const entries = readJks(bytesOf(bundle, "client.jks"), "client-store-secret");
    assert.ok(entries.ok);
    const [own, trusted, ...others] = entries.value;
    assert.ok(own?.kind === "private-key" && trusted?.kind === "trusted-certificate");
    assert.deepEqual([own.alias, own.createdMs, others.length], ["clientalias", now.getTime(), 0]);
    assert.deepEqual(
      own.chainDer.map((der) => Buffer.from(der)),
      [Buffer.from(issued.certificateDer), caDer],
    );
    assert.deepEqual(unprotectJksKey(own.protectedKeyDer, "client-key-secret"), {
      ok: true,
      value: Buffer.from(keyPair.privateKeyPkcs8Der),
    });
    assert.equal(trusted.alias, "serveralias");
    assert.deepEqual(Buffer.from(trusted.certificateDer), Buffer.from(server.certificateDer));
  });

  it("in .pem, under the key password", async () => {
    const encrypted = readPem(bytesOf(bundle, "client.pem").toString("latin1")).blocks.at(-1);
    assert.ok(encrypted);
    assert.deepEqual(await privateKeyOf(encrypted, ["client-key-secret"], newPatience()), {
      ok: true,
      value: Buffer.from(keyPair.privateKeyPkcs8Der),
    });
    assert.deepEqual(await privateKeyOf(encrypted, ["client-store-secret"], newPatience()), {
      ok: false,
      failure: { code: "key-passphrase-wrong" },
    });
  });

  it("in .nopass.pem, which a TLS library takes as both", () => {
    const text = bytesOf(bundle, "client.nopass.pem").toString("latin1");
    assert.equal(new X509Certificate(text).checkPrivateKey(createPrivateKey(text)), true);
  });

  it("in .pub.pem, the leaf alone", () => {
    const [block] = readPem(bytesOf(bundle, "client.pub.pem").toString("latin1")).blocks;
    assert.deepEqual(Buffer.from(block?.der ?? []), Buffer.from(issued.certificateDer));
  });

  it("in a server's .cer, the leaf as DER", async () => {
    const bytes = bytesOf(await bundleFor("server", server), "server.cer");
    assert.deepEqual(bytes, Buffer.from(server.certificateDer));
  });
});

describe("a bundle's keystore trusts nobody", () => {
  const peerCertificateDer = caDer;
  const rows: readonly [what: string, side: Side, context: Partial<BundleContext>][] = [
    ["where the server's certificate is not known", "client", {}],
    ["in a server's", "server", { peerCertificateDer }],
  ];
  for (const [what, side, context] of rows) {
    it(what, async () => {
      const bundle = await bundleFor(side, issuedFor(side), context);
      const entries = readJks(bytesOf(bundle, `${side}.jks`), `${side}-store-secret`);
      assert.deepEqual(entries.ok && entries.value.map(({ kind }) => kind), ["private-key"]);
    });
  }
});

describe("making a bundle", () => {
  const rows: readonly [formats: KeystoreFormats, pauses: number][] = [
    [{ keystore: "jks", pkcs12: "modern" }, 3],
    [{ keystore: "pkcs12", pkcs12: "modern" }, 6],
    // Seven blocks of SHA-1 for each file: two envelopes of three, and the MAC.
    [{ keystore: "jks", pkcs12: "legacy" }, 21],
    [{ keystore: "pkcs12", pkcs12: "legacy" }, 42],
  ];
  for (const [formats, expected] of rows) {
    it(`pauses ${expected} times for ${formats.keystore} and ${formats.pkcs12} PKCS#12`, async () => {
      let pauses = 0;
      const counting = (): Promise<void> => {
        pauses += 1;
        return pause();
      };
      await bundleFor("client", issuedFor("client"), { formats, pause: counting });
      assert.equal(pauses, expected);
    });
  }

  it("lets other work be done while its password's key is derived", async () => {
    let isMade = false;
    const making = bundleFor("client", issuedFor("client"), { pause: () => Promise.resolve() });
    const made = making.then(() => (isMade = true));
    // What is derived on this thread comes without a turn of the event loop.
    for (let step = 0; step < 1_000; step += 1) {
      await Promise.resolve();
    }
    assert.equal(isMade, false);
    await made;
  });
});

describe("the same arguments give the same bytes", () => {
  it("in every file of a bundle", async () => {
    const issued = issuedFor("client");
    assert.deepEqual(await bundleFor("client", issued), await bundleFor("client", issued));
  });

  it("and no salt or vector is drawn twice for one bundle", async () => {
    const drawn: number[] = [];
    const counted = countedBytes();
    await bundleFor("client", issuedFor("client"), {
      random: (lengthBytes) => {
        drawn.push(lengthBytes);
        return counted(lengthBytes);
      },
    });
    // The password's salt, the JKS key's, vector of the certificates, vector of the key, salt of the MAC; vector of .pem.
    assert.deepEqual(drawn, [16, 20, 16, 16, 20, 16]);
  });
});
