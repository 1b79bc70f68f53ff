import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Device } from "../../../../src/core/devices/device";
import {
  changed,
  concernedBy,
  devicesOf,
  emptyInventory,
  unreadDevice,
} from "../../../../src/core/devices/inventory";
import { deviceNameOf, distinctNames } from "../../../../src/core/devices/names";

function device(propertiesPath: string, facts: Partial<Device> = {}): Device {
  return {
    propertiesPath,
    name: "client",
    blockingProblems: 0,
    filePrefix: "client",
    serverFilePrefix: "server",
    client: { side: "client", files: [] },
    server: { side: "server", files: [] },
    ...facts,
  };
}

describe("a device is called", () => {
  const rows: readonly (readonly [path: string, prefix: string | undefined, name: string])[] = [
    ["/w/thermometer.keygen.properties", "client", "thermometer"],
    ["/w/a.b.keygen.properties", "client", "a.b"],
    ["/w/keygen.properties", "mqttclient", "mqttclient"],
    ["/w/lab/keygen.properties", undefined, "lab"],
    ["/w/lab/keygen.properties", "", "lab"],
    ["C:\\w\\lab\\keygen.properties", undefined, "lab"],
    ["C:\\w\\pump.keygen.properties", undefined, "pump"],
    ["/keygen.properties", undefined, "device"],
  ];
  for (const [path, prefix, name] of rows) {
    it(`${name}: ${path} with the prefix ${String(prefix)}`, () => {
      assert.equal(deviceNameOf(path, prefix), name);
    });
  }
});

describe("devices are told apart by", () => {
  const folderOf = (path: string): string => path.slice("/w/".length).replace(/\/?[^/]*$/, "");
  const namesOf = (devices: readonly Device[]): readonly string[] => [
    ...distinctNames(devices, folderOf).values(),
  ];
  const rows: readonly (readonly [what: string, paths: readonly string[], names: readonly string[]])[] = [
    ["their name, where it is theirs alone", ["/w/line-1/keygen.properties"], ["client"]],
    ["their folder", ["/w/1/keygen.properties", "/w/2/keygen.properties"], ["1/client", "2/client"]],
    [
      "as much of the end of its path as each needs",
      ["/w/a/line-1/keygen.properties", "/w/a/line-2/keygen.properties", "/w/b/line-2/keygen.properties"],
      ["line-1/client", "a/line-2/client", "b/line-2/client"],
    ],
    [
      "nothing more where there is nothing more",
      ["/w/keygen.properties", "/w/x/keygen.properties", "/w/y/x/keygen.properties"],
      ["client", "x/client", "y/x/client"],
    ],
    [
      "their file, where they share folder and name",
      ["/w/x/client.keygen.properties", "/w/x/keygen.properties"],
      ["client (x/client.keygen.properties)", "client (x/keygen.properties)"],
    ],
    [
      "one folder of the name of the device",
      ["/w/a/client/keygen.properties", "/w/b/client/keygen.properties"],
      ["a/client", "b/client"],
    ],
    [
      "their file, where folder and name are one word",
      ["/w/client/keygen.properties", "/w/keygen.properties"],
      ["client (client/keygen.properties)", "client (keygen.properties)"],
    ],
  ];
  for (const [what, paths, names] of rows) {
    it(what, () => {
      assert.deepEqual(namesOf(paths.map((path) => device(path))), names);
    });
  }

  it("a name of their own, each of ten thousand, in whatever order they are", () => {
    const paths = Array.from(
      { length: 10_000 },
      (_, index) => `/w/plant-${index % 100}/line-${Math.floor(index / 100)}/keygen.properties`,
    );
    const devices = paths.map((path) => device(path));
    const names = distinctNames(devices, folderOf);
    assert.equal(new Set(names.values()).size, devices.length);
    assert.equal(names.get("/w/plant-3/line-7/keygen.properties"), "plant-3/line-7/client");
    assert.deepEqual(
      distinctNames([...devices].reverse(), folderOf).get(paths[4711] ?? ""),
      names.get(paths[4711] ?? ""),
    );
  });

  it("their folders only where they share a name", () => {
    const looked: string[] = [];
    const devices = [device("/w/1/keygen.properties"), device("/w/pump.keygen.properties", { name: "pump" })];
    distinctNames([...devices, device("/w/2/keygen.properties")], (path) => {
      looked.push(path);
      return folderOf(path);
    });
    assert.deepEqual(looked, ["/w/1/keygen.properties", "/w/2/keygen.properties"]);
  });
});

