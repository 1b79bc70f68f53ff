import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { describe, it } from "node:test";
import { readPem } from "../../../src/core/keystore/pem";
import { exportCa } from "../../../src/flows/exportCa";
import { caCertificatePathOf } from "../../../src/flows/caPlace";
import type { CaChoice } from "../../../src/flows/deviceCa";
import { generateIdentity } from "../../../src/flows/generateIdentity";
import { newDeviceCa, type NewDeviceCaRequest } from "../../../src/flows/newDeviceCa";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

const workspaceFolder = "/home/ada";
const caDir = "/home/ada/.thingsboard-ca/Fleet";
const certificatePath = `${caDir}/Fleet.ca.pem`;
const keyPath = `${caDir}/Fleet.ca.key.pem`;
const propertiesPath = "/home/ada/tb/keygen.properties";
const never = new AbortController().signal;
// An RSA key, so that the CA's and the device's (EC) are different ones in memory.
const algorithm = { kind: "rsa", bits: 2048 } as const;

async function make(
  world: InMemoryWorld,
  changes: Partial<NewDeviceCaRequest> = {},
): ReturnType<typeof newDeviceCa> {
  const request = { workspaceFolder, name: "Fleet", algorithm, validityDays: 7300, ...changes };
  return newDeviceCa(request, world, never);
}

async function worldWithCa(): Promise<InMemoryWorld> {
  const world = inMemoryWorld({ [propertiesPath]: soundTextWith("") });
  assert.ok((await make(world)).ok);
  return world;
}

/** Generates the client's bundle under the CA; gives the failure's code and path, or undefined. */
async function refusal(
  world: InMemoryWorld,
  ca: CaChoice = { certificatePath },
): Promise<readonly unknown[] | undefined> {
  const before = new Map(world.disk);
  const result = await generateIdentity(
    { propertiesPath, side: "client", overwrite: false, validityDays: 30, ca },
    world,
    never,
  );
  if (result.ok) {
    return undefined;
  }
  assert.deepEqual(world.disk, before);
  return [result.failure.code, "path" in result.failure ? result.failure.path : undefined];
}

describe("a new device CA", () => {
  it("lies in a folder of its own, its key encrypted under a random passphrase of the keyring", async () => {
    const world = await worldWithCa();
    assert.deepEqual(world.listing(caDir), ["Fleet.ca.key.pem 600", "Fleet.ca.pem 644"]);
    assert.deepEqual(
      readPem(world.text(keyPath) ?? "").blocks.map(({ label }) => label),
      ["ENCRYPTED PRIVATE KEY"],
    );
    const [[name, passphrase] = []] = [...world.keyring];
    const certificate = new X509Certificate(world.text(certificatePath) ?? "");
    assert.equal(name, `deviceCa:${certificate.fingerprint256}`);
    assert.match(passphrase ?? "", /^[A-Za-z0-9]{24}$/);
    assert.equal(certificate.subject, "CN=Fleet");
    assert.equal(certificate.ca, true);
  });

  it("takes the person's own passphrase", async () => {
    const world = inMemoryWorld();
    assert.ok((await make(world, { passphrase: "correct horse" })).ok);
    assert.deepEqual([...world.keyring.values()], ["correct horse"]);
  });

  const names = ["", "../x", "a/b", "NUL", "x.pem", "x".repeat(65)];
  for (const name of names) {
    it(`is not called ${JSON.stringify(name)}`, async () => {
      const world = inMemoryWorld();
      assert.deepEqual(await make(world, { name }), {
        ok: false,
        failure: { code: "ca-values-invalid", reason: "name", name },
      });
      assert.deepEqual([world.disk.size, world.keyring.size], [0, 0]);
    });
  }

  it("has no short passphrase", async () => {
    const made = await make(inMemoryWorld(), { passphrase: "1234567" });
    assert.equal(!made.ok && made.failure.code, "ca-values-invalid");
  });

  it("replaces none, and makes no key for nothing", async () => {
    const world = await worldWithCa();
    const before = new Map(world.disk);
    assert.deepEqual(await make(world), {
      ok: false,
      failure: { code: "file-exists", path: certificatePath },
    });
    assert.deepEqual([world.disk, world.keysMade.length, world.keyring.size], [before, 1, 1]);
  });

  it("leaves nothing where it cannot be written, or its passphrase not kept", async () => {
    const world = inMemoryWorld();
    world.refuse(caDir, "disk-full", { onlyWriting: true });
    assert.equal((await make(world)).ok, false);
    assert.deepEqual([world.disk.size, world.keyring.size], [0, 0]);
    const other = inMemoryWorld();
    const locked: InMemoryWorld = {
      ...other,
      secrets: {
        ...other.secrets,
        set: () => Promise.resolve({ ok: false, failure: { code: "secrets-unavailable" } }),
      },
    };
    assert.deepEqual(await make(locked), { ok: false, failure: { code: "secrets-unavailable" } });
    assert.equal(other.disk.size, 0);
  });

  it("is not made when the person cancels", async () => {
    const world = inMemoryWorld();
    const request = { workspaceFolder, name: "Fleet", algorithm, validityDays: 1 };
    const made = await newDeviceCa(request, world, AbortSignal.abort());
    assert.deepEqual(made, { ok: false, failure: { code: "cancelled" } });
    assert.equal(world.disk.size, 0);
  });
});

