import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Device } from "../../../src/core/devices/device";
import type { Grouping } from "../../../src/core/devices/expiry";
import { deviceNameOf } from "../../../src/core/devices/names";
import { newDeviceNodes } from "../../../src/ui/deviceTree/nodes";
import type { TreeNode } from "../../../src/ui/treeNode";
import { childrenOf, nodesById, redrawn } from "../../../src/ui/treeNode";
import { certificate, device, factsWith, withCertificate } from "../../support/deviceRows";

describe("a tree that is made again", () => {
  const [a, b] = [device("/w/a.keygen.properties"), device("/w/b.keygen.properties", withCertificate)];

  it("keeps the row of a device that has nothing new to say, and makes the others anew", () => {
    const make = newDeviceNodes();
    const [a1, b1] = make([a, b], factsWith({}), { grouping: "folder" });
    const later = factsWith({ now: new Date("2030-01-02T12:00:00Z") });
    const [a2, b2] = make([a, b], later, { grouping: "folder" });
    assert.equal(a2, a1);
    assert.notEqual(b2, b1);
    assert.equal(b2?.description, "valid, 3,648 d");
  });

  it("makes a row anew whose name is to be told from another's, and leaves it then", () => {
    const make = newDeviceNodes();
    const [one, other] = [device("/w/1/keygen.properties"), device("/w/2/keygen.properties")];
    const labels = (devices: readonly Device[]): readonly string[] =>
      make(devices, factsWith({}), { grouping: "folder" }).map(({ label }) => label);
    assert.deepEqual([labels([one]), labels([one, other])], [["client"], ["1/client", "2/client"]]);
    const spoken = make([one, other], factsWith({}), { grouping: "folder" })[0]?.spoken;
    assert.equal(spoken, "1/client, no certificate");
    assert.deepEqual(labels([other]), ["client"]);
  });

  it("makes no more rows than are enough", () => {
    const rows = newDeviceNodes()([a, b], factsWith({}), { grouping: "folder", enough: 1 });
    assert.deepEqual(
      rows.map(({ id }) => id),
      [a.propertiesPath],
    );
  });

  it("makes the children of a row when they are shown, of what is known then", () => {
    const make = newDeviceNodes();
    const asked: string[] = [];
    const talkNodesOf = (path: string): readonly TreeNode[] => {
      asked.push(path);
      return [{ id: `talk ${asked.length}`, label: "talk" }];
    };
    const [row] = make([a], factsWith({}), { grouping: "folder" });
    make([a, b], factsWith({ talkNodesOf }), { grouping: "folder" });
    assert.deepEqual(asked, []);
    assert.equal(childrenOf(row ?? { id: "", label: "" })[0]?.id, "talk 1");
    assert.deepEqual(asked, [a.propertiesPath]);
  });

  it("is drawn again below a row that was opened, and below no other", () => {
    const make = newDeviceNodes();
    const before = make([a, b], factsWith({}), { grouping: "folder" });
    const shown = new Map([[b.propertiesPath, childrenOf(before[1] ?? { id: "", label: "" })]]);
    const talkNodesOf = (): readonly TreeNode[] => [{ id: "talk", label: "talk" }];
    const after = make([a, b], factsWith({ talkNodesOf }), { grouping: "folder" });
    assert.deepEqual(redrawn(before, after, shown), [b.propertiesPath]);
  });

  it("says in one row of ten thousand what is new there, and looks below none", () => {
    const make = newDeviceNodes();
    const many = Array.from({ length: 10_000 }, (_, index) =>
      device(`/w/d${index}/keygen.properties`, withCertificate),
    );
    let looks = 0;
    const facts = factsWith({
      talkNodesOf: () => {
        looks += 1;
        return [];
      },
    });
    const before = make(many, facts, { grouping: "folder" });
    const changed = many.map((one, index) => (index === 4711 ? { ...one, blockingProblems: 1 } : one));
    assert.deepEqual(redrawn(before, make(changed, facts, { grouping: "folder" })), [
      "/w/d4711/keygen.properties",
    ]);
    assert.equal(looks, 0);
  });
});

describe("devices by how urgent they are", () => {
  const ending = (path: string, notAfter: string, server?: string): Device =>
    device(path, {
      name: deviceNameOf(path, undefined),
      client: {
        side: "client",
        files: [],
        certificate: { ...certificate, notAfterMs: Date.parse(notAfter) },
      },
      ...(server === undefined
        ? {}
        : {
            server: {
              side: "server",
              files: [],
              certificate: { ...certificate, notAfterMs: Date.parse(server) },
            },
          }),
    });
  const devices = [
    ending("/w/b/fine.keygen.properties", "2039-01-01T00:00:00Z"),
    ending("/w/a/late.keygen.properties", "2029-12-01T00:00:00Z"),
    ending("/w/b/soon.keygen.properties", "2030-01-20T00:00:00Z"),
    ending("/w/b/server.keygen.properties", "2039-01-01T00:00:00Z", "2030-01-05T12:00:00Z"),
    device("/w/a/fine.keygen.properties", { name: "fine" }),
    device("/w/c/none.keygen.properties", { name: "none" }),
    device("/w/c/next.keygen.properties", { name: "next", isUnread: true }),
  ];
  const grouped = (grouping: Grouping): readonly TreeNode[] =>
    newDeviceNodes()(devices, factsWith({}), { grouping });

  it("stand below a row that says what they have in common, and how many they are", () => {
    const texts = grouped("expiry").map(({ label, description = "", children = [] }) => [
      `${label} · ${description}`,
      ...children.map((row) => `${row.label} · ${row.description ?? ""}`),
    ]);
    assert.deepEqual(texts, [
      ["Expired · 1 device", "late · expired"],
      [
        "Expires soon · 2 devices",
        "server · valid, 3,286 d · server certificate expires in 4 d",
        "soon · expires in 18 d",
      ],
      ["Fine · 1 device", "b/fine · valid, 3,286 d"],
      ["Without a certificate · 2 devices", "a/fine · no certificate", "none · no certificate"],
      ["Not read yet · 1 device", "next · reading…"],
    ]);
  });

  it("are the same rows as below their folders", () => {
    const ids = (roots: readonly TreeNode[]): readonly string[] =>
      [...nodesById(roots).keys()].filter((id) => id.startsWith("/")).sort();
    assert.deepEqual(ids(grouped("expiry")), ids(grouped("folder")));
  });

  it("are drawn again where one is something else, and not beside it", () => {
    const make = newDeviceNodes();
    const before = make(devices, factsWith({}), { grouping: "expiry" });
    const changed = devices.map((one, index) => (index === 2 ? { ...one, blockingProblems: 1 } : one));
    assert.deepEqual(redrawn(before, make(changed, factsWith({}), { grouping: "expiry" })), [
      "/w/b/soon.keygen.properties",
    ]);
  });
});
