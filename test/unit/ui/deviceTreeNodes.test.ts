import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReportFacts } from "../../../src/core/connection/report";
import type { ReportHistory } from "../../../src/core/connection/reportHistory";
import type { Device, Liveness } from "../../../src/core/devices/device";
import { newDeviceNodes, type DeviceTreeFacts } from "../../../src/ui/deviceTree/nodes";
import type { ShownComparison } from "../../../src/ui/comparisonKeeper";
import type { TreeNode } from "../../../src/ui/treeNode";
import { childrenOf, nodesById, redrawn } from "../../../src/ui/treeNode";
import { device, factsWith, withCertificate } from "../../support/deviceRows";

function nodes(devices: readonly Device[], changes: Partial<DeviceTreeFacts> = {}): readonly TreeNode[] {
  return newDeviceNodes()(devices, factsWith(changes), { grouping: "folder" }).map(opened);
}

/** A row with all that is below it made. */
function opened({ childrenLater, ...node }: TreeNode): TreeNode {
  const children = childrenOf(childrenLater === undefined ? node : { ...node, childrenLater });
  return children.length === 0 ? node : { ...node, children: children.map(opened) };
}

/** A test that ended an hour ago. */
function tested(report: ReportFacts): ReportHistory {
  return { last: { report, atMs: Date.parse("2030-01-01T11:03:00Z") } };
}

type Shown = readonly [text: string, ...children: Shown[]];

/** What the eye sees: label and description, with the children below. */
function shown({ label, description, children = [] }: TreeNode): Shown {
  const text = description === undefined ? label : `${label} · ${description}`;
  return [text, ...children.map(shown)];
}

const alone = "/w/keygen.properties";

describe("a device's row says", () => {
  const rows: readonly (readonly [
    what: string,
    device: Partial<Device>,
    more: { readonly now?: string; readonly liveness?: Liveness },
    row: { readonly description: string; readonly icon: string; readonly context: string },
  ])[] = [
    [
      "that it has no certificate",
      {},
      {},
      { description: "no certificate", icon: "circle-outline", context: "device idle no-certificate" },
    ],
    [
      "that generation is blocked",
      { blockingProblems: 2 },
      {},
      { description: "2 problems", icon: "error", context: "device idle no-certificate" },
    ],
    [
      "for how long it is valid",
      withCertificate,
      {},
      { description: "valid, 3,649 d", icon: "verified", context: "device idle valid" },
    ],
    [
      "that it is valid, with a problem",
      { ...withCertificate, blockingProblems: 1 },
      {},
      { description: "valid, 3,649 d · 1 problem", icon: "verified", context: "device idle valid" },
    ],
    [
      "that it expires soon",
      withCertificate,
      { now: "2039-12-17T12:00:00Z" },
      { description: "expires in 12 d", icon: "warning", context: "device idle expiring" },
    ],
    [
      "that it expires today",
      withCertificate,
      { now: "2039-12-29T12:00:00Z" },
      { description: "expires today", icon: "warning", context: "device idle expiring" },
    ],
    [
      "that it expired",
      withCertificate,
      { now: "2040-01-01T00:00:00Z" },
      { description: "expired", icon: "error", context: "device idle expired" },
    ],
    [
      "that it is not yet valid",
      withCertificate,
      { now: "2029-01-01T00:00:00Z" },
      { description: "not yet valid", icon: "watch", context: "device idle not-yet-valid" },
    ],
    [
      "that its certificate is none",
      { client: { side: "client", files: [], certificate: { path: "/w/client.pub.pem", unreadable: true } } },
      {},
      { description: "certificate unreadable", icon: "error", context: "device idle unreadable" },
    ],
    [
      "that it connects",
      withCertificate,
      { liveness: "connecting" },
      { description: "connecting…", icon: "loading~spin", context: "device connected connecting" },
    ],
    [
      "that it is connected, whatever its file says now",
      { ...withCertificate, blockingProblems: 1 },
      { liveness: "connected" },
      { description: "connected", icon: "plug", context: "device connected" },
    ],
  ];
  it("that it connects again, and when it tries", () => {
    const [node] = nodes([device(alone, withCertificate)], {
      livenessOf: () => "reconnecting",
      reconnecting: () => ({
        server: { name: "Plant", mqttUrl: "mqtts://tb" },
        nextAtMs: Date.parse("2030-01-01T12:03:08Z"),
      }),
    });
    assert.equal(node?.description, "next try 12:03:08 · reconnecting…");
    assert.equal(node.spoken, "client, reconnecting, next try 12:03:08");
    assert.equal(node.contextValue, "device connected reconnecting");
    assert.equal(node.icon?.codicon, "sync");
  });

  for (const [what, changes, { now, liveness = "none" }, row] of rows) {
    it(what, () => {
      const [node] = nodes([device(alone, changes)], {
        livenessOf: () => liveness,
        ...(now === undefined ? {} : { now: new Date(now) }),
      });
      assert.equal(node?.label, "client");
      assert.equal(node.description, row.description);
      assert.equal(node.icon?.codicon, row.icon);
      assert.equal(node.contextValue, row.context);
      assert.equal(node.propertiesPath, alone);
    });
  }

  it("the whole of it, to a screen reader and in the tooltip", () => {
    const [node] = nodes([device(alone, withCertificate)]);
    assert.equal(node?.spoken, "client, valid for 3,649 days");
    assert.deepEqual(node.tooltip, [
      ["State", "valid for 3,649 days"],
      ["Subject", "CN=pump, C=US"],
      ["Key", "EC P-256"],
      ["Valid", "2030-01-01 to 2039-12-30"],
      ["SHA-256", "AA:BB"],
      ["Credentials id", "abcd"],
      ["File", "/w/keygen.properties"],
    ]);
  });
});