describe("a device under a CA", () => {
  it("has seven files, those with a key carrying the chain, leaf first", async () => {
    const world = await worldWithCa();
    assert.equal(await refusal(world), undefined);
    assert.deepEqual(
      world.listing("/home/ada/tb").map((line) => line.split(" ")[0]),
      [
        "client.chain.pem",
        "client.jks",
        "client.nopass.pem",
        "client.p12",
        "client.pem",
        "client.pk8.pem",
        "client.pub.pem",
        "keygen.properties",
      ],
    );
    const labels = (name: string): readonly string[] =>
      readPem(world.text(`/home/ada/tb/${name}`) ?? "").blocks.map(({ label }) => label);
    assert.deepEqual(labels("client.chain.pem"), ["CERTIFICATE", "CERTIFICATE"]);
    assert.deepEqual(labels("client.nopass.pem"), ["PRIVATE KEY", "CERTIFICATE", "CERTIFICATE"]);
    assert.deepEqual(labels("client.pub.pem"), ["CERTIFICATE"]);
    const ca = new X509Certificate(world.text(certificatePath) ?? "");
    const leaf = new X509Certificate(world.text("/home/ada/tb/client.pub.pem") ?? "");
    assert.equal(leaf.checkIssued(ca) && leaf.verify(ca.publicKey), true);
  });

  it("is refused where a chain of another bundle is in the way", async () => {
    const world = await worldWithCa();
    world.put("/home/ada/tb/client.chain.pem", "mine");
    assert.deepEqual(await refusal(world), ["file-exists", "/home/ada/tb/client.chain.pem"]);
  });

  const rows: readonly [what: string, prepare: (world: InMemoryWorld) => void, code: string, path: string][] =
    [
      ["is no such CA", (world) => world.disk.delete(certificatePath), "ca-missing", certificatePath],
      [
        "is no certificate in its file",
        (world) => {
          world.put(certificatePath, "x");
        },
        "ca-unreadable",
        certificatePath,
      ],
      [
        "CA has expired",
        (world) => {
          world.now = new Date("2080-01-01T00:00:00Z");
        },
        "ca-expired",
        certificatePath,
      ],
      ["is no key", (world) => world.disk.delete(keyPath), "ca-key-missing", keyPath],
      [
        "is no key in its file",
        (world) => {
          world.put(keyPath, world.text(certificatePath) ?? "");
        },
        "ca-key-unreadable",
        keyPath,
      ],
      [
        "is no passphrase in the keyring",
        (world) => {
          world.keyring.clear();
        },
        "ca-passphrase-missing",
        keyPath,
      ],
      [
        "is another passphrase in the keyring",
        (world) => {
          world.keyring.forEach((_, name) => world.keyring.set(name, "another one"));
        },
        "ca-passphrase-wrong",
        keyPath,
      ],
      [
        "file may not be read",
        (world) => {
          world.refuse(keyPath, "file-permission-denied");
        },
        "file-permission-denied",
        keyPath,
      ],
    ];
  for (const [what, prepare, code, path] of rows) {
    it(`is refused, and nothing is written, where there ${what}`, async () => {
      const world = await worldWithCa();
      prepare(world);
      assert.deepEqual(await refusal(world), [code, path]);
    });
  }

  it("is refused where the key is another CA's", async () => {
    const world = await worldWithCa();
    assert.ok((await make(world, { name: "Other", algorithm: { kind: "ec", curve: "P-256" } })).ok);
    const [passphrase] = [...world.keyring.values()].slice(-1);
    world.put(keyPath, world.text("/home/ada/.thingsboard-ca/Other/Other.ca.key.pem") ?? "");
    const choice = { certificatePath, passphrase: passphrase ?? "" };
    assert.deepEqual(await refusal(world, choice), ["ca-key-mismatch", keyPath]);
  });

  it("is signed with a passphrase that the person enters, which the keyring then has", async () => {
    const world = await worldWithCa();
    const [entry] = [...world.keyring];
    assert.ok(entry);
    world.keyring.clear();
    assert.equal(await refusal(world, { certificatePath, passphrase: entry[1] }), undefined);
    assert.deepEqual([...world.keyring], [entry]);
  });

  it("does not have a wrong passphrase remembered", async () => {
    const world = await worldWithCa();
    const before = new Map(world.keyring);
    const choice = { certificatePath, passphrase: "something else" };
    assert.deepEqual(await refusal(world, choice), ["ca-passphrase-wrong", keyPath]);
    assert.deepEqual(world.keyring, before);
  });
});

