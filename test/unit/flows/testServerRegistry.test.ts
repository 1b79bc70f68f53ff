import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alphaId, alphaPem, Outside } from "./testServerOutside";

describe("the registry of the Local Test Server", () => {
  it("takes a certificate and is saved by then, for its owner alone", async () => {
    const outside = new Outside();
    const server = await outside.running();
    const registered = await server.register(alphaPem, "Thermometer");
    assert.equal(registered.ok && registered.value.credentialsId, alphaId);
    const file = outside.files.get("/storage/registry.json");
    assert.equal(file?.mode, 0o600);
    assert.match(outside.text("/storage/registry.json"), /"Thermometer"/);
  });

  it("is there again after a restart", async () => {
    const outside = new Outside();
    const registered = await (await outside.running()).register(alphaPem, "Thermometer");
    assert.ok(registered.ok);
    assert.deepEqual((await outside.running()).devices(), [
      {
        deviceId: registered.value.deviceId,
        deviceName: "Thermometer",
        credentialsType: "X509_CERTIFICATE",
        credentialsId: alphaId,
        isConnected: false,
      },
    ]);
  });

  it("is that of its workspace, and its identity that of the machine", async () => {
    const outside = new Outside();
    const started = await outside.start({ registryFolder: "/workspace" });
    assert.ok(started.ok);
    await started.value.register(alphaPem, "Thermometer");
    assert.match(outside.text("/workspace/registry.json"), /"Thermometer"/);
    assert.equal(started.value.caFile, "/storage/testserver.pub.pem");
    assert.equal(outside.files.has("/storage/registry.json"), false);
    const other = await outside.start({ registryFolder: "/other" });
    assert.deepEqual(other.ok && other.value.devices(), []);
  });

  const earlier: [what: string, version: number, names: readonly string[]][] = [
    ["begins with the one that all workspaces had once", 1, ["Old"]],
    ["does not begin with that of windows without a folder", 2, []],
  ];
  for (const [what, version, names] of earlier) {
    it(what, async () => {
      const outside = new Outside();
      const credentials = { id: "c", type: "ACCESS_TOKEN", credentialsId: "t", value: "" };
      const devices = [{ id: "d", name: "Old", credentials }];
      const text = JSON.stringify({ format: "thingsboard-x509-test-server", version, devices });
      outside.files.set("/storage/registry.json", { bytes: new TextEncoder().encode(text), mode: 0o600 });
      const started = await outside.start({ registryFolder: "/workspace" });
      assert.deepEqual(started.ok && started.value.devices().map(({ deviceName }) => deviceName), names);
      assert.equal(outside.text("/storage/registry.json"), text);
    });
  }

  it("says why a certificate is not taken", async () => {
    const server = await new Outside().running();
    assert.deepEqual(await server.register("none"), {
      ok: false,
      failure: { code: "certificate-unreadable" },
    });
  });

  it("is kept aside when it is damaged, and the server starts with none", async () => {
    const outside = new Outside();
    outside.files.set("/storage/registry.json", { bytes: new TextEncoder().encode("{"), mode: 0o600 });
    const server = await outside.running();
    assert.equal(server.damagedRegistry, "/storage/registry.json.damaged");
    assert.equal(outside.text("/storage/registry.json.damaged"), "{");
    assert.equal(outside.files.get("/storage/registry.json.damaged")?.mode, 0o600);
    assert.deepEqual(server.devices(), []);
  });

  it("tells when it could not be saved", async () => {
    const outside = new Outside();
    const server = await outside.running();
    outside.refuseWriting = "disk-full";
    assert.equal((await server.register(alphaPem)).ok, true);
    assert.deepEqual(outside.reports.at(-1), {
      kind: "registryNotSaved",
      failure: { code: "disk-full", path: "/storage/registry.json" },
      atMs: 1_893_456_000_000,
    });
  });
});
