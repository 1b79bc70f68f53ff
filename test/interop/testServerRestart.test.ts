import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { connectAsync } from "mqtt";
import { ok } from "../../src/core/result";
import { startTestServer, type RunningTestServer } from "../../src/flows/runTestServer";
import type { Secrets } from "../../src/flows/world";
import { nodeWorld } from "../../src/io/world";
import { chained, selfSigned, signedBy } from "./testServerRig";

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), "tb-restart-"));
});
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const keyring = new Map<string, string>();
const secrets: Secrets = {
  get: (name) => Promise.resolve(keyring.get(name)),
  set: (name, value) => Promise.resolve(ok(void keyring.set(name, value))),
  delete: (name) => Promise.resolve(void keyring.delete(name)),
};

async function started(): Promise<RunningTestServer> {
  const request = { folder, registryFolder: path.join(folder, "workspace", "deep"), port: 0 };
  const signal = new AbortController().signal;
  const server = await startTestServer(request, nodeWorld(secrets), () => undefined, signal);
  assert.ok(server.ok, JSON.stringify(server));
  return server.value;
}

type Ask = (method: string, target: string, body?: object) => Promise<Record<string, unknown>>;

function asker({ restUrl }: RunningTestServer, authorization: string): Ask {
  return async (method, target, body) => {
    const headers = { "X-Authorization": authorization };
    const rest = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(restUrl + target, { method, headers, ...rest });
    assert.equal(response.status, 200, target);
    return (await response.json()) as Record<string, unknown>;
  };
}

describe("a Local Test Server that is started again", () => {
  it("has its address, sign-ins, profiles, devices and their values", async () => {
    const first = await started();
    const deviceCa = selfSigned(folder, "device-ca");
    const ask = asker(first, `ApiKey ${first.login.apiKey}`);
    const { token } = await ask("POST", "/api/auth/login", first.login);
    const provisionConfiguration = {
      type: "X509_CERTIFICATE_CHAIN",
      provisionDeviceSecret: deviceCa.certificatePem,
      certificateRegExPattern: "^(.+)$",
      allowCreateNewDevicesByX509Certificate: true,
    };
    await ask("POST", "/api/deviceProfile", {
      name: "fleet",
      provisionType: "X509_CERTIFICATE_CHAIN",
      profileData: { provisionConfiguration },
    });
    const leaf = signedBy(folder, "pump", deviceCa);
    const cert = readFileSync(chained(folder, "chain.pem", leaf, deviceCa), "utf8");
    const ca = readFileSync(first.caFile, "utf8");
    const join = { reconnectPeriod: 0, ca, cert, key: leaf.keyPem } as const;
    const client = await connectAsync(first.mqttUrl, join, false);
    await client.publishAsync("v1/devices/me/telemetry", '{"t":21}', { qos: 1 });
    await client.endAsync();
    await first.stop();

    const second = await started();
    try {
      assert.equal(second.restUrl, first.restUrl);
      const again = asker(second, `Bearer ${String(token)}`);
      const { id, deviceProfileId } = (await again("GET", "/api/tenant/devices?deviceName=pump")) as {
        id: { id: string };
        deviceProfileId: { id: string };
      };
      const profile = await again("GET", `/api/deviceProfile/${deviceProfileId.id}`);
      assert.equal(profile["name"], "fleet");
      const values = await again("GET", `/api/plugins/telemetry/DEVICE/${id.id}/values/timeseries?keys=t`);
      assert.equal((values["t"] as { value: string }[])[0]?.value, "21");
      const withLeaf = { ...join, cert: leaf.certificatePem };
      await (await connectAsync(second.mqttUrl, withLeaf, false)).endAsync();
    } finally {
      await second.stop();
    }
    const registry = path.join(folder, "workspace", "deep", "registry.json");
    assert.equal(statSync(registry).mode & 0o777, 0o600);
    const secret = second.login.password;
    assert.ok(!readFileSync(registry, "utf8").includes(secret));
  });
});
