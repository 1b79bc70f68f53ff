import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deviceNameOf } from "../../../../src/core/testServer/deviceProfile";
import {
  alpha,
  chainProfile,
  deviceCa,
  Driver,
  ends,
  events,
  foreign,
  otherCa,
  pump,
  pumpRenewed,
  sent,
} from "./driver";

interface ProfileBody {
  readonly id: { readonly id: string };
  readonly name: string;
  readonly default: boolean;
  readonly version: number;
  readonly provisionType: string;
  readonly provisionDeviceKey: string | null;
  readonly profileData: { readonly provisionConfiguration: Record<string, unknown> };
  readonly message: string;
  readonly data: readonly ProfileBody[];
}

function save(driver: Driver, body: object): ProfileBody {
  return JSON.parse(driver.rest("POST", "/api/deviceProfile", body).body) as ProfileBody;
}

function provisioning(change: object): object {
  const { profileData } = chainProfile;
  const provisionConfiguration = { ...profileData.provisionConfiguration, ...change };
  return { ...chainProfile, profileData: { ...profileData, provisionConfiguration } };
}

function withProfile(change: object = {}): Driver {
  const driver = new Driver();
  save(driver, provisioning(change));
  return driver;
}

const accepted = { cmd: "connack", code: 0, sessionPresent: false };

describe("a chain that a device profile knows", () => {
  it("makes a device by its leaf's common name, at its first CONNECT", () => {
    const driver = withProfile();
    const effects = driver.connectChain(1, [pump.der, deviceCa.der]);
    assert.deepEqual(sent(effects), [accepted]);
    assert.deepEqual(
      events(effects).map(({ kind }) => kind),
      ["registered", "connected"],
    );
    const [device] = [...driver.state.registry.devices.values()];
    assert.deepEqual([device?.name, device?.credentials.credentialsId], ["pump-7", pump.credentialsId]);
    const info = driver.rest("GET", "/api/tenant/deviceInfos?pageSize=1&page=0").body;
    assert.match(info, /"type":"pumps".*"deviceProfileName":"pumps"/);
  });

  it("is not needed any more once the device is there: the leaf alone is enough", () => {
    const driver = withProfile();
    driver.connectChain(1, [pump.der, deviceCa.der]);
    assert.deepEqual(sent(driver.connect(2, {}, pump.der)).at(-1), accepted);
  });

  it("gives a device of the profile its new leaf in place of the old one, which is refused then", () => {
    const driver = withProfile();
    driver.connectChain(1, [pump.der, deviceCa.der]);
    const effects = driver.connectChain(2, [pumpRenewed.der, deviceCa.der]);
    assert.deepEqual(ends(effects), [1]);
    const [device, ...others] = [...driver.state.registry.devices.values()];
    assert.equal(others.length, 0);
    assert.equal(device?.credentials.credentialsId, pumpRenewed.credentialsId);
    assert.deepEqual(ends(driver.connect(3, {}, pump.der)), [3]);
  });

  it("leaves a device of the profile its access token, and lets it in", () => {
    const driver = withProfile();
    driver.rest("POST", "/api/device", { name: "pump-7", type: "pumps" });
    assert.deepEqual(sent(driver.connectChain(1, [pump.der, deviceCa.der])), [accepted]);
    const [device] = [...driver.state.registry.devices.values()];
    assert.equal(device?.credentials.type, "ACCESS_TOKEN");
  });

  it("is known by an issuer of its issuer too", () => {
    const driver = withProfile();
    assert.deepEqual(sent(driver.connectChain(1, [pump.der, alpha.der, deviceCa.der])), [accepted]);
  });

  it("may belong to the default profile", () => {
    const driver = new Driver();
    const list = driver.rest("GET", "/api/deviceProfiles?pageSize=9&page=0");
    const [first] = (JSON.parse(list.body) as ProfileBody).data;
    const changed = save(driver, { ...first, ...provisioning({}), id: first?.id, name: "default" });
    assert.deepEqual([changed.default, changed.version], [true, 2]);
    assert.deepEqual(sent(driver.connectChain(1, [pump.der, deviceCa.der])), [accepted]);
  });
});

describe("a chain is refused with 5 and 0x87 when", () => {
  const rows: [
    what: string,
    reason: string,
    prepare: () => Driver,
    chain: readonly [Uint8Array, ...Uint8Array[]],
  ][] = [
    ["another CA signed the leaf", "certificate-unknown", withProfile, [foreign.der, otherCa.der]],
    ["the issuer is not shown", "certificate-unknown", withProfile, [pump.der]],
    [
      "the profile does not allow new devices",
      "profile-makes-no-device",
      () => withProfile({ allowCreateNewDevicesByX509Certificate: false }),
      [pump.der, deviceCa.der],
    ],
    [
      "the pattern does not match the common name",
      "profile-pattern-unmatched",
      () => withProfile({ certificateRegExPattern: "^(.+)\\.factory$" }),
      [pump.der, deviceCa.der],
    ],
    [
      "the pattern is none",
      "profile-pattern-unmatched",
      () => withProfile({ certificateRegExPattern: "(" }),
      [pump.der, deviceCa.der],
    ],
    [
      "a device of another profile has the name",
      "profile-name-taken",
      () => {
        const driver = withProfile();
        driver.rest("POST", "/api/device", { name: "pump-7" });
        return driver;
      },
      [pump.der, deviceCa.der],
    ],
    [
      "the profile is of that type no more",
      "certificate-unknown",
      () => {
        const driver = new Driver();
        const { id } = save(driver, chainProfile);
        save(driver, { id, name: "pumps", provisionType: "DISABLED" });
        return driver;
      },
      [pump.der, deviceCa.der],
    ],
  ];
  for (const [what, reason, prepare, chain] of rows) {
    it(what, () => {
      const codes = ([4, 5] as const).map((protocolVersion) => {
        const driver = prepare();
        const before = driver.state.registry;
        const effects = driver.connectChain(1, chain, { protocolVersion });
        assert.equal(driver.state.registry, before);
        const [event] = events(effects);
        assert.ok(event?.kind === "refused");
        assert.equal(event.reason, reason);
        assert.equal(event.credentialsId?.length, 64);
        return event.code;
      });
      assert.deepEqual(codes, [5, 0x87]);
    });
  }
});

