import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { issueCa, issueSignedBy } from "../../src/core/certificate/issue";
import { signerCertificateOf, signerOf } from "../../src/core/certificate/signer";
import type { Side } from "../../src/core/identity/identity";
import type { Bundle } from "../../src/core/keystore/bundle";
import { bundleOf } from "../../src/core/keystore/bundleOf";
import { caBundleOf } from "../../src/core/keystore/caBundle";
import { identityWith, newKeyPair } from "../support/identities";
import { pause } from "../support/patience";
import { runTool } from "./bundleRig";
import { mosquitto, twoWay } from "./connectionServers";

const folder = mkdtempSync(path.join(tmpdir(), "tb-ca-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = (name: string): string => path.join(folder, name);

const algorithm = { kind: "ec", curve: "P-256" } as const;
const now = new Date();
function terms(validityDays: number): Parameters<typeof issueCa>[3] {
  return { now, validityDays, serial: randomBytes(16) };
}

function write(files: Bundle["files"]): void {
  for (const { name, bytes, mode } of files) {
    writeFileSync(file(name), bytes, { mode });
  }
}

const caKey = newKeyPair({ kind: "ec", curve: "P-384" });
const ca = issueCa({ commonName: "Fleet CA" }, { kind: "ec", curve: "P-384" }, caKey, terms(7300));
write((await caBundleOf(ca, "fleet", "ca-passphrase", randomBytes)).files);
const certificate = signerCertificateOf(ca.certificateDer);
assert.ok(certificate.ok);
const signer = signerOf(certificate.value, ca.privateKeyPkcs8Der);
assert.ok(signer.ok);

async function issue(side: Side, prefix: string): Promise<void> {
  assert.ok(signer.ok);
  const identity = identityWith(side, { filePrefix: prefix });
  const issued = issueSignedBy(signer.value, identity, newKeyPair(algorithm), terms(30));
  write((await bundleOf(issued, identity, { now, random: randomBytes, pause })).files);
}
await issue("server", "server");
await issue("client", "client");
await issue("client", "other");

describe("openssl, of a device CA,", () => {
  it("opens the CA's key with its passphrase alone, and finds it the certificate's", async () => {
    const key = ["pkey", "-in", file("fleet.ca.key.pem"), "-pubout", "-passin"];
    const right = await runTool("openssl", [...key, "pass:ca-passphrase"]);
    const print = ["x509", "-in", file("fleet.ca.pem"), "-noout", "-pubkey"];
    assert.deepEqual(right, await runTool("openssl", print));
    assert.notEqual((await runTool("openssl", [...key, "pass:another"])).status, 0);
  });
});

it("mosquitto that trusts the CA alone lets in the device with its chain, whose client trusts the CA alone", async () => {
  const lines = twoWay(file("fleet.ca.pem"), file("server.chain.pem"), file("server.pk8.pem"));
  const broker = await mosquitto({ folder, lines: [...lines, "use_identity_as_username true"] });
  try {
    const publish = (key: string): ReturnType<typeof runTool> =>
      runTool("mosquitto_pub", [
        ...["-h", "localhost", "-p", String(broker.port), "--cafile", file("fleet.ca.pem")],
        ...["--cert", file("client.nopass.pem"), "--key", file(key), "-q", "1"],
        ...["-t", "v1/devices/me/telemetry", "-m", '{"t":21}'],
      ]);
    assert.deepEqual(await publish("client.nopass.pem"), { status: 0, output: "" });
    assert.notEqual((await publish("other.nopass.pem")).status, 0);
  } finally {
    await broker.stop();
  }
});
