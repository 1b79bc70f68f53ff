import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readCertificate } from "../../../src/core/certificate/read";
import { isKeyOf } from "../../../src/core/certificate/signer";
import { readPem } from "../../../src/core/keystore/pem";
import type { Result } from "../../../src/core/result";
import { generateFleet, type FleetFailure, type FleetRequest } from "../../../src/flows/generateFleet";
import type { Fleet, FleetProgress } from "../../../src/flows/fleetTally";
import { generateIdentity } from "../../../src/flows/generateIdentity";
import { newDeviceCa } from "../../../src/flows/newDeviceCa";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

const csvPath = "/w/fleet.csv";
const templatePath = "/w/keygen.properties";

const csv = 'name,city\r\nm-1,Paris\r\n\r\nm-2,Lyon\r\nm-3,"Nîmes, 30"\r\n';

function worldWith(text = csv): InMemoryWorld {
  return inMemoryWorld({ [csvPath]: text, [templatePath]: soundTextWith("") });
}

type Changes = Partial<FleetRequest> & {
  readonly signal?: AbortSignal;
  readonly tell?: (progress: FleetProgress) => void;
};

function run(world: InMemoryWorld, changes: Changes = {}): Promise<Result<Fleet, FleetFailure>> {
  const { signal = new AbortController().signal, tell = () => undefined, ...request } = changes;
  const standard = {
    csvPath,
    templatePath,
    folder: "/w/fleet",
    mapping: {},
    validityDays: 3650,
    formats: { keystore: "jks", pkcs12: "modern" },
    overwrite: false,
    concurrency: 2,
  } as const;
  return generateFleet({ ...standard, ...request }, world, { signal, tell });
}

async function fleetOf(...args: Parameters<typeof run>): Promise<Fleet> {
  const fleet = await run(...args);
  assert.ok(fleet.ok, JSON.stringify(fleet));
  return fleet.value;
}

/** The failed rows, each as `row code`. */
function failedOf({ failed }: Fleet): readonly string[] {
  return failed.map((one) => `${one.row} ${"finding" in one ? one.finding.code : one.refusal.code}`);
}

function counts({ total, generated, skipped, failed }: Fleet): readonly number[] {
  return [total, generated, skipped, failed.length];
}

const bundle = ["jks", "nopass.pem", "p12", "pem", "pk8.pem"].map((ending) => `${ending} 600`);

describe("a fleet is generated", () => {
  it("with a folder, a properties file and a whole bundle for each row", async () => {
    const world = worldWith();
    const fleet = await fleetOf(world);
    assert.deepEqual([counts(fleet), fleet.example], [[3, 3, 0, 0], "m-1"]);
    for (const name of ["m-1", "m-2", "m-3"]) {
      assert.deepEqual(world.listing(`/w/fleet/${name}`), [
        "keygen.properties 600",
        ...[...bundle, "pub.pem 644"].map((file) => `${name}.${file}`),
      ]);
      const blocks = readPem(world.text(`/w/fleet/${name}/${name}.nopass.pem`) ?? "").blocks;
      const facts = readCertificate(blocks[1]?.der ?? new Uint8Array());
      assert.ok(facts.ok);
      assert.equal(facts.value.subject.commonName, name);
      assert.ok(isKeyOf(facts.value.publicKeySpkiDer, blocks[0]?.der ?? new Uint8Array()));
    }
    assert.ok(world.text("/w/fleet/m-3/keygen.properties")?.includes('CITY="Nîmes, 30"'));
  });

  it("signed by a device CA, with the server's certificate beside each device", async () => {
    const world = worldWith();
    const signal = new AbortController().signal;
    const ca = { workspaceFolder: "/w", name: "ca", passphrase: "Passphrase 7", validityDays: 7300 };
    const made = await newDeviceCa({ ...ca, algorithm: { kind: "ec", curve: "P-256" } }, world, signal);
    assert.ok(made.ok, JSON.stringify(made));
    const server = {
      propertiesPath: templatePath,
      side: "server",
      overwrite: false,
      validityDays: 9,
    } as const;
    assert.ok((await generateIdentity(server, world, signal)).ok);
    const choice = { certificatePath: made.value.certificatePath };
    assert.deepEqual(counts(await fleetOf(world, { ca: choice })), [3, 3, 0, 0]);
    assert.equal(world.text("/w/fleet/m-2/server.pub.pem"), world.text("/w/server.pub.pem"));
    assert.equal(readPem(world.text("/w/fleet/m-2/m-2.chain.pem") ?? "").blocks.length, 2);
    const again = await fleetOf(world, { ca: choice });
    assert.deepEqual([counts(again), again.example], [[3, 0, 3, 0], "m-1"]);
    assert.deepEqual(
      failedOf(await fleetOf(world)),
      [2, 4, 5].map((row) => `${row} fleet-bundle-differs`),
    );
  });

  it("and told of, until nothing is left", async () => {
    const told: FleetProgress[] = [];
    const tell = (progress: FleetProgress): void => void told.push(progress);
    const world = worldWith();
    const clock = (): Date => (world.now = new Date(world.now.getTime() + 100));
    await fleetOf({ ...world, clock }, { tell });
    assert.deepEqual(
      told.map(({ done, total, failed }) => [done, total, failed]),
      [0, 1, 2, 3].map((done) => [done, 3, 0]),
    );
    assert.equal(told.at(-1)?.leftMs, 0);
    assert.ok((told[1]?.leftMs ?? 0) > 0);
  });
});

