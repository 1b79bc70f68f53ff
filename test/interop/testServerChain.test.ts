import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { connectAsync, type MqttClient } from "mqtt";
import { restClient, type RestClient } from "./testServerRest";
import { chained, selfSigned, signedBy, startRig, type Certificate, type Rig } from "./testServerRig";

let rig: Rig;
let rest: RestClient;
let deviceCa: Certificate;
let profile: object;

before(async () => {
  rig = await startRig();
  rest = await restClient(rig);
  deviceCa = selfSigned(rig.folder, "device-ca");
  profile = await saved({
    name: "fleet",
    provisionType: "X509_CERTIFICATE_CHAIN",
    profileData: {
      configuration: { type: "DEFAULT" },
      transportConfiguration: { type: "DEFAULT" },
      provisionConfiguration: configuration(true),
    },
  });
});
after(() => rig.stop());

function configuration(allowCreateNewDevicesByX509Certificate: boolean): object {
  return {
    type: "X509_CERTIFICATE_CHAIN",
    provisionDeviceSecret: deviceCa.certificatePem,
    certificateRegExPattern: "^(.+)$",
    allowCreateNewDevicesByX509Certificate,
  };
}

async function saved(body: object): Promise<object> {
  const response = await rest("POST", "/api/deviceProfile", body);
  assert.equal(response.status, 200);
  return (await response.json()) as object;
}

/** Connects a device that shows its leaf and these issuers. */
function join(
  protocolVersion: 4 | 5,
  leaf: Certificate,
  ...issuers: readonly Certificate[]
): Promise<MqttClient> {
  const cert = readFileSync(chained(rig.folder, "shown.pem", leaf, ...issuers), "utf8");
  const url = `mqtts://127.0.0.1:${String(rig.open.mqttPort)}`;
  const ca = rig.server.certificatePem;
  return connectAsync(url, { protocolVersion, reconnectPeriod: 0, ca, cert, key: leaf.keyPem }, false);
}

async function deviceNames(): Promise<readonly string[]> {
  const response = await rest("GET", "/api/tenant/deviceInfos?pageSize=100&page=0");
  const { data } = (await response.json()) as { data: { name: string; deviceProfileName: string }[] };
  return data.map(({ name, deviceProfileName }) => `${name} (${deviceProfileName})`);
}

describe("X.509 chain provisioning over TLS", () => {
  for (const protocolVersion of [4, 5] as const) {
    it(`a leaf signed by the device CA connects, and its device is made, protocol level ${String(protocolVersion)}`, async () => {
      const name = `pump${String(protocolVersion)}`;
      const leaf = signedBy(rig.folder, name, deviceCa);
      const client = await join(protocolVersion, leaf, deviceCa);
      await client.publishAsync("v1/devices/me/telemetry", '{"t":21}', { qos: 1 });
      await client.endAsync();
      assert.ok((await deviceNames()).includes(`${name} (fleet)`));
    });

    it(`a foreign leaf is refused at CONNECT, protocol level ${String(protocolVersion)}`, async () => {
      const otherCa = selfSigned(rig.folder, "other-ca");
      const leaf = signedBy(rig.folder, "stranger", otherCa);
      const code = protocolVersion === 5 ? 0x87 : 5;
      await assert.rejects(join(protocolVersion, leaf, otherCa), { code });
      await assert.rejects(join(protocolVersion, leaf), { code });
      assert.ok(!(await deviceNames()).some((name) => name.startsWith("stranger")));
    });
  }

  it("a foreign leaf that is shown with the device CA does not get through the handshake", async () => {
    const leaf = signedBy(rig.folder, "impostor", selfSigned(rig.folder, "other-ca"));
    await assert.rejects(join(4, leaf, deviceCa), /Couldn't connect/);
    assert.ok(!(await deviceNames()).some((name) => name.startsWith("impostor")));
  });

  it("a foreign leaf of a CA with the device CA's name does not either", async () => {
    const namesake = selfSigned(rig.folder, "device-ca-2", ["-subj", "/CN=device-ca"]);
    const leaf = signedBy(rig.folder, "impostor", namesake);
    await assert.rejects(join(4, leaf, deviceCa), /Couldn't connect/);
    assert.ok(!(await deviceNames()).some((name) => name.startsWith("impostor")));
  });

  it("a leaf without its CA is refused, and once its device is there it is enough", async () => {
    const leaf = signedBy(rig.folder, "alone", deviceCa);
    await assert.rejects(join(4, leaf), { code: 5 });
    await (await join(4, leaf, deviceCa)).endAsync();
    await (await join(4, leaf)).endAsync();
  });

  it("new devices are refused where the profile does not allow them; known ones get their new leaf", async () => {
    const known = signedBy(rig.folder, "known-pump", deviceCa);
    await (await join(4, known, deviceCa)).endAsync();
    const { profileData, ...rest } = profile as { profileData: object };
    profile = await saved({
      ...rest,
      profileData: { ...profileData, provisionConfiguration: configuration(false) },
    });
    const unknown = signedBy(rig.folder, "late-pump", deviceCa);
    await assert.rejects(join(4, unknown, deviceCa), { code: 5 });
    const renewed = signedBy(rig.folder, "known-pump", deviceCa);
    await (await join(4, renewed, deviceCa)).endAsync();
    await assert.rejects(join(4, known), { code: 5 });
  });
});
