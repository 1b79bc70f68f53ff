import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { normalisedSettings, type Settings } from "../../../src/ui/normalisedSettings";

function settingsOf(written: Readonly<Record<string, unknown>>): Settings {
  return normalisedSettings((name) => written[name]);
}

const defaults: Settings = {
  servers: [],
  activeServer: "Local Test Server",
  connectionTimeoutMs: 10_000,
  protocolVersion: 4,
  keepaliveSeconds: 60,
  subscriptions: [
    "v1/devices/me/attributes",
    "v1/devices/me/attributes/response/+",
    "v1/devices/me/rpc/request/+",
  ],
  reconnects: true,
  outputFormat: "pretty",
  maxPayloadBytes: 16_384,
  recordBytes: 1_073_741_824,
  clientValidityDays: 3650,
  serverValidityDays: 825,
  expiryWarningDays: 30,
  deviceCa: undefined,
  deviceCaSigns: "devices",
  keystoreFormat: "jks",
  pkcs12Encryption: "modern",
  validateOnType: true,
};

describe("settings are sound", () => {
  it("with none set", () => {
    assert.deepEqual(settingsOf({}), defaults);
  });

  it("with the defaults that package.json declares, which are the same", () => {
    const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
      contributes: { configuration: { properties: Record<string, { default: unknown }> } };
    };
    const declared = Object.entries(contributes.configuration.properties).map(
      ([name, property]) => [name.replace("thingsboardX509.", ""), property.default] as const,
    );
    assert.equal(declared.length, 18);
    assert.deepEqual(settingsOf(Object.fromEntries(declared)), defaults);
  });

  for (const rubbish of [null, "x", -1, NaN, {}, [], [null], true]) {
    it(`with ${JSON.stringify(rubbish)} in each`, () => {
      const settings = normalisedSettings(() => rubbish);
      assert.deepEqual(settings.servers, []);
      assert.ok(settings.connectionTimeoutMs >= 1000 && settings.connectionTimeoutMs <= 300_000);
      assert.ok(settings.clientValidityDays >= 1 && settings.serverValidityDays >= 1);
      assert.ok(settings.maxPayloadBytes >= 64 && settings.expiryWarningDays >= 0);
      assert.ok([4, 5].includes(settings.protocolVersion));
      assert.ok(settings.subscriptions.every((topic) => typeof topic === "string" && topic !== ""));
    });
  }
});

describe("a setting that is written", () => {
  const rows: readonly [name: string, value: unknown, expected: Partial<Settings>][] = [
    ["activeServer", " Lab ", { activeServer: "Lab" }],
    ["connection.timeout", 2.5, { connectionTimeoutMs: 2500 }],
    ["connection.timeout", 0, { connectionTimeoutMs: 1000 }],
    ["connection.timeout", 9999, { connectionTimeoutMs: 300_000 }],
    ["connection.protocolVersion", 5, { protocolVersion: 5 }],
    ["connection.protocolVersion", 3, { protocolVersion: 4 }],
    ["connection.subscriptions", [], { subscriptions: [] }],
    ["connection.subscriptions", ["a/b", "", 5], { subscriptions: ["a/b"] }],
    ["connection.reconnect", false, { reconnects: false }],
    ["connection.keepAlive", 0, { keepaliveSeconds: 0 }],
    ["connection.keepAlive", 1.6, { keepaliveSeconds: 2 }],
    ["connection.keepAlive", 70_000, { keepaliveSeconds: 65_535 }],
    ["output.format", "raw", { outputFormat: "raw" }],
    ["output.format", "xml", { outputFormat: "pretty" }],
    ["certificate.clientValidityDays", 90.4, { clientValidityDays: 90 }],
    ["certificate.serverValidityDays", 99_999, { serverValidityDays: 36_500 }],
    ["certificate.expiryWarningDays", 0, { expiryWarningDays: 0 }],
    ["validation.onType", false, { validateOnType: false }],
    [
      "servers",
      [
        { name: "Lab", mqttUrl: "mqtts://lab:8883", restUrl: "https://lab", caFile: "ca.pem", token: "x" },
        { name: "no address" },
        { mqttUrl: "mqtts://no-name" },
        "text",
      ],
      {
        servers: [{ name: "Lab", mqttUrl: "mqtts://lab:8883", restUrl: "https://lab", caFile: "ca.pem" }],
      },
    ],
  ];
  for (const [name, value, expected] of rows) {
    it(`counts within bounds: ${name} ${JSON.stringify(value)}`, () => {
      assert.deepEqual(settingsOf({ [name]: value }), { ...defaults, ...expected });
    });
  }
});
