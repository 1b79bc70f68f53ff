import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Registration } from "../../../../src/core/testServer/changes";
import { certificateRegistered } from "../../../../src/core/testServer/changes";
import { readRegistry, registryText } from "../../../../src/core/testServer/registryFile";
import { alpha, beta, chainProfile, Driver, publishPacket } from "./driver";

describe("registering a certificate", () => {
  it("makes a device named by its common name", () => {
    const driver = new Driver();
    const deviceId = driver.register(alpha.pem);
    const device = driver.state.registry.devices.get(deviceId);
    assert.equal(device?.name, "alpha");
    assert.deepEqual(
      [device.credentials.type, device.credentials.credentialsId],
      ["X509_CERTIFICATE", alpha.credentialsId],
    );
    assert.match(deviceId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("twice changes nothing", () => {
    const driver = new Driver();
    const first = driver.register(alpha.pem, "Thermometer");
    const { registry } = driver.state;
    assert.equal(driver.register(alpha.pem), first);
    assert.equal(driver.register(alpha.pem, "Thermometer"), first);
    assert.equal(driver.state.registry, registry);
  });

  it("under a device's name replaces its credentials and keeps its id", () => {
    const driver = new Driver();
    const first = driver.register(alpha.pem, "Thermometer");
    assert.equal(driver.register(beta.pem, "Thermometer"), first);
    assert.equal(driver.state.registry.devices.get(first)?.credentials.credentialsId, beta.credentialsId);
  });

  it("without a name does not touch a device that happens to have the common name", () => {
    const driver = new Driver();
    driver.register(beta.pem, "alpha");
    const deviceId = driver.register(alpha.pem);
    assert.equal(driver.state.registry.devices.get(deviceId)?.name, "alpha 2");
  });

  const refusals: [what: string, registration: Registration, code: string][] = [
    [
      "another device has it",
      { certificatePem: alpha.pem, deviceName: "Other" },
      "credentials-assigned-to-other",
    ],
    [
      "another device has it, and the named one exists",
      { certificatePem: alpha.pem, deviceName: "beta" },
      "credentials-assigned-to-other",
    ],
    ["it is empty", { certificatePem: "" }, "certificate-unreadable"],
    [
      "it is a key",
      { certificatePem: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" },
      "certificate-unreadable",
    ],
    [
      "it is garbage in a PEM block",
      { certificatePem: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" },
      "certificate-unreadable",
    ],
  ];
  for (const [what, registration, code] of refusals) {
    it(`is refused when ${what}`, () => {
      const driver = new Driver();
      driver.register(alpha.pem, "Thermometer");
      driver.register(beta.pem);
      const refused = certificateRegistered(driver.state, registration, driver.moment);
      assert.equal(!refused.ok && refused.failure.code, code);
    });
  }
});

describe("a registry file", () => {
  it("holds devices, credentials, attributes and telemetry", () => {
    const driver = new Driver();
    const deviceId = driver.register(alpha.pem, "Thermometer «1»");
    driver.connect(1);
    driver.packet(1, publishPacket("v1/devices/me/attributes", '{"a":1,"__proto__":2}'));
    driver.packet(1, publishPacket("v1/devices/me/telemetry", '{"t":[1]}'));
    driver.rest("POST", `/api/plugins/telemetry/${deviceId}/SHARED_SCOPE`, { s: "x" });
    driver.rest("POST", "/api/deviceProfile", chainProfile);
    driver.rest("POST", "/api/device", { name: "Token device", label: "T", type: "pumps" });
    const read = readRegistry(registryText(driver.state.registry));
    assert.deepEqual(read.ok && read.value, { registry: driver.state.registry, skipped: 0 });
  });

  it("of version 1 is read: without profiles, versions and the times of attributes", () => {
    const credentials = { id: "c", type: "ACCESS_TOKEN", credentialsId: "t", value: "" };
    const device = { id: "d", name: "Old", createdMs: 5, credentials };
    const values = { clientAttributes: { model: "x" }, sharedAttributes: {}, telemetry: [] };
    const devices = [{ ...device, ...values }];
    const read = readRegistry(
      JSON.stringify({ format: "thingsboard-x509-test-server", version: 1, devices }),
    );
    assert.deepEqual(read.ok && [read.value.skipped, [...read.value.registry.devices.values()]], [
      0,
      [
        {
          ...device,
          version: 1,
          credentials: { ...credentials, version: 1 },
          clientAttributes: new Map([["model", { atMs: 0, value: "x" }]]),
          sharedAttributes: new Map(),
          telemetry: new Map(),
        },
      ],
    ]);
  });

  it("keeps its good profiles beside bad ones, and counts those", () => {
    const driver = new Driver();
    driver.rest("POST", "/api/deviceProfile", chainProfile);
    const parsed = JSON.parse(registryText(driver.state.registry)) as { profiles: object[] };
    const profiles = [...parsed.profiles, null, { id: "x" }];
    const read = readRegistry(JSON.stringify({ ...parsed, profiles }));
    assert.deepEqual(read.ok && [read.value.registry.profiles.size, read.value.skipped], [1, 2]);
  });

  const damaged: [text: string, code: string][] = [
    ["", "registry-damaged"],
    ["{", "registry-damaged"],
    ["[]", "registry-damaged"],
    ["{}", "registry-damaged"],
    ['{"format":"thingsboard-x509-test-server"}', "registry-damaged"],
    ['{"format":"thingsboard-x509-test-server","version":1,"devices":{}}', "registry-damaged"],
    ['{"format":"thingsboard-x509-test-server","version":3,"devices":[]}', "registry-too-new"],
  ];
  for (const [text, code] of damaged) {
    it(`is refused as «${text}»`, () => {
      const read = readRegistry(text);
      assert.equal(!read.ok && read.failure.code, code);
    });
  }

  it("keeps its good devices beside bad ones, and counts those", () => {
    const driver = new Driver();
    driver.register(alpha.pem);
    const text = registryText(driver.state.registry);
    const parsed = JSON.parse(text) as { devices: object[] };
    const [good] = parsed.devices;
    const devices = [good, { ...good, id: 1 }, { ...good, credentials: {} }, null, good];
    const read = readRegistry(JSON.stringify({ ...parsed, devices }));
    assert.deepEqual(read.ok && [read.value.registry.devices.size, read.value.skipped], [1, 4]);
  });

  it("reads broken members as none", () => {
    const driver = new Driver();
    const deviceId = driver.register(alpha.pem);
    const parsed = JSON.parse(registryText(driver.state.registry)) as { devices: object[] };
    const broken = {
      createdMs: "x",
      clientAttributes: 1,
      sharedAttributes: [{ key: 1 }],
      telemetry: [1, {}, { key: "a" }],
    };
    const devices = [{ ...parsed.devices[0], ...broken }];
    const read = readRegistry(JSON.stringify({ ...parsed, devices }));
    const device = read.ok ? read.value.registry.devices.get(deviceId) : undefined;
    assert.deepEqual(
      [device?.createdMs, device?.clientAttributes, device?.sharedAttributes, device?.telemetry],
      [0, new Map(), new Map(), new Map()],
    );
  });
});
