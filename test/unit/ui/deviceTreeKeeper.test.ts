import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Device } from "../../../src/core/devices/device";
import { InventoryKeeper } from "../../../src/ui/deviceTree/inventoryKeeper";

/** A disk of properties files, each with the number of its problems, and a keeper that looks at it. */
class Disk {
  readonly files = new Map<string, number>();
  readonly looks: string[] = [];
  changes = 0;
  isBroken = false;
  /** Resolves when the rows are drawn. */
  drawing = Promise.resolve();
  readonly bugs: unknown[] = [];
  readonly keeper = new InventoryKeeper({
    find: (places) => {
      this.looks.push(`find ${places?.join(" ") ?? "everywhere"}`);
      const isFound = (path: string): boolean =>
        places === undefined || places.some((place) => path === place || path.startsWith(`${place}/`));
      return this.isBroken
        ? Promise.reject(new Error("broken"))
        : Promise.resolve([...this.files.keys()].filter(isFound));
    },
    drawn: () => this.drawing,
    isThere: (path) => Promise.resolve(this.files.has(path)),
    inspect: (path) => {
      this.looks.push(`inspect ${path}`);
      return Promise.resolve(device(path, this.files.get(path) ?? 0));
    },
    changed: () => {
      this.changes += 1;
    },
    failed: (error) => this.bugs.push(error),
  });

  constructor(...paths: readonly string[]) {
    paths.forEach((path) => this.files.set(path, 0));
  }

  async paths(): Promise<readonly string[]> {
    return (await this.keeper.all()).map(({ propertiesPath }) => propertiesPath);
  }
}

function device(propertiesPath: string, blockingProblems: number): Device {
  return {
    propertiesPath,
    name: "client",
    blockingProblems,
    filePrefix: "client",
    client: { side: "client", files: [] },
    server: { side: "server", files: [] },
  };
}

const [a, b, c] = ["/w/a/keygen.properties", "/w/b/keygen.properties", "/w/c/keygen.properties"];

/** Lets the moment pass in which changes are collected, and what follows from it. */
async function afterAMoment(context: TestContext, disk: Disk): Promise<void> {
  context.mock.timers.tick(200);
  await disk.keeper.refresh("/w/nothing.pem");
}

