import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ReportFacts } from "../../../src/core/connection/report";
import type { PhaseReport } from "../../../src/core/connection/session";
import { reportNodes, type DeviceTests } from "../../../src/ui/deviceTree/reportNodes";
import type { TreeNode } from "../../../src/ui/treeNode";
import { nodesById } from "../../../src/ui/treeNode";

const server = { name: "Lab", mqttUrl: "mqtts://lab:8883" };
const dns: PhaseReport = { phase: "dns", ok: true, ms: 1.4, facts: { host: "lab", addresses: "192.0.2.1" } };
const preflight: PhaseReport = {
  phase: "preflight",
  ok: true,
  ms: 3,
  facts: { clientNotAfter: "2036-01-01T00:00:00.000Z", trust: "platform" },
};
const tcp: PhaseReport = {
  phase: "tcp",
  ok: false,
  ms: 12,
  facts: { failed: "192.0.2.1:8883 ECONNREFUSED" },
};
const refused: ReportFacts = {
  ok: false,
  server,
  properties: "/w/keygen.properties",
  phases: [preflight, dns, tcp],
  diagnosis: { code: "tcp-refused", facts: { failed: "192.0.2.1:8883 ECONNREFUSED" } },
  warnings: [],
};
const works: ReportFacts = {
  ok: true,
  server,
  properties: refused.properties,
  phases: [preflight, dns, { ...tcp, ok: true, facts: { address: "192.0.2.1:8883" } }],
  warnings: [{ code: "tls-version-old", facts: { protocol: "TLSv1.2" } }],
};

function nodes(tests: Partial<DeviceTests>): readonly TreeNode[] {
  return reportNodes({
    propertiesPath: refused.properties,
    running: undefined,
    history: undefined,
    when: (atMs) => `time ${atMs}`,
    ...tests,
  });
}

type Shown = readonly [text: string, ...children: Shown[]];

/** What the eye sees: icon, label and description, with the children below. */
function shown({ label, description, icon, children = [] }: TreeNode): Shown {
  const text = description === undefined ? label : `${label} · ${description}`;
  return [`${icon?.codicon ?? ""} ${text}`, ...children.map(shown)];
}

describe("below a device its last test stands", () => {
  it("not, where there was none", () => {
    assert.deepEqual(nodes({}), []);
  });

  it("with the cause and its cures, each phase with its facts, and what was not reached", () => {
    assert.deepEqual(nodes({ history: { last: { report: refused, atMs: 7 } } }).map(shown), [
      [
        "error Last test · failed · time 7 · Lab",
        [
          "lightbulb Nothing listens there · tcp-refused",
          ["play Open Server Settings"],
          ["play Test Again"],
          ["play Copy openssl Command"],
          ["play Copy mosquitto_pub Command"],
          ["play Copy Report…"],
        ],
        [
          "pass preflight · 3 ms",
          ["symbol-field Valid until · 2036-01-01T00:00:00.000Z"],
          ["symbol-field Trusts · this machine's authorities"],
        ],
        ["pass dns · 1 ms", ["symbol-field Host · lab"], ["symbol-field Addresses · 192.0.2.1"]],
        ["error tcp · 12 ms", ["symbol-field In vain · 192.0.2.1:8883 ECONNREFUSED"]],
        ["circle-slash tls · not reached"],
        ["circle-slash mqtt · not reached"],
        ["circle-slash subscribe · not reached"],
        ["circle-slash publish · not reached"],
      ],
    ]);
  });

  it("with its warnings and what changed since the one before, where it passed", () => {
    const history = { last: { report: works, atMs: 8 }, before: { report: refused, atMs: 7 } };
    const [node] = nodes({ history });
    assert.ok(node);
    assert.equal(shown(node)[0], "pass Last test · passed · time 8 · Lab");
    assert.deepEqual(node.children?.slice(3).map(shown), [
      ["warning The server does not speak TLS 1.3 · tls-version-old"],
      [
        "diff Changed since time 7",
        ["arrow-small-right Cured · Nothing listens there"],
        ["arrow-small-right tcp · failed → passed"],
        ["arrow-small-right New warning · The server does not speak TLS 1.3"],
      ],
    ]);
  });

  it("with what the server has of what the device published, and what to do where it has not", () => {
    const arrival: NonNullable<ReportFacts["arrival"]> = {
      ...{ deviceName: "pump", sentAtMs: 0, afterMs: 84.2, more: { arrived: 0, missing: 0 } },
      values: [{ kind: "telemetry", key: "t\n", state: "arrived", value: "21.5\u202e", atMs: 1000 }],
    };
    const below = (one: typeof arrival): TreeNode | undefined =>
      nodes({ history: { last: { report: { ...works, arrival: one }, atMs: 8 } } })[0]?.children?.at(-1);
    const there = below(arrival);
    assert.deepEqual(there && shown(there), [
      "pass Data on the server · arrived, there 84 ms after it was sent",
      ["symbol-field t␊ · 21.5⟨U+202E⟩ · 1970-01-01T00:00:01.000Z"],
    ]);
    const missing = below({
      ...{ ...arrival, afterMs: 12_300, more: { arrived: 1, missing: 2 } },
      values: [
        { kind: "telemetry", key: "t", state: "missing" },
        { kind: "telemetry", key: "u", state: "missing", value: "20", atMs: 0 },
        { kind: "telemetry", key: "w", state: "overtaken", value: "3", atMs: 1000 },
      ],
    });
    assert.deepEqual(missing && shown(missing), [
      "warning Data on the server · not there 12 s after it was sent",
      ["warning t · not there"],
      ["warning u · not there · still 20 · 1970-01-01T00:00:00.000Z"],
      ["symbol-field w · 3 · 1970-01-01T00:00:01.000Z · another value since"],
      [" and 3 more, 2 of them not there"],
      ["play Show Values on Server"],
    ]);
    assert.deepEqual(missing?.children?.at(-1)?.click?.args, [works.properties, { server: "Lab" }]);
  });

  it("with a word where nothing changed", () => {
    const history = { last: { report: works, atMs: 8 }, before: { report: works, atMs: 7 } };
    const last = nodes({ history })[0]?.children?.at(-1);
    assert.deepEqual(last && shown(last), ["diff Nothing changed since time 7"]);
  });

  it("as it goes, while it runs: what has ended, and what comes next", () => {
    const history = { last: { report: works, atMs: 8 } };
    assert.deepEqual(
      nodes({ history, running: { server, phases: [preflight, dns] } })
        .map(({ children = [], ...node }) => ({
          ...node,
          children: children.map((child) => ({ ...child, children: [] })),
        }))
        .map(shown),
      [
        [
          "loading~spin Test · running · Lab",
          ["pass preflight · 3 ms"],
          ["pass dns · 1 ms"],
          ["loading~spin tcp · …"],
        ],
      ],
    );
    const over = nodes({ running: { server, phases: [preflight, { ...dns, ok: false }] } })[0]?.children;
    assert.deepEqual(
      over?.map(({ label }) => label),
      ["preflight", "dns"],
    );
  });
});

