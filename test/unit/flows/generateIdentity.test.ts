import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readCertificate, type CertificateFacts } from "../../../src/core/certificate/read";
import type { Side } from "../../../src/core/identity/identity";
import { readJks } from "../../../src/core/keystore/jks";
import { readPem } from "../../../src/core/keystore/pem";
import type { Result } from "../../../src/core/result";
import {
  generateIdentity,
  type GenerateFailure,
  type GenerateRequest,
} from "../../../src/flows/generateIdentity";
import type { Generated } from "../../../src/flows/issueBundle";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

const propertiesPath = "/home/ada/tb/keygen.properties";
const folder = "/home/ada/tb";

/** A world with a properties file: a sound one of EC keys, except for some lines. */
function worldWith(lines = ""): InMemoryWorld {
  return inMemoryWorld({ [propertiesPath]: soundTextWith(lines) });
}

function generate(
  world: InMemoryWorld,
  side: Side,
  options: Partial<GenerateRequest> & { readonly signal?: AbortSignal } = {},
): Promise<Result<Generated, GenerateFailure>> {
  const { signal = new AbortController().signal, ...changes } = options;
  const request = { propertiesPath, side, overwrite: false, validityDays: 3650, ...changes };
  return generateIdentity(request, world, signal);
}

async function generated(...args: Parameters<typeof generate>): Promise<Generated> {
  const result = await generate(...args);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function certificateAt(world: InMemoryWorld, path: string): CertificateFacts {
  const [block] = readPem(world.text(path) ?? "").blocks;
  const facts = readCertificate(block?.der ?? new Uint8Array());
  assert.ok(facts.ok);
  return facts.value;
}

/** Kinds and aliases in a keystore of the sound file. */
function entriesOf(world: InMemoryWorld, path: string, password = "ClientSecret7x"): readonly string[] {
  const entries = readJks(world.disk.get(path)?.bytes ?? new Uint8Array(), password);
  assert.ok(entries.ok);
  return entries.value.map(({ kind, alias }) => `${kind} ${alias}`);
}

describe("generating a client's identity", () => {
  it("writes the six files of the bundle, secret ones for their owner alone", async () => {
    const world = worldWith();
    const { files, backupFolder } = await generated(world, "client");
    assert.deepEqual(files, [
      "/home/ada/tb/client.jks",
      "/home/ada/tb/client.p12",
      "/home/ada/tb/client.pem",
      "/home/ada/tb/client.pk8.pem",
      "/home/ada/tb/client.nopass.pem",
      "/home/ada/tb/client.pub.pem",
    ]);
    assert.equal(backupFolder, undefined);
    assert.deepEqual(world.listing(folder), [
      "client.jks 600",
      "client.nopass.pem 600",
      "client.p12 600",
      "client.pem 600",
      "client.pk8.pem 600",
      "client.pub.pem 644",
      "keygen.properties 644",
    ]);
  });

  it("gives facts that an independent tool sees too, the same for the same inputs", async () => {
    // An RSA signature has no nonce. The facts are of `openssl x509 -fingerprint -sha256 -enddate` over the written
    // file, and of `grep -v -- - client.pub.pem | tr -d '\n' | openssl dgst -sha3-256`.
    const lines = "CLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME=";
    const worlds = [worldWith(lines), worldWith(lines)] as const;
    const first = await generated(worlds[0], "client");
    assert.deepEqual(
      [first.fingerprint256, first.credentialsId, first.notAfter.toISOString()],
      [
        "3D:6D:E5:1A:58:14:4B:15:5C:5C:54:50:2D:8C:29:73:89:D0:4E:2F:E5:13:6E:C9:EB:C6:40:00:91:D9:AB:42",
        "6ac0a0b5c6f7c1eaedff3537c5a8e6ac3cbb2531a48824148b6a33c964ff97ca",
        "2035-12-31T02:59:05.000Z",
      ],
    );
    assert.deepEqual(await generated(worlds[1], "client"), first);
    assert.deepEqual(worlds[1].disk, worlds[0].disk);
  });

  it("trusts the server's certificate where that lies beside the file", async () => {
    const world = worldWith();
    await generated(world, "client");
    assert.deepEqual(entriesOf(world, "/home/ada/tb/client.jks"), ["private-key clientalias"]);
    await generated(world, "server");
    await generated(world, "client", { overwrite: true });
    assert.deepEqual(entriesOf(world, "/home/ada/tb/client.jks"), [
      "private-key clientalias",
      "trusted-certificate serveralias",
    ]);
  });

  it("makes the key that the file asks for", async () => {
    const world = worldWith("CLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME=\nCLIENT_KEY_SIZE=3072");
    await generated(world, "client");
    await generated(world, "server");
    assert.deepEqual(world.keysMade, [
      { kind: "rsa", bits: 3072 },
      { kind: "ec", curve: "P-256" },
    ]);
  });

  it("reads the how-to's file as it is: RSA 2048, the city as written", async () => {
    const world = inMemoryWorld({
      [propertiesPath]: readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8"),
    });
    await generated(world, "client");
    assert.deepEqual(world.keysMade, [{ kind: "rsa", bits: 2048 }]);
    assert.equal(
      certificateAt(world, "/home/ada/tb/mqttclient.pub.pem").subjectText,
      "CN=tb.example.org, OU=ThingsBoard, O=ThingsBoard, L=San Francisco, ST=CA, C=US",
    );
  });
});

describe("generating a server's identity", () => {
  it("writes the six files of the bundle", async () => {
    const world = worldWith();
    await generated(world, "server");
    assert.deepEqual(world.listing(folder), [
      "keygen.properties 644",
      "server.cer 644",
      "server.jks 600",
      "server.p12 600",
      "server.pem 600",
      "server.pk8.pem 600",
      "server.pub.pem 644",
    ]);
  });

  it("copies the keystore where it is told, in place of an older one", async () => {
    const world = worldWith();
    world.put("/etc/thingsboard/conf/server.jks", "old");
    const { files } = await generated(world, "server", { copyTo: "/etc/thingsboard/conf" });
    assert.equal(files.at(-1), "/etc/thingsboard/conf/server.jks");
    assert.deepEqual(world.listing("/etc/thingsboard/conf"), ["server.jks 600"]);
    assert.deepEqual(
      world.disk.get("/etc/thingsboard/conf/server.jks"),
      world.disk.get("/home/ada/tb/server.jks"),
    );
  });

  it("tells that the copy failed, when the bundle itself is written", async () => {
    const world = worldWith();
    world.refuse("/etc/thingsboard/conf/", "file-permission-denied");
    assert.deepEqual(await generate(world, "server", { copyTo: "/etc/thingsboard/conf" }), {
      ok: false,
      failure: {
        code: "copy-failed",
        path: "/etc/thingsboard/conf/server.jks",
        failure: { code: "file-permission-denied", path: "/etc/thingsboard/conf/server.jks" },
      },
    });
    assert.ok(world.disk.has("/home/ada/tb/server.jks"));
  });
});

describe("an existing bundle", () => {
  it("is not replaced without consent, and no key is made for nothing", async () => {
    const world = worldWith();
    await generated(world, "client");
    const before = new Map(world.disk);
    assert.deepEqual(await generate(world, "client"), {
      ok: false,
      failure: { code: "file-exists", path: "/home/ada/tb/client.jks" },
    });
    assert.deepEqual(world.disk, before);
    assert.equal(world.keysMade.length, 1);
  });

  it("is not replaced when one file of it alone is there", async () => {
    const world = worldWith();
    world.put("/home/ada/tb/client.pub.pem", "mine");
    assert.deepEqual(await generate(world, "client"), {
      ok: false,
      failure: { code: "file-exists", path: "/home/ada/tb/client.pub.pem" },
    });
    assert.equal(world.text("/home/ada/tb/client.pub.pem"), "mine");
    assert.equal(world.disk.size, 2);
  });

  it("is kept whole in a folder of its time when it is replaced", async () => {
    const world = worldWith();
    await generated(world, "client");
    const old = world.text("/home/ada/tb/client.pub.pem");
    const { backupFolder } = await generated(world, "client", { overwrite: true });
    assert.equal(backupFolder, "/home/ada/tb/backup/client-20260102T030405Z");
    assert.equal(world.listing("/home/ada/tb/backup/client-20260102T030405Z").length, 6);
    assert.equal(world.text("/home/ada/tb/backup/client-20260102T030405Z/client.pub.pem"), old);
    assert.notEqual(world.text("/home/ada/tb/client.pub.pem"), old);
  });
});

describe("nothing is generated, and nothing is written, when", () => {
  const rows: readonly [what: string, prepare: (world: InMemoryWorld) => void, code: string, path: string][] =
    [
      [
        "there is no properties file",
        (world) => world.disk.delete(propertiesPath),
        "file-not-found",
        propertiesPath,
      ],
      [
        "the file may not be read",
        (world) => {
          world.refuse(propertiesPath, "file-permission-denied");
        },
        "file-permission-denied",
        propertiesPath,
      ],
      [
        "the file has an error that leaves no safe reading",
        (world) => {
          world.put(propertiesPath, soundTextWith("ORGANIZATION=$(id)"));
        },
        "properties-invalid",
        propertiesPath,
      ],
      [
        "its prefix leads out of the folder",
        (world) => {
          world.put(propertiesPath, soundTextWith("CLIENT_FILE_PREFIX=../evil"));
        },
        "properties-invalid",
        propertiesPath,
      ],
      [
        "the file holds a NUL",
        (world) => {
          world.put(propertiesPath, soundTextWith("CITY=a\0b"));
        },
        "properties-unreadable",
        propertiesPath,
      ],
      [
        "the server's certificate beside it is none",
        (world) => {
          world.put(
            "/home/ada/tb/server.pub.pem",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
          );
        },
        "server-cert-unreadable",
        "/home/ada/tb/server.pub.pem",
      ],
      [
        "the server's certificate beside it may not be read",
        (world) => {
          world.refuse("/home/ada/tb/server.pub.pem", "file-permission-denied");
        },
        "file-permission-denied",
        "/home/ada/tb/server.pub.pem",
      ],
      [
        "it cannot be seen whether there is a bundle already",
        (world) => {
          world.refuse("/home/ada/tb/client.p12", "file-io");
        },
        "file-io",
        "/home/ada/tb/client.p12",
      ],
      [
        "another window is at work on the bundle",
        (world) => {
          world.refuse("/home/ada/tb/.staging", "file-busy");
        },
        "file-busy",
        "/home/ada/tb/.staging",
      ],
      [
        "the disk is full at the last file",
        (world) => {
          world.refuse("/home/ada/tb/client.pub.pem", "disk-full", { onlyWriting: true });
        },
        "disk-full",
        "/home/ada/tb/client.pub.pem",
      ],
      [
        "the folder is read-only",
        (world) => {
          world.refuse("/home/ada/tb/", "file-read-only", { onlyWriting: true });
        },
        "file-read-only",
        "/home/ada/tb/.staging",
      ],
    ];
  for (const [what, prepare, code, path] of rows) {
    it(what, async () => {
      const world = worldWith();
      prepare(world);
      const before = new Map(world.disk);
      const result = await generate(world, "client");
      assert.ok(!result.ok && result.failure.code !== "cancelled");
      assert.deepEqual([result.failure.code, result.failure.path], [code, path]);
      assert.deepEqual(world.disk, before);
    });
  }

  it("the person cancels", async () => {
    const world = worldWith();
    const result = await generate(world, "client", { signal: AbortSignal.abort() });
    assert.deepEqual(result, { ok: false, failure: { code: "cancelled" } });
    assert.deepEqual(world.listing(folder), ["keygen.properties 644"]);
  });

  it("the person cancels while the key is made", async () => {
    const world = worldWith();
    const controller = new AbortController();
    const keyPair: InMemoryWorld["entropy"]["keyPair"] = (...args) => {
      const key = world.entropy.keyPair(...args);
      controller.abort();
      return key;
    };
    const result = await generateIdentity(
      { propertiesPath, side: "client", overwrite: false, validityDays: 1 },
      { ...world, entropy: { ...world.entropy, keyPair } },
      controller.signal,
    );
    assert.deepEqual(result, { ok: false, failure: { code: "cancelled" } });
    assert.deepEqual(world.listing(folder), ["keygen.properties 644"]);
  });

  it("the person cancels while the keystores are made", async () => {
    const world = worldWith();
    const controller = new AbortController();
    const pause: InMemoryWorld["pause"] = () => {
      controller.abort();
      return world.pause();
    };
    const request = { propertiesPath, side: "client", overwrite: false, validityDays: 1 } as const;
    const result = await generateIdentity(request, { ...world, pause }, controller.signal);
    assert.deepEqual(result, { ok: false, failure: { code: "cancelled" } });
    assert.deepEqual(world.listing(folder), ["keygen.properties 644"]);
  });
});

describe("the errors of an invalid file", () => {
  it("come with the text that they are in", async () => {
    const world = worldWith("ORGANIZATION=`id`");
    const result = await generate(world, "client");
    assert.ok(!result.ok && result.failure.code === "properties-invalid");
    const { problems, text } = result.failure;
    assert.deepEqual(
      problems.map(({ code, span }) => [code, text.slice(span.start, span.end)]),
      [["command-not-run", "`id`"]],
    );
  });

  it("of the server's keys do not stand in the client's way", async () => {
    const world = worldWith("SERVER_KEY_PASSWORD=abc");
    await generated(world, "client");
    const server = await generate(world, "server");
    assert.equal(!server.ok && server.failure.code, "properties-invalid");
  });
});