describe("a fleet that is generated again", () => {
  it("keeps what is whole, to the byte, and makes what is not there", async () => {
    const world = worldWith();
    await fleetOf(world);
    const before = new Map(world.disk);
    for (const path of [...world.disk.keys()].filter((file) => file.startsWith("/w/fleet/m-2/m-2."))) {
      world.disk.delete(path);
    }
    assert.deepEqual(counts(await fleetOf(world)), [3, 1, 2, 0]);
    for (const [path, { bytes }] of before) {
      const isRemade = path.startsWith("/w/fleet/m-2/m-2.");
      assert.ok(
        isRemade || Buffer.compare(world.disk.get(path)?.bytes ?? Buffer.alloc(0), bytes) === 0,
        path,
      );
    }
  });

  it("takes up a device whose properties file alone is there", async () => {
    const world = worldWith();
    await fleetOf(world);
    const text = world.text("/w/fleet/m-1/keygen.properties") ?? "";
    const fresh = worldWith();
    fresh.put("/w/fleet/m-1/keygen.properties", text);
    assert.deepEqual(counts(await fleetOf(fresh)), [3, 3, 0, 0]);
  });

  const damages: readonly [what: string, code: string, damage: (world: InMemoryWorld) => void][] = [
    ["lost a file", "fleet-bundle-differs", (world) => void world.disk.delete("/w/fleet/m-2/m-2.p12")],
    ["has another key", "fleet-bundle-differs", replaced("pk8.pem", "test/fixtures/keystore/rsa.pk8.pem")],
    ["has another device's certificate", "fleet-bundle-differs", swapped("pub.pem")],
    ["has another device's keystore", "fleet-bundle-differs", swapped("jks")],
    ["has half a keystore", "fleet-bundle-differs", halved("p12")],
    ["has half a PEM file", "fleet-bundle-differs", halved("nopass.pem")],
  ];
  for (const [what, code, damage] of damages) {
    it(`leaves alone what ${what}, unless it may be replaced`, async () => {
      const world = worldWith();
      await fleetOf(world);
      damage(world);
      const before = new Map(world.disk);
      const fleet = await fleetOf(world);
      assert.deepEqual(failedOf(fleet), [`4 ${code}`]);
      assert.deepEqual(counts(fleet), [3, 0, 2, 1]);
      assert.deepEqual(new Map(world.disk), before);
      assert.deepEqual(counts(await fleetOf(world, { overwrite: true })), [3, 1, 2, 0]);
      assert.deepEqual(counts(await fleetOf(world)), [3, 0, 3, 0]);
      assert.ok([...world.disk.keys()].some((path) => path.startsWith("/w/fleet/m-2/backup/m-2-")));
    });
  }

  it("leaves alone what has another properties file, unless that may be replaced: its bundle may stay", async () => {
    const world = worldWith();
    await fleetOf(world);
    const path = "/w/fleet/m-2/keygen.properties";
    world.put(path, "CITY=x\n");
    assert.deepEqual(failedOf(await fleetOf(world)), ["4 fleet-properties-differ"]);
    assert.equal(world.text(path), "CITY=x\n");
    assert.deepEqual(counts(await fleetOf(world, { overwrite: true })), [3, 0, 3, 0]);
    assert.ok(world.text(path)?.includes("CITY=Lyon"));
    const kept = "/w/fleet/m-2/backup/keygen.properties-20260102T030405Z";
    assert.equal(world.text(`${kept}/keygen.properties`), "CITY=x\n");
    world.put(path, "CITY=y\n");
    await fleetOf(world, { overwrite: true });
    assert.equal(world.text(`${kept}-2/keygen.properties`), "CITY=y\n");
    assert.deepEqual(world.listing(kept), ["keygen.properties 600"]);
  });
});