describe("an inventory", () => {
  const [a, b] = [device("/w/a/keygen.properties"), device("/w/b/keygen.properties")];
  const both = changed(emptyInventory, { kind: "found", devices: [b, a] });

  it("gives its devices in the natural order of their paths, as they are found and seen", () => {
    const meters = ["/w/meter-10", "/w/meter-1", "/w/meter-2"].map((path) => device(path));
    const found = changed(emptyInventory, { kind: "found", devices: meters });
    const seen = changed(found, { kind: "seen", devices: [device("/w/meter-3"), device("/w/meter-2")] });
    const fewer = changed(seen, { kind: "gone", propertiesPaths: ["/w/meter-1"] });
    const orders = [found, seen, fewer].map((one) =>
      devicesOf(one).map(({ propertiesPath }) => propertiesPath),
    );
    assert.deepEqual(orders, [
      ["/w/meter-1", "/w/meter-2", "/w/meter-10"],
      ["/w/meter-1", "/w/meter-2", "/w/meter-3", "/w/meter-10"],
      ["/w/meter-2", "/w/meter-3", "/w/meter-10"],
    ]);
  });

  it("forgets what was not found again", () => {
    assert.deepEqual(devicesOf(changed(both, { kind: "found", devices: [b] })), [b]);
  });

  it("forgets what is gone", () => {
    assert.deepEqual(devicesOf(changed(both, { kind: "gone", propertiesPaths: [a.propertiesPath] })), [b]);
  });

  it("takes what was seen, known or new", () => {
    const c = device("/w/c/keygen.properties");
    const changedA = { ...a, blockingProblems: 2 };
    assert.deepEqual(devicesOf(changed(both, { kind: "seen", devices: [changedA, c] })), [changedA, b, c]);
  });

  it("knows of a device that was only found what its path says", () => {
    const { name, isUnread, client } = unreadDevice("/w/pump.keygen.properties");
    assert.deepEqual([name, isUnread, client.certificate], ["pump", true, undefined]);
  });

  it("stays the same object where nothing is different", () => {
    assert.equal(changed(both, { kind: "found", devices: [{ ...a }, { ...b }] }), both);
    assert.equal(changed(both, { kind: "seen", devices: [{ ...a }] }), both);
    assert.equal(changed(both, { kind: "gone", propertiesPaths: ["/w/x/keygen.properties"] }), both);
  });
});

describe("a file on disk belongs to", () => {
  const folder = [
    device("/w/lab/keygen.properties"),
    device("/w/lab/pump.keygen.properties", { filePrefix: "pump" }),
    device("/w/shed/keygen.properties"),
  ];
  const inventory = changed(emptyInventory, { kind: "found", devices: folder });
  const rows: readonly (readonly [path: string, ...devices: string[]])[] = [
    ["/w/lab/client.pub.pem", "/w/lab/keygen.properties"],
    ["/w/lab/pump.jks", "/w/lab/pump.keygen.properties"],
    ["/w/lab/server.cer", "/w/lab/keygen.properties", "/w/lab/pump.keygen.properties"],
    ["/w/lab/keygen.properties", "/w/lab/keygen.properties"],
    ["/w/lab", "/w/lab/keygen.properties", "/w/lab/pump.keygen.properties"],
    ["/w/lab/client.jks.tmp", "/w/lab/keygen.properties"],
    ["/w/la"],
    ["/w/lab/client2.pub.pem"],
    ["/w/client.pub.pem"],
  ];
  for (const [path, ...devices] of rows) {
    it(`${String(devices.length)} devices: ${path}`, () => {
      assert.deepEqual(concernedBy(inventory, [path]), devices);
    });
  }

  it("once, where several do", () => {
    const paths = ["/w/lab/client.jks", "/w/lab/client.p12", "/w/lab/keygen.properties", "/w/shed"];
    assert.deepEqual(concernedBy(inventory, paths), [
      "/w/lab/keygen.properties",
      "/w/shed/keygen.properties",
    ]);
  });
});