describe("below a device stand", () => {
  it("its properties file alone where there is nothing else", () => {
    assert.deepEqual(nodes([device(alone)]).map(shown), [["client · no certificate", ["keygen.properties"]]]);
  });

  it("the certificate's facts, the files of both sides, the properties file and the last test", () => {
    const report: ReportFacts = {
      ok: true,
      server: { name: "Lab", mqttUrl: "mqtts://lab:8883" },
      properties: alone,
      phases: [
        { phase: "dns", ok: true, ms: 1.4, facts: { host: "lab", addresses: "192.0.2.1" } },
        { phase: "tcp", ok: true, ms: 12, facts: { address: "192.0.2.1:8883" } },
      ],
      warnings: [],
    };
    const whole = device(alone, { ...withCertificate, server: { side: "server", files: ["/w/server.cer"] } });
    assert.deepEqual(nodes([whole], { historyOf: () => tested(report) }).map(shown), [
      [
        "client · valid, 3,649 d",
        ["Subject · CN=pump, C=US"],
        ["Valid until · 2039-12-30"],
        ["Credentials id · abcd"],
        ["Client files · 2 files", ["client.jks"], ["client.pub.pem"]],
        ["Server files · 1 file", ["server.cer"]],
        ["keygen.properties"],
        [
          "Last test · passed · 11:03 · Lab",
          ["dns · 1 ms", ["Host · lab"], ["Addresses · 192.0.2.1"]],
          ["tcp · 12 ms", ["Connected to · 192.0.2.1:8883"]],
        ],
      ],
    ]);
  });

  it("files that a click opens, and that can be explained", () => {
    const files = ["/w/c.jks", "/w/c.p12", "/w/c.pem", "/w/c.pk8.pem", "/w/c.pub.pem", "/w/c.cer"];
    const [node] = nodes([device(alone, { client: { side: "client", files } })]);
    assert.deepEqual(
      node?.children?.[0]?.children?.map(({ file, contextValue }) => [file?.path, contextValue]),
      files.map((path) => [path, "file keystore"]),
    );
    const properties = node.children.at(-1);
    assert.ok(properties);
    assert.deepEqual([properties.file?.path, properties.contextValue], [alone, undefined]);
  });

  it("a file that should hold a certificate", () => {
    const unreadable = { path: "/w/client.pub.pem", unreadable: true } as const;
    const [node] = nodes([device(alone, { client: { side: "client", files: [], certificate: unreadable } })]);
    assert.deepEqual(node?.children?.[0] && shown(node.children[0]), [
      "client.pub.pem · holds no certificate that can be read",
    ]);
  });
});

