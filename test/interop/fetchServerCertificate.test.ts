// What real servers show to somebody who trusts nobody and shows nothing; and that what is saved is then trusted.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import {
  fetchServerCertificate,
  saveServerCertificate,
  type FetchedServerCertificate,
} from "../../src/flows/fetchServerCertificate";
import { nodeFiles } from "../../src/io/files";
import { nodeNetwork } from "../../src/io/network";
import { testMachine } from "../support/profiles";
import { shortMs, slackMs } from "./connectionCheck";
import { localhostName, newCa, signedBy } from "./connectionCertificates";
import { inDays, newDevice, test, type Device } from "./connectionDevice";
import {
  closedPort,
  listening,
  mosquitto,
  opensslServer,
  rawServer,
  twoWay,
  type Running,
} from "./connectionServers";
import type { Certificate } from "./testServerRig";

let device: Device;
let ca: Certificate;
let leaf: Certificate;
before(async () => {
  device = await newDevice();
  ca = newCa(device.folder, "plant-ca");
  leaf = signedBy(device.folder, ca, {
    name: "tb",
    extensions: [localhostName],
    from: inDays(-10),
    to: inDays(300),
  });
});
after(() => {
  device.remove();
});

const world = { files: nodeFiles(), clock: () => new Date(), machine: testMachine, network: nodeNetwork() };

function ask(mqttUrl: string, timeoutMs = 10_000): ReturnType<typeof fetchServerCertificate> {
  const server = { name: "peer", mqttUrl };
  const request = { server, propertiesPath: device.propertiesPath, timeoutMs };
  return fetchServerCertificate(request, world, new AbortController().signal);
}

async function shownBy(peer: Promise<Running>): Promise<FetchedServerCertificate> {
  const running = await peer;
  try {
    const fetched = await ask(running.url);
    assert.ok(fetched?.ok, JSON.stringify(fetched));
    return fetched.value;
  } finally {
    await running.stop();
  }
}

function subjectsOf({ chain }: FetchedServerCertificate): readonly string[] {
  return chain.map(({ subjectText }) => subjectText);
}

describe("a server shows its chain to somebody who trusts nobody:", () => {
  const own = (): readonly string[] => ["-cert", leaf.certificateFile, "-key", leaf.keyFile];

  it("openssl s_server, leaf and CA", async () => {
    const fetched = await shownBy(opensslServer([...own(), "-cert_chain", ca.certificateFile]));
    assert.deepEqual(subjectsOf(fetched), ["CN=tb", "CN=plant-ca"]);
  });

  it("openssl s_server, the leaf alone", async () => {
    assert.deepEqual(subjectsOf(await shownBy(opensslServer(own()))), ["CN=tb"]);
  });

  for (const version of ["-tls1_2", "-tls1_3"]) {
    it(`openssl s_server ${version}, which wants a client certificate and gets none`, async () => {
      const fetched = await shownBy(
        opensslServer([...own(), version, "-Verify", "1", "-verify_return_error"]),
      );
      assert.deepEqual(subjectsOf(fetched), ["CN=tb"]);
    });
  }

  for (const tlsVersion of ["TLSv1.2", "TLSv1.3"] as const) {
    it(`mosquitto with require_certificate, ${tlsVersion}`, async () => {
      const lines = twoWay(device.file("client.pub.pem"), leaf.certificateFile, leaf.keyFile);
      const fetched = await shownBy(mosquitto({ folder: device.folder, lines, tlsVersion }));
      assert.deepEqual(subjectsOf(fetched), ["CN=tb"]);
    });
  }
});

describe("a server cannot be asked:", () => {
  const rows: readonly [code: string, peer: () => Promise<Running>, timeoutMs?: number][] = [
    ["tls-not-tls", () => listening(createServer())],
    ["tls-not-tls", () => mosquitto({ folder: device.folder, lines: [] })],
    ["tls-timeout", () => rawServer(() => undefined), shortMs],
  ];
  for (const [code, peer, timeoutMs] of rows) {
    it(code, async () => {
      const running = await peer();
      const startedMs = performance.now();
      const fetched = await ask(running.url, timeoutMs);
      const elapsedMs = performance.now() - startedMs;
      await running.stop();
      assert.equal(fetched?.ok === false && fetched.failure.code, code, JSON.stringify(fetched));
      assert.ok(timeoutMs === undefined || elapsedMs < timeoutMs + slackMs);
    });
  }

  it("tcp-refused", async () => {
    const fetched = await ask(`mqtts://localhost:${await closedPort()}`);
    assert.equal(fetched?.ok === false && fetched.failure.code, "tcp-refused");
  });

  it("dns-not-found", async () => {
    const fetched = await ask(`mqtts://${"a".repeat(64)}.invalid`);
    assert.equal(fetched?.ok === false && fetched.failure.code, "dns-not-found");
  });
});

describe("what is saved", () => {
  it("replaces another, is kept in backup, and lets the device in where it was refused", async () => {
    const lines = twoWay(device.file("client.pub.pem"), leaf.certificateFile, leaf.keyFile);
    const running = await mosquitto({ folder: device.folder, lines });
    try {
      const before = await test(device, running.url);
      assert.equal(before.report?.diagnosis?.code, "server-cert-untrusted");
      const old = device.text("server.pub.pem");
      const fetched = await ask(running.url);
      assert.ok(fetched?.ok);
      const { leafDer, target } = fetched.value;
      assert.deepEqual(target, { path: device.file("server.pub.pem"), state: "other" });
      const saved = await saveServerCertificate({ leafDer, target }, world);
      assert.ok(saved.ok, JSON.stringify(saved));
      assert.equal(readFileSync(saved.value.backup ?? "", "utf8"), old);
      assert.equal(statSync(target.path).mode & 0o777, 0o644);
      const after = await test(device, running.url);
      assert.equal(after.report?.ok, true, JSON.stringify(after.report));
      const codes = after.report.warnings.map(({ code }) => code);
      assert.deepEqual(codes, ["server-cert-pinned"]);
      const again = await ask(running.url);
      assert.equal(again?.ok && again.value.target?.state, "same");
    } finally {
      await running.stop();
    }
  });
});
