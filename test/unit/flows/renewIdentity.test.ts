import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { describe, it } from "node:test";
import { subjectNameOf } from "../../../src/core/certificate/signer";
import type { Side } from "../../../src/core/identity/identity";
import { readJks } from "../../../src/core/keystore/jks";
import { leafIn, type LeafCertificate } from "../../../src/core/keystore/leaf";
import { addServerName } from "../../../src/flows/addServerName";
import { generateIdentity } from "../../../src/flows/generateIdentity";
import { newDeviceCa } from "../../../src/flows/newDeviceCa";
import { renewIdentity, type RenewRequest } from "../../../src/flows/renewIdentity";
import { listBackups, restoreBackup } from "../../../src/flows/restoreBackup";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { newKeyPair } from "../../support/identities";
import { soundTextWith } from "../../support/profiles";

const propertiesPath = "/home/ada/tb/keygen.properties";
const folder = "/home/ada/tb";
const never = new AbortController().signal;

/** A world whose keys are all different, with a client's and a server's bundle of the first day. */
async function worldWithBundles(lines = ""): Promise<InMemoryWorld> {
  const world = inMemoryWorld({ [propertiesPath]: soundTextWith(lines) });
  const keyPair: InMemoryWorld["entropy"]["keyPair"] = (algorithm, signal) =>
    Promise.resolve(signal.aborted ? undefined : newKeyPair(algorithm));
  const different: InMemoryWorld = {
    ...world,
    clock: () => different.now,
    entropy: { ...world.entropy, keyPair },
  };
  for (const side of ["client", "server"] as const) {
    const request = { propertiesPath, side, overwrite: false, validityDays: 30 };
    assert.ok((await generateIdentity(request, different, never)).ok);
  }
  different.now = new Date("2026-01-20T00:00:00Z");
  return different;
}

function renew(world: InMemoryWorld, changes: Partial<RenewRequest> = {}): ReturnType<typeof renewIdentity> {
  const request = { propertiesPath, side: "client", keepKey: false, validityDays: 30 } as const;
  return renewIdentity({ ...request, ...changes }, world, never);
}

function leafOf(world: InMemoryWorld, side: Side): LeafCertificate {
  const leaf = leafIn(world.text(`${folder}/${side}.pub.pem`) ?? "");
  assert.ok(leaf);
  return leaf;
}

function publicKeyAt(world: InMemoryWorld, path: string): string {
  const key = createPublicKey(createPrivateKey(world.text(path) ?? ""));
  return key.export({ type: "spki", format: "pem" }).toString();
}