describe("a device CA is exported for ThingsBoard", () => {
  it("as PEM with a regular expression whose first group is the device's name", async () => {
    const world = await worldWithCa();
    world.keyring.clear();
    const exported = await exportCa(certificatePath, world);
    assert.ok(exported.ok);
    const { pem, certificateRegExPattern, credentialsId, subjectText } = exported.value;
    assert.equal(pem, world.text(certificatePath));
    assert.equal(subjectText, "CN=Fleet");
    assert.match(credentialsId, /^[0-9a-f]{64}$/);
    for (const name of ["tb.example.org", "Pumpe 7 – Halle Süd", "a"]) {
      assert.equal(new RegExp(certificateRegExPattern).exec(name)?.[1], name);
    }
  });

  it("unless there is none", async () => {
    const exported = await exportCa(certificatePath, inMemoryWorld());
    assert.deepEqual(exported, { ok: false, failure: { code: "ca-missing", path: certificatePath } });
  });
});

describe("a device CA is named", () => {
  const rows: readonly [named: string, folder: string, path: string][] = [
    ["Fleet", "/home/ada", certificatePath],
    ["certs/x.ca.pem", "/home/ada", "/home/ada/certs/x.ca.pem"],
    ["/srv/x.ca.pem", "/home/ada", "/srv/x.ca.pem"],
    ["Fleet", "C:\\tb", "C:\\tb\\.thingsboard-ca\\Fleet\\Fleet.ca.pem"],
    ["D:\\x.ca.pem", "C:\\tb", "D:\\x.ca.pem"],
  ];
  for (const [named, folder, path] of rows) {
    it(`${named} in ${folder}: ${path}`, () => {
      assert.equal(caCertificatePathOf(named, folder), path);
    });
  }
});