describe("the keeper of the inventory", () => {
  it("looks again for whoever asks after a first look that failed", async () => {
    const disk = new Disk(a);
    disk.isBroken = true;
    await assert.rejects(disk.paths(), /broken/);
    await assert.rejects(disk.keeper.lookAgain(), /broken/);
    disk.isBroken = false;
    await disk.keeper.lookAgain();
    assert.deepEqual(await disk.paths(), [a]);
  });

  it("looks again when it is told to", async () => {
    const disk = new Disk(a);
    assert.deepEqual(await disk.paths(), [a]);
    disk.files.set(b, 0);
    await disk.keeper.lookAgain();
    assert.deepEqual(await disk.paths(), [a, b]);
  });

  it("looks everywhere once, when it is first asked", async () => {
    const disk = new Disk(b, a);
    disk.keeper.touched(a);
    await disk.keeper.refresh(a);
    await disk.keeper.refreshAll();
    assert.deepEqual(disk.looks, []);
    assert.deepEqual(await Promise.all([disk.paths(), disk.paths()]), [
      [a, b],
      [a, b],
    ]);
    assert.deepEqual(disk.looks, ["find everywhere", `inspect ${b}`, `inspect ${a}`]);
    assert.equal(disk.changes, 1);
  });

  it("looks once at a device whose files change in one moment", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const disk = new Disk(a, b);
    await disk.paths();
    disk.looks.length = 0;
    for (const name of ["client.jks", "client.p12", "client.pem", "client.pub.pem", "keygen.properties"]) {
      disk.keeper.touched(`/w/a/${name}`);
    }
    context.mock.timers.tick(199);
    assert.deepEqual(disk.looks, []);
    disk.files.set(a, 2);
    await afterAMoment(context, disk);
    assert.deepEqual(disk.looks, [`inspect ${a}`]);
    assert.equal(disk.changes, 2);
    assert.equal((await disk.keeper.all())[0]?.blockingProblems, 2);
  });

  it("says nothing where nothing is different", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const disk = new Disk(a);
    await disk.paths();
    disk.keeper.touched("/w/a/client.jks");
    await afterAMoment(context, disk);
    assert.equal(disk.changes, 1);
  });

  it("follows a file that comes and goes", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const disk = new Disk(a);
    await disk.paths();
    disk.files.set(b, 0);
    disk.keeper.touched(b);
    await afterAMoment(context, disk);
    assert.deepEqual(await disk.paths(), [a, b]);
    disk.files.delete(b);
    disk.keeper.touched(b);
    await afterAMoment(context, disk);
    assert.deepEqual(await disk.paths(), [a]);
  });

  it("follows a folder that comes and goes with what is in it", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const disk = new Disk(a);
    await disk.paths();
    disk.files.set(b, 0).set(c, 0);
    disk.keeper.touched("/w/b");
    await afterAMoment(context, disk);
    assert.deepEqual(await disk.paths(), [a, b]);
    disk.files.delete(a);
    disk.keeper.touched("/w/a");
    await afterAMoment(context, disk);
    assert.deepEqual(await disk.paths(), [b]);
  });

  it("looks for what came once, however much it is, and at nothing else", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const disk = new Disk(a);
    await disk.paths();
    disk.looks.length = 0;
    for (const path of [b, c]) {
      disk.files.set(path, 0);
      disk.keeper.touched(path);
    }
    disk.keeper.touched("/w/c");
    disk.keeper.touched("/w/b");
    await afterAMoment(context, disk);
    assert.deepEqual(disk.looks.slice(0, 3), ["find /w/c /w/b", `inspect ${b}`, `inspect ${c}`]);
    assert.deepEqual(await disk.paths(), [a, b, c]);
  });

  it("looks everywhere again when so much changes at once that some of it may be lost", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const disk = new Disk(a);
    await disk.paths();
    disk.looks.length = 0;
    for (let count = 0; count <= 10_000; count += 1) {
      disk.keeper.touched(`/w/out/${String(count)}.js`);
    }
    await afterAMoment(context, disk);
    await disk.keeper.all();
    assert.deepEqual(disk.looks.slice(-2), ["find everywhere", `inspect ${a}`]);
  });

  it("looks at one device at once, when asked", async () => {
    const disk = new Disk(a);
    await disk.paths();
    disk.files.set(a, 1);
    await disk.keeper.refresh(a);
    assert.equal((await disk.keeper.all())[0]?.blockingProblems, 1);
  });

  it("tells a bug, and goes on", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const disk = new Disk(a);
    await disk.paths();
    disk.isBroken = true;
    disk.keeper.touched(b);
    await afterAMoment(context, disk);
    assert.equal(disk.bugs.length, 1);
    disk.isBroken = false;
    disk.files.set(b, 0);
    disk.keeper.touched(b);
    await afterAMoment(context, disk);
    assert.deepEqual(await disk.paths(), [a, b]);
  });

  it("is silent once it is disposed", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const disk = new Disk(a);
    await disk.paths();
    disk.keeper.touched(b);
    disk.keeper.dispose();
    disk.looks.length = 0;
    context.mock.timers.tick(200);
    disk.keeper.touched(b);
    context.mock.timers.tick(200);
    assert.deepEqual(disk.looks, []);
    assert.equal(disk.changes, 1);
  });

  it("shows very many devices when they are found, and looks at them bit by bit", async () => {
    const disk = new Disk(...many(10_000));
    const known = await disk.keeper.known();
    assert.equal(known.length, 10_000);
    assert.ok(known.every(({ isUnread }) => isUnread === true));
    assert.deepEqual(disk.looks, ["find everywhere"]);
    const all = await disk.keeper.all();
    assert.ok(all.every(({ isUnread }) => isUnread === undefined));
    assert.equal(disk.looks.length, 1 + 10_000);
    // Found, then told of the first 200, and at the end.
    assert.equal(disk.changes, 1 + 1 + 1);
  });

  it("looks at none of very many devices before they are drawn, but at one that is asked for", async () => {
    const disk = new Disk(...many(1_000));
    let drawn: () => void = () => undefined;
    disk.drawing = new Promise((resolve) => {
      drawn = resolve;
    });
    await disk.keeper.known();
    assert.deepEqual(disk.looks, ["find everywhere"]);
    const path = "/w/d471/keygen.properties";
    assert.equal((await disk.keeper.at(path))?.isUnread, undefined);
    assert.deepEqual(disk.looks.slice(1), [`find ${path}`, `inspect ${path}`]);
    drawn();
    assert.equal((await disk.keeper.all()).length, 1_000);
    disk.looks.length = 0;
    assert.equal((await disk.keeper.at(path))?.propertiesPath, path);
    assert.deepEqual(disk.looks, []);
  });

  it("looks at one device alone where nobody asked for all", async () => {
    const disk = new Disk(a, b);
    assert.equal((await disk.keeper.at(b))?.propertiesPath, b);
    assert.equal(await disk.keeper.at(c), undefined);
    assert.deepEqual(disk.looks, [`find ${b}`, `inspect ${b}`, `find ${c}`]);
  });

  it("looks at one of very many devices alone when that changes", async () => {
    const disk = new Disk(...many(10_000));
    const before = await disk.keeper.all();
    disk.looks.length = 0;
    const changesBefore = disk.changes;
    disk.files.set("/w/d4711/keygen.properties", 1);
    await disk.keeper.refresh("/w/d4711/client.pub.pem");
    assert.deepEqual(disk.looks, ["inspect /w/d4711/keygen.properties"]);
    assert.equal(disk.changes, changesBefore + 1);
    const after = await disk.keeper.all();
    assert.deepEqual(
      after.filter((device, index) => device !== before[index]).map(({ propertiesPath }) => propertiesPath),
      ["/w/d4711/keygen.properties"],
    );
  });

  it("shows very many devices that come in a folder when they are found", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const disk = new Disk(a);
    await disk.paths();
    many(1_000).forEach((path) => disk.files.set(path, 0));
    disk.looks.length = 0;
    disk.keeper.touched("/w");
    await afterAMoment(context, disk);
    assert.equal(disk.looks[0], "find /w");
    assert.equal((await disk.keeper.known()).length, 1_001);
    assert.ok((await disk.keeper.all()).every(({ isUnread }) => isUnread === undefined));
    assert.equal(disk.looks.filter((look) => look.startsWith("inspect")).length, 1_001);
  });

  it("has all looked at, also where one was asked for while very many that came are", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const disk = new Disk(a);
    await disk.paths();
    many(1_000).forEach((path) => disk.files.set(path, 0));
    disk.keeper.touched("/w");
    await afterAMoment(context, disk);
    await disk.keeper.refresh(a);
    const all = await disk.keeper.all();
    assert.equal(all.length, 1_001);
    assert.ok(all.every(({ isUnread }) => isUnread === undefined));
  });

  it("answers about one device while it looks at very many", async () => {
    const disk = new Disk(...many(10_000));
    await disk.keeper.known();
    await disk.keeper.refresh("/w/d9999/keygen.properties");
    const last = (await disk.keeper.known()).find(({ propertiesPath }) => propertiesPath.includes("d9999/"));
    assert.equal(last?.isUnread, undefined);
    assert.ok(disk.looks.length < 1_000, `${disk.looks.length} looks`);
    await disk.keeper.all();
  });

  it("looks at very many after what somebody waits for, be it that this fails", async () => {
    const disk = new Disk(...many(1_000));
    await disk.keeper.known();
    const looksOf = async (): Promise<number> => {
      await new Promise((resolve) => setImmediate(resolve));
      return disk.looks.length;
    };
    const shown = disk.keeper.goesFirst(async () => [await looksOf(), await looksOf()]);
    const broken = disk.keeper.goesFirst(async () => {
      throw new Error(`${await looksOf()} look`);
    });
    await assert.rejects(broken, /^Error: 1 look$/);
    assert.deepEqual(await shown, [1, 1]);
    assert.ok((await disk.keeper.all()).every(({ isUnread }) => isUnread === undefined));
  });
});

function many(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `/w/d${String(index)}/keygen.properties`);
}