describe("a row of a test", () => {
  const [node] = nodes({
    history: { last: { report: refused, atMs: 8 }, before: { report: works, atMs: 7 } },
  });
  const [diagnosis, first, , third] = node?.children ?? [];

  it("opens the entry of the docs, and knows its device for the cure", () => {
    assert.deepEqual(diagnosis?.click?.args, ["diagnoses.md", "tcp-refused"]);
    assert.equal(diagnosis.contextValue, "diagnosis");
    assert.equal(diagnosis.propertiesPath, "/w/keygen.properties");
    const [warning] = nodes({ history: { last: { report: works, atMs: 8 } } })[0]?.children?.slice(-1) ?? [];
    assert.deepEqual(warning?.click?.args, ["warnings.md", "tls-version-old"]);
  });

  it("runs a cure with all that it needs", () => {
    assert.deepEqual(diagnosis?.children?.[1]?.click, {
      title: "Test Again",
      command: "thingsboardX509.testConnection",
      args: ["/w/keygen.properties", { server: "Lab" }],
    });
  });

  it("gives its fact to Copy Value, as safe text", () => {
    const long = "a".repeat(400);
    const facts = { reasonString: `${long}\n\u202e` };
    const phases = [{ phase: "mqtt", ok: false, ms: 1, facts } as const];
    const fact = nodes({ history: { last: { report: { ...refused, phases }, atMs: 1 } } })[0]?.children?.[1]
      ?.children?.[0];
    assert.equal(fact?.contextValue, "fact");
    assert.equal(fact.copyText, `${long}␊⟨U+202E⟩`);
    assert.equal(fact.description?.length, 301);
  });

  it("says to a screen reader what its icon says", () => {
    assert.equal(node?.spoken, "Last test: failed, Lab, time 8");
    assert.match(diagnosis?.spoken ?? "", /^Diagnosis: Nothing listens there\. .* Next: /);
    assert.match(first?.spoken ?? "", /^preflight passed, 3 ms, certificate and key fit/);
    assert.match(third?.spoken ?? "", /^tcp failed, 12 ms, in vain/);
  });

  it("has an id of its own", () => {
    const count = ({ children = [] }: TreeNode): number =>
      1 + children.reduce((sum, child) => sum + count(child), 0);
    assert.ok(node);
    assert.equal(nodesById([node]).size, count(node));
  });
});
