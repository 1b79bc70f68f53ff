// A certificate that lacks the host, as a real handshake finds it, and the cure that the next handshake proves.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:tls";
import type { AddressInfo } from "node:net";
import { after, describe, it } from "node:test";
import { addServerName } from "../../src/flows/addServerName";
import { nodeEntropy } from "../../src/io/entropy";
import { nodeFiles } from "../../src/io/files";
import { pause } from "../support/patience";
import { testMachine } from "../support/profiles";
import { newDevice, test, type Device, type Tested } from "./connectionDevice";

/** Every certificate that is made here names 127.0.0.1, and no other address of the loopback network. */
const host = "127.0.0.2";

/** Shows what lies in the folder now, and closes when the device has introduced itself. */
async function served(device: Device): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer({
    key: device.text("server.pk8.pem"),
    cert: device.text("server.pub.pem"),
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.on("tlsClientError", () => undefined);
  server.on("secureConnection", (socket) => {
    socket.on("error", () => undefined).once("data", () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return { url: `mqtts://${host}:${(server.address() as AddressInfo).port}`, server };
}

describe("a server whose certificate is made here and lacks the host", () => {
  const servers: Server[] = [];
  after(() => {
    servers.forEach((server) => server.close());
  });

  const tested = async (device: Device): Promise<Tested["report"]> => {
    const { url, server } = await served(device);
    servers.push(server);
    return (await test(device, url)).report;
  };

  it("is known as such, and passes TLS with the certificate that names it too", async () => {
    const device = await newDevice();
    try {
      const before = await tested(device);
      assert.equal(before?.diagnosis?.code, "server-cert-host-mismatch");
      assert.equal(before.diagnosis.facts["ownServerCertificate"], "true");
      const key = device.text("server.pk8.pem");
      const world = {
        files: nodeFiles(),
        clock: () => new Date(),
        entropy: nodeEntropy(),
        machine: testMachine,
        pause,
      };
      const request = {
        propertiesPath: device.propertiesPath,
        name: { kind: "ip", value: host },
        validityDays: 30,
      } as const;
      const named = await addServerName(request, world, new AbortController().signal);
      assert.ok(named.ok && named.value.keptKey, JSON.stringify(named));
      assert.equal(device.text("server.pk8.pem"), key);
      const report = await tested(device);
      assert.equal(report?.phases.find(({ phase }) => phase === "tls")?.ok, true, JSON.stringify(report));
    } finally {
      device.remove();
    }
  });
});