describe("renewing", () => {
  for (const keepKey of [true, false]) {
    it(`keeps subject, alias and passwords, and ${keepKey ? "the key" : "no key"}; the old bundle goes to backup/`, async () => {
      const world = await worldWithBundles();
      const old = leafOf(world, "client");
      const oldKey = publicKeyAt(world, `${folder}/client.pk8.pem`);
      const oldText = world.text(`${folder}/client.pub.pem`);
      const result = await renew(world, { keepKey });
      assert.ok(result.ok, JSON.stringify(result));
      const fresh = leafOf(world, "client");
      assert.deepEqual(subjectNameOf(fresh.der), subjectNameOf(old.der));
      assert.equal(fresh.certificate.notAfter.toISOString(), "2026-02-18T23:55:00.000Z");
      assert.notEqual(fresh.certificate.serialHex, old.certificate.serialHex);
      assert.equal(publicKeyAt(world, `${folder}/client.pk8.pem`) === oldKey, keepKey);
      const entries = readJks(
        world.disk.get(`${folder}/client.jks`)?.bytes ?? new Uint8Array(),
        "ClientSecret7x",
      );
      assert.deepEqual(entries.ok && entries.value.map(({ alias }) => alias), ["clientalias", "serveralias"]);
      assert.equal(result.value.backupFolder, `${folder}/backup/client-20260120T000000Z`);
      assert.equal(world.text(`${folder}/backup/client-20260120T000000Z/client.pub.pem`), oldText);
    });
  }

  it("keeps the subject though the properties file has another by now, and a server's names", async () => {
    const world = await worldWithBundles();
    const old = leafOf(world, "server").certificate;
    world.put(
      propertiesPath,
      soundTextWith("DOMAIN_SUFFIX=other.example.org\nSUBJECT_ALTERNATIVE_NAMES=dns:other"),
    );
    assert.ok((await renew(world, { side: "server" })).ok);
    const fresh = leafOf(world, "server").certificate;
    assert.deepEqual([fresh.subjectText, fresh.names], [old.subjectText, old.names]);
  });

  it("keeps a key of another algorithm than the file has by now", async () => {
    const world = await worldWithBundles();
    world.put(propertiesPath, soundTextWith("CLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME="));
    assert.ok((await renew(world, { keepKey: true })).ok);
    const { keyText, signatureText } = leafOf(world, "client").certificate;
    assert.deepEqual([keyText, signatureText], ["EC P-256", "ECDSA with SHA-256"]);
  });

  it("of what a CA signed needs that CA", async () => {
    const world = await worldWithBundles();
    const algorithm = { kind: "ec", curve: "P-384" } as const;
    const terms = { workspaceFolder: folder, name: "Fleet", algorithm, validityDays: 7300 };
    const made = await newDeviceCa(terms, world, never);
    assert.ok(made.ok);
    const ca = { certificatePath: made.value.certificatePath };
    assert.ok((await renew(world, { ca })).ok);
    assert.equal(leafOf(world, "client").certificate.issuerText, "CN=Fleet");
    const refused = await renew(world);
    assert.equal(!refused.ok && refused.failure.code, "renew-needs-ca");
    assert.ok((await renew(world, { ca, keepKey: true })).ok);
  });

  const pub = `${folder}/client.pub.pem`;
  const pk8 = `${folder}/client.pk8.pem`;
  const rows: readonly [
    what: string,
    prepare: (world: InMemoryWorld) => unknown,
    code: string,
    path: string,
  ][] = [
    ["there is no certificate", (world) => world.disk.delete(pub), "renew-nothing-there", pub],
    [
      "its certificate is none",
      (world) => {
        world.put(pub, "x");
      },
      "renew-cert-unreadable",
      pub,
    ],
    ["its key is gone", (world) => world.disk.delete(pk8), "renew-key-unusable", pk8],
    [
      "its key is another's",
      (world) => {
        world.put(pk8, world.text(`${folder}/server.pk8.pem`) ?? "");
      },
      "renew-key-unusable",
      pk8,
    ],
    [
      "the store password is another",
      (world) => {
        world.put(propertiesPath, soundTextWith("CLIENT_KEYSTORE_PASSWORD=Another77"));
      },
      "renew-would-change",
      `${folder}/client.jks`,
    ],
    [
      "the key password is another",
      (world) => {
        world.put(propertiesPath, soundTextWith("CLIENT_KEY_PASSWORD=Another77"));
      },
      "renew-would-change",
      `${folder}/client.jks`,
    ],
    [
      "the key password is another, and there is no keystore",
      (world) => {
        world.put(propertiesPath, soundTextWith("CLIENT_KEY_PASSWORD=Another77"));
        world.disk.delete(`${folder}/client.jks`);
      },
      "renew-would-change",
      `${folder}/client.pem`,
    ],
    [
      "the alias is another",
      (world) => {
        world.put(propertiesPath, soundTextWith("CLIENT_KEY_ALIAS=another"));
      },
      "renew-would-change",
      `${folder}/client.jks`,
    ],
    [
      "another window is at work on it",
      (world) => {
        world.refuse(`${folder}/.staging`, "file-busy");
      },
      "file-busy",
      `${folder}/.staging`,
    ],
  ];
  for (const [what, prepare, code, path] of rows) {
    it(`changes nothing when ${what}`, async () => {
      const world = await worldWithBundles();
      prepare(world);
      const before = new Map(world.disk);
      const result = await renew(world, { keepKey: true });
      assert.ok(!result.ok && "path" in result.failure, JSON.stringify(result));
      assert.deepEqual([result.failure.code, result.failure.path], [code, path]);
      assert.deepEqual(world.disk, before);
    });
  }

  it("changes nothing when the person cancels", async () => {
    const world = await worldWithBundles();
    const before = new Map(world.disk);
    const request = { propertiesPath, side: "client", keepKey: false, validityDays: 30 } as const;
    const result = await renewIdentity(request, world, AbortSignal.abort());
    assert.deepEqual(result, { ok: false, failure: { code: "cancelled" } });
    assert.deepEqual(world.disk, before);
  });
});