function replaced(ending: string, file: string): (world: InMemoryWorld) => void {
  return (world) => {
    world.put(`/w/fleet/m-2/m-2.${ending}`, readFileSync(file, "utf8"));
  };
}

function swapped(ending: string): (world: InMemoryWorld) => void {
  return (world) => {
    const other = world.disk.get(`/w/fleet/m-1/m-1.${ending}`);
    assert.ok(other !== undefined);
    world.disk.set(`/w/fleet/m-2/m-2.${ending}`, other);
  };
}

function halved(ending: string): (world: InMemoryWorld) => void {
  return (world) => {
    const path = `/w/fleet/m-2/m-2.${ending}`;
    const { bytes, mode } = world.disk.get(path) ?? { bytes: new Uint8Array(), mode: 0 };
    world.disk.set(path, { bytes: bytes.subarray(0, bytes.length >> 1), mode });
  };
}

describe("nothing of a fleet is written while its CSV", () => {
  const rows: readonly [text: string, failed: readonly string[], total: number][] = [
    [
      "name\nm-1\n../m\nm-1\nM-1\n",
      ["3 fleet-name-unsafe", "4 fleet-name-duplicate", "5 fleet-name-collision"],
      4,
    ],
    ["name,country\nm,FR\nn,FRA\n", ["3 country-not-two-letters"], 2],
    ['name\nm\n"n\n', ["3 csv-unclosed-quote"], 2],
    ["id\nm\n", ["1 fleet-name-column-missing"], 1],
  ];
  for (const [text, failed, total] of rows) {
    it(`has ${failed.join(", ")}`, async () => {
      const world = worldWith(text);
      const fleet = await fleetOf(world);
      assert.deepEqual(failedOf(fleet), failed);
      assert.deepEqual([fleet.isRefused, fleet.total, fleet.generated], [true, total, 0]);
      assert.deepEqual([...world.disk.keys()], [csvPath, templatePath]);
    });
  }

  it("is in another encoding than UTF-8", async () => {
    const world = worldWith();
    world.disk.set(csvPath, { bytes: Buffer.from("name,city\nm,Orl\xe9ans\n", "latin1"), mode: 0o644 });
    assert.deepEqual(failedOf(await fleetOf(world)), ["2 csv-not-utf8"]);
  });
});

describe("a fleet fails as a whole", () => {
  const rows: readonly [code: string, prepare: (world: InMemoryWorld) => void, changes?: Changes][] = [
    ["file-not-found", (world) => void world.disk.delete(csvPath)],
    ["file-not-found", (world) => void world.disk.delete(templatePath)],
    [
      "properties-invalid",
      (world) => {
        world.put(templatePath, soundTextWith("TWO_LETTER_COUNTRY_CODE=FRA"));
      },
    ],
    ["ca-missing", () => undefined, { ca: { certificatePath: "/w/no.ca.pem" } }],
    ["cancelled", () => undefined, { signal: AbortSignal.abort() }],
  ];
  for (const [code, prepare, changes] of rows) {
    it(`as ${code}, and writes nothing`, async () => {
      const world = worldWith();
      prepare(world);
      const before = [...world.disk.keys()];
      const fleet = await run(world, changes);
      assert.equal(fleet.ok ? "ok" : fleet.failure.code, code);
      assert.deepEqual([...world.disk.keys()], before);
    });
  }

  it("as cancelled after some devices, which are whole and stay", async () => {
    const world = worldWith();
    const cancelling = new AbortController();
    const cancelled = await run(world, {
      concurrency: 1,
      signal: cancelling.signal,
      tell: ({ done }) => {
        if (done === 1) {
          cancelling.abort();
        }
      },
    });
    assert.equal(cancelled.ok ? "ok" : cancelled.failure.code, "cancelled");
    assert.deepEqual(counts(await fleetOf(world)), [3, 2, 1, 0]);
  });
});

describe("one device of a fleet that cannot be written", () => {
  for (const code of ["file-permission-denied", "disk-full"] as const) {
    it(`as ${code} does not stop the others`, async () => {
      const world = worldWith();
      world.refuse("/w/fleet/m-2/", code);
      const fleet = await fleetOf(world);
      assert.deepEqual(failedOf(fleet), [`4 ${code}`]);
      assert.deepEqual(counts(fleet), [3, 2, 0, 1]);
    });
  }
});
