import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TestServerDevice } from "../../../src/flows/runTestServer";
import { serverNodes, type ServerTreeFacts } from "../../../src/ui/serverTree/nodes";
import type { TreeNode } from "../../../src/ui/treeNode";

const lab = { name: "Lab", mqttUrl: "mqtts://lab.example.org:8883", caFile: "ca.pem" };

function nodes(changes: Partial<ServerTreeFacts> = {}): readonly TreeNode[] {
  return serverNodes({ servers: [], activeServer: "Local Test Server", running: undefined, ...changes });
}

function running(...devices: readonly TestServerDevice[]): ServerTreeFacts["running"] {
  const rest = { restUrl: "http://127.0.0.1:40001", caFile: "/storage/testserver.pub.pem" };
  return { mqttUrl: "mqtts://127.0.0.1:8883", ...rest, devices };
}

function registered(deviceName: string, isConnected = false): TestServerDevice {
  const credentialsId = `id of ${deviceName}`;
  return {
    deviceId: `uuid of ${deviceName}`,
    deviceName,
    credentialsType: "X509_CERTIFICATE",
    credentialsId,
    isConnected,
  };
}

type Shown = readonly [text: string, context: string, ...children: string[]];

function shown({ label, description, contextValue = "", children = [] }: TreeNode): Shown {
  const below = children.map((child) => [child.label, child.description].filter(Boolean).join(" · "));
  return [`${label} · ${description ?? ""}`, contextValue, ...below];
}

describe("the view Servers shows", () => {
  it("the Local Test Server, which is always there", () => {
    assert.deepEqual(nodes().map(shown), [
      ["Local Test Server · stopped · default", "server local stopped signedOut active"],
    ]);
  });

  it("the servers of the settings below it, and which one is used", () => {
    const attic = { name: "Attic", mqttUrl: "mqtts://attic" };
    assert.deepEqual(nodes({ servers: [lab, attic], activeServer: "Lab" }).map(shown), [
      ["Local Test Server · stopped", "server local stopped signedOut passive"],
      ["Lab · lab.example.org:8883 · default", "server configured withoutRest active"],
      ["Attic · attic", "server configured withoutRest passive"],
    ]);
  });

  it("the devices of the Local Test Server while it runs, by name", () => {
    const facts = { running: running(registered("pump"), registered("meter", true)), activeServer: "Lab" };
    assert.deepEqual(nodes(facts).map(shown), [
      [
        "Local Test Server · 127.0.0.1:8883",
        "server local running signedOut passive",
        "meter · connected",
        "pump · not connected",
      ],
    ]);
  });

  it("what to do where no device is registered", () => {
    assert.deepEqual(
      nodes({ running: running() })[0]?.children?.map(({ label }) => label),
      ["No device is registered yet"],
    );
  });

  it("no access token, which is a secret", () => {
    const device = {
      ...registered("meter"),
      credentialsType: "ACCESS_TOKEN",
      credentialsId: "t0ken",
    } as const;
    const text = JSON.stringify(nodes({ running: running(device) }));
    assert.match(text, /access token/);
    assert.doesNotMatch(text, /t0ken/);
  });

  it("how many devices are not drawn", () => {
    const many = Array.from({ length: 203 }, (_, index) => registered(`device ${String(index)}`));
    const children = nodes({ running: running(...many) })[0]?.children ?? [];
    assert.equal(children.length, 201);
    assert.equal(children.at(-1)?.label, "3 more");
  });

  it("another row when it starts, which shows its devices at once", () => {
    const [stopped, started] = [nodes()[0], nodes({ running: running() })[0]];
    assert.notEqual(started?.id, stopped?.id);
    assert.equal(started?.isExpanded, true);
  });

  it("which server is the default, in full", () => {
    assert.deepEqual(nodes()[0]?.tooltip, [
      ["State", "stopped"],
      ["Default", "used for Test Connection"],
    ]);
  });

  it("names that commands take", () => {
    assert.deepEqual(
      nodes({ servers: [lab] }).map(({ serverName }) => serverName),
      ["Local Test Server", "Lab"],
    );
  });
});