describe("restoring a backup", () => {
  it("brings the old bundle back, and keeps the one that was there", async () => {
    const world = await worldWithBundles();
    const names = ["jks", "p12", "pem", "pk8.pem", "nopass.pem", "pub.pem"].map(
      (end) => `${folder}/client.${end}`,
    );
    const old = names.map((name) => world.disk.get(name));
    assert.ok((await renew(world)).ok);
    const renewed = names.map((name) => world.disk.get(name));
    world.now = new Date("2026-01-21T00:00:00Z");
    const [backup, ...others] = await backupsOf(world);
    assert.deepEqual(
      [backup?.name, backup?.time, others],
      ["client-20260120T000000Z", "20260120T000000Z", []],
    );
    assert.equal(backup?.certificate?.notAfter.toISOString(), "2026-02-01T02:59:05.000Z");
    const restored = await restoreBackup({ propertiesPath, side: "client", name: backup.name }, world);
    assert.ok(restored.ok);
    assert.deepEqual(
      names.map((name) => world.disk.get(name)),
      old,
    );
    const kept = "client-20260121T000000Z";
    assert.equal(restored.value.backupFolder, `${folder}/backup/${kept}`);
    assert.deepEqual(
      names.map((name) => world.disk.get(name.replace(folder, `${folder}/backup/${kept}`))),
      renewed,
    );
    assert.deepEqual(
      (await backupsOf(world)).map(({ name }) => name),
      [kept, "client-20260120T000000Z"],
    );
  });

  it("knows another prefix's backups from its own", async () => {
    const world = await worldWithBundles();
    world.put(`${folder}/backup/client-2-20260120T000000Z/client-2.pub.pem`, "x");
    world.put(`${folder}/backup/client-notes/client.pub.pem`, "x");
    world.put(`${folder}/backup/client-20260120T000000Z-2/client.pub.pem`, "x");
    assert.deepEqual(await backupsOf(world), [
      { name: "client-20260120T000000Z-2", side: "client", time: "20260120T000000Z" },
    ]);
  });

  const rows: readonly [what: string, name: string, files: readonly string[], code: string][] = [
    ["there is none of that name", "client-20200101T000000Z", [], "backup-missing"],
    ["the name leads elsewhere", "../tb", [], "backup-missing"],
    ["it has no key", "client-20260101T000000Z", ["client.pub.pem"], "backup-incomplete"],
    ["it has no certificate", "client-20260101T000000Z", ["client.pk8.pem"], "backup-incomplete"],
  ];
  for (const [what, name, files, code] of rows) {
    it(`changes nothing when ${what}`, async () => {
      const world = await worldWithBundles();
      files.forEach((file) => {
        world.put(`${folder}/backup/${name}/${file}`, world.text(`${folder}/${file}`) ?? "");
      });
      const before = new Map(world.disk);
      const result = await restoreBackup({ propertiesPath, side: "client", name }, world);
      assert.deepEqual(result, { ok: false, failure: { code, path: `${folder}/backup/${name}` } });
      assert.deepEqual(world.disk, before);
    });
  }
});

async function backupsOf(
  world: InMemoryWorld,
): Promise<Extract<Awaited<ReturnType<typeof listBackups>>, { ok: true }>["value"]> {
  const backups = await listBackups(propertiesPath, "client", world);
  assert.ok(backups.ok);
  return backups.value;
}

describe("adding a name to the server's certificate", () => {
  const name = { kind: "ip", value: "10.0.0.5" } as const;
  const request = { propertiesPath, name, validityDays: 30 };
  const text = (world: InMemoryWorld): readonly string[] =>
    leafOf(world, "server").certificate.names.map(({ kind, value }) => `${kind}:${value}`);

  it("keeps key, subject and the names that are there, each once", async () => {
    const world = await worldWithBundles("SUBJECT_ALTERNATIVE_NAMES=dns:tb.example.org");
    const before = text(world);
    const key = world.text(`${folder}/server.pk8.pem`);
    const named = await addServerName(request, world, never);
    assert.ok(named.ok && named.value.keptKey && named.value.backupFolder !== undefined);
    assert.deepEqual(text(world), [...before, "ip:10.0.0.5"]);
    assert.equal(world.text(`${folder}/server.pk8.pem`), key);
    assert.ok((await addServerName(request, world, never)).ok);
    assert.deepEqual(text(world), [...before, "ip:10.0.0.5"]);
  });

  it("generates it as the file has it where it cannot be renewed", async () => {
    const world = await worldWithBundles("SUBJECT_ALTERNATIVE_NAMES=ip:10.0.0.5");
    world.disk.delete(`${folder}/server.pk8.pem`);
    const named = await addServerName(request, world, never);
    assert.ok(named.ok && !named.value.keptKey);
    assert.ok(text(world).includes("ip:10.0.0.5"));
  });

  it("does not sign by itself what a CA had signed", async () => {
    const world = await worldWithBundles();
    const algorithm = { kind: "ec", curve: "P-384" } as const;
    const terms = { workspaceFolder: folder, name: "Fleet", algorithm, validityDays: 7300 };
    const made = await newDeviceCa(terms, world, never);
    assert.ok(made.ok);
    const ca = { certificatePath: made.value.certificatePath };
    assert.ok((await renew(world, { side: "server", ca })).ok);
    const named = await addServerName(request, world, never);
    assert.equal(named.ok || named.failure.code, "renew-needs-ca");
  });
});