describe("devices stand", () => {
  const tops = (paths: readonly (readonly [path: string, name: string])[]): readonly Shown[] =>
    nodes(paths.map(([path, name]) => device(path, { name }))).map(
      ({ label, description, children = [] }) => [
        `${label} · ${description ?? ""}`,
        ...children
          .filter(({ propertiesPath }) => propertiesPath !== undefined)
          .map((child): Shown => [child.label]),
      ],
    );

  it("alone where they share a folder", () => {
    assert.deepEqual(
      tops([
        ["/w/keygen.properties", "client"],
        ["/w/pump.keygen.properties", "pump"],
      ]),
      [["client · no certificate"], ["pump · no certificate"]],
    );
  });

  it("alone where each has a folder, which tells those of one name apart", () => {
    assert.deepEqual(
      tops([
        ["/w/attic/keygen.properties", "client"],
        ["/w/lab/keygen.properties", "client"],
        ["/w/shed/keygen.properties", "pump"],
      ]),
      [["attic/client · no certificate"], ["lab/client · no certificate"], ["pump · no certificate"]],
    );
  });

  it("below their folder by their file, where they share that and a name", () => {
    assert.deepEqual(
      tops([
        ["/w/keygen.properties", "client"],
        ["/w/lab/keygen.properties", "pump"],
        ["/w/lab/pump.keygen.properties", "pump"],
      ]),
      [
        ["client · no certificate"],
        ["lab · ", ["pump (lab/keygen.properties)"], ["pump (lab/pump.keygen.properties)"]],
      ],
    );
  });

  it("below their folders where some share one of several, those of the workspace folder first", () => {
    assert.deepEqual(
      tops([
        ["/w/keygen.properties", "client"],
        ["/w/lab/a/one.keygen.properties", "one"],
        ["/w/lab/a/two.keygen.properties", "two"],
      ]),
      [["client · no certificate"], ["lab/a · ", ["one"], ["two"]]],
    );
  });
});

describe("a tree is drawn again", () => {
  const one = nodes([device("/w/a.keygen.properties"), device("/w/b.keygen.properties")]);
  const other = nodes([
    device("/w/a.keygen.properties"),
    device("/w/b.keygen.properties", { blockingProblems: 1 }),
  ]);

  it("nowhere when it says the same", () => {
    assert.deepEqual(
      redrawn(one, nodes([device("/w/a.keygen.properties"), device("/w/b.keygen.properties")])),
      [],
    );
  });

  it("in the rows that say something else", () => {
    assert.deepEqual(redrawn(one, other), ["/w/b.keygen.properties"]);
  });

  it("everywhere when a row came, went or moved", () => {
    assert.equal(redrawn(one, one.slice(1)), "everything");
    assert.equal(redrawn(one, [...one].reverse()), "everything");
    assert.equal(redrawn([], one), "everything");
  });

  it("with an id of its own for each row", () => {
    const whole = device(alone, { ...withCertificate, server: { side: "server", files: ["/w/server.cer"] } });
    const count = ({ children = [] }: TreeNode): number =>
      1 + children.reduce((sum, child) => sum + count(child), 0);
    const roots = nodes([whole, device("/w/b.keygen.properties", withCertificate)]);
    assert.equal(
      nodesById(roots).size,
      roots.reduce((sum, root) => sum + count(root), 0),
    );
  });
});

describe("what the server has of a device", () => {
  const device1 = { id: "d1", name: "pump" };
  const row = (comparison: ShownComparison["comparison"]): readonly [string, string, string] => {
    const [node] = nodes([device("/w/keygen.properties", withCertificate)], {
      comparisonOf: () => ({ serverName: "Plant", ...(comparison && { comparison }) }),
    });
    const child = node?.children?.find(({ label }) => label === "Server credential");
    return [node?.description ?? "", child?.description ?? "", child?.contextValue ?? ""];
  };
  const rows: readonly [comparison: ShownComparison["comparison"], own: RegExp, shown: string][] = [
    [{ state: "in-sync", device: device1 }, /^valid, [\d,]+ d$/, "in sync with Plant"],
    [
      { state: "differs", device: device1, has: { type: "ACCESS_TOKEN" } },
      / · differs from server$/,
      "differs from Plant",
    ],
    [{ state: "not-provisioned", deviceName: "pump" }, /^valid, [\d,]+ d$/, "not on Plant"],
    [
      { state: "other-device", device: device1, deviceName: "valve" },
      / · differs from server$/,
      "pump has it on Plant",
    ],
    [undefined, /^valid, [\d,]+ d$/, "unknown on Plant"],
  ];
  for (const [comparison, own, shownText] of rows) {
    it(comparison?.state ?? "unknown", () => {
      const [description, text, contextValue] = row(comparison);
      assert.match(description, own);
      assert.equal(text, shownText);
      assert.equal(contextValue, `serverCredential ${comparison?.state ?? "unknown"}`);
    });
  }

  it("is no row where nobody is signed in", () => {
    const [node] = nodes([device("/w/keygen.properties", withCertificate)]);
    assert.ok(node?.children?.every(({ label }) => label !== "Server credential"));
  });
});