describe("a device's name comes of the common name", () => {
  const rows: [pattern: string, commonName: string, name: string | undefined][] = [
    ["^(.+)$", "pump 7", "pump 7"],
    ["([^.]+)\\.field", "a.pump-7.field.b", "pump-7"],
    ["pump", "pump", undefined],
    ["(x)?pump", "pump", undefined],
    ["( *)", " ", undefined],
    ["(", "pump", undefined],
    ["(.+)", "", undefined],
    ["(.+)", "x".repeat(256), undefined],
  ];
  for (const [pattern, commonName, name] of rows) {
    it(`«${pattern}» of «${commonName.slice(0, 20)}»`, () => {
      assert.equal(deviceNameOf(pattern, commonName), name);
    });
  }
});

describe("device profiles", () => {
  it("come in pages, the default one among them", () => {
    const driver = withProfile();
    const list = driver.rest("GET", "/api/deviceProfiles?pageSize=9&page=0");
    const { data } = JSON.parse(list.body) as ProfileBody;
    assert.deepEqual(
      data.map((profile) => [profile.name, profile.default, profile.provisionType]),
      [
        ["default", true, "DISABLED"],
        ["pumps", false, "X509_CERTIFICATE_CHAIN"],
      ],
    );
  });

  it("keep the CA as ThingsBoard does, with the id of its certificate as key", () => {
    const saved = save(new Driver(), chainProfile);
    assert.equal(saved.provisionDeviceKey, deviceCa.credentialsId);
    assert.deepEqual(saved.profileData.provisionConfiguration, {
      type: "X509_CERTIFICATE_CHAIN",
      provisionDeviceSecret: `-----BEGIN CERTIFICATE-----\n${Buffer.from(deviceCa.der).toString("base64")}\n-----END CERTIFICATE-----`,
      certificateRegExPattern: "^([^.]+)\\.field$",
      allowCreateNewDevicesByX509Certificate: true,
    });
  });

  it("that were read can be saved again, and are there by their id", () => {
    const driver = new Driver();
    const first = save(driver, chainProfile);
    const second = save(driver, { ...first, description: "of the field" });
    assert.deepEqual([first.version, second.version], [1, 2]);
    const shown = JSON.parse(driver.rest("GET", `/api/deviceProfile/${first.id.id}`).body) as object;
    assert.deepEqual(shown, second);
  });

  const absent = "11111111-1111-4111-8111-111111111111";
  const refusals: [what: string, body: object, status: number, message: string][] = [
    ["have no name", { ...chainProfile, name: " " }, 400, "Device profile name should be specified!"],
    [
      "have a taken name",
      provisioning({ provisionDeviceSecret: otherCa.pem }),
      400,
      "Device profile with such name already exists!",
    ],
    [
      "have the default one's name",
      { name: "default" },
      400,
      "Device profile with such name already exists!",
    ],
    [
      "have another one's CA",
      { ...chainProfile, name: "others" },
      400,
      "Device profile with such provision device key already exists!",
    ],
    [
      "have no CA",
      { ...provisioning({ provisionDeviceSecret: "none" }), name: "others" },
      400,
      "Invalid X.509 certificate!",
    ],
    [
      "have another provision type",
      { name: "others", provisionType: "ALLOW_CREATE_NEW_DEVICES" },
      400,
      "Provision type should be DISABLED or X509_CERTIFICATE_CHAIN on this server!",
    ],
    [
      "have a configuration of another type",
      { name: "others", provisionType: "X509_CERTIFICATE_CHAIN" },
      400,
      "Provision configuration should be of type X509_CERTIFICATE_CHAIN!",
    ],
    [
      "are not there",
      { ...chainProfile, id: { id: absent } },
      404,
      `Device profile with id [${absent}] is not found`,
    ],
    ["have no id that is one", { ...chainProfile, id: { id: "x" } }, 400, "Invalid UUID string: x"],
  ];
  for (const [what, body, status, message] of refusals) {
    it(`are refused when they ${what}`, () => {
      const driver = withProfile();
      const response = driver.rest("POST", "/api/deviceProfile", body);
      assert.deepEqual(
        [response.status, (JSON.parse(response.body) as ProfileBody).message],
        [status, message],
      );
    });
  }

  it("are refused when they are stale", () => {
    const driver = new Driver();
    const first = save(driver, chainProfile);
    save(driver, first);
    assert.equal(driver.rest("POST", "/api/deviceProfile", first).status, 409);
  });

  it("of a device are chosen by id or by type, and have to be there", () => {
    const driver = withProfile();
    const { id } = save(driver, { name: "valves" });
    const typeOf = (body: object): string =>
      (JSON.parse(driver.rest("POST", "/api/device", body).body) as { type: string }).type;
    assert.equal(typeOf({ name: "a", deviceProfileId: id }), "valves");
    assert.equal(typeOf({ name: "b", type: "pumps" }), "pumps");
    assert.equal(typeOf({ name: "c" }), "default");
    const response = driver.rest("POST", "/api/device", { name: "d", deviceProfileId: { id: absent } });
    assert.match(response.body, /Device is referencing to non-existent device profile!/);
  });
});
