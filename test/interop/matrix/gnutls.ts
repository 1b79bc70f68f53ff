import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { passwords } from "../bundleRig";
import type { MatrixBundles } from "./bundles";
import { serverInNetwork } from "./namespace";
import { eachRow, must, mustRefuse, type Reader } from "./reader";

const certtool = (...args: readonly string[]): Promise<string> => must("certtool", args);

/** certtool, gnutls-cli and gnutls-serv. */
export const gnutlsReader: Reader = {
  name: "GnuTLS",
  proves:
    "`certtool` shows each certificate, verifies a chain by purpose and name, opens `P.p12` and `P.pem` with their " +
    "password; `gnutls-cli` against `gnutls-serv --require-client-cert --verify-client-cert`, TLS 1.2 and 1.3",
  open: eachRow(async (bundles) => {
    await shown(bundles);
    await verified(bundles);
    await opened(bundles);
    await talked(bundles);
  }),
};

async function shown({ file }: MatrixBundles): Promise<void> {
  for (const [side, purpose] of [
    ["client", "TLS WWW Client"],
    ["server", "TLS WWW Server"],
  ] as const) {
    const text = await certtool("--certificate-info", "--infile", file(`${side}.pub.pem`));
    assert.match(text, /Basic Constraints \(critical\):\n\s+Certificate Authority \(CA\): FALSE/);
    assert.match(text, new RegExp(`Key Purpose \\(not critical\\):\\n\\s+${purpose}\\.`));
  }
  const server = await certtool("--certificate-info", "--infile", file("server.pub.pem"));
  assert.match(server, /DNSname: localhost\n\s+IPAddress: 127\.0\.0\.1\n\s+IPAddress: ::1\n/);
}

const purposes = { client: "1.3.6.1.5.5.7.3.2", server: "1.3.6.1.5.5.7.3.1" } as const;

/** `certtool --verify` forbids that a certificate is its own anchor (GNUTLS_VERIFY_DO_NOT_ALLOW_SAME). */
async function verified({ file, issuance, serverAnchor }: MatrixBundles): Promise<void> {
  if (issuance === "self-signed") {
    return;
  }
  for (const [side, names] of [
    ["client", []],
    ["server", ["--verify-hostname", "localhost"]],
  ] as const) {
    const trust = ["--verify", "--load-ca-certificate", serverAnchor, "--infile", file(`${side}.pub.pem`)];
    const other = purposes[side === "client" ? "server" : "client"];
    const output = await certtool(...trust, "--verify-purpose", purposes[side], ...names);
    assert.match(output, /Chain verification output: Verified\. The certificate is trusted\./);
    await mustRefuse("certtool", [...trust, "--verify-purpose", other]);
  }
}

async function opened({ file, chainLength }: MatrixBundles): Promise<void> {
  const { clientKey, clientStore } = passwords;
  const expected = await must("openssl", ["x509", "-in", file("client.pub.pem"), "-noout", "-pubkey"]);
  const opensKey = async (name: string): Promise<void> => {
    const key = ["--load-privkey", file(name), "--password", clientKey];
    assert.ok((await certtool(...key, "--pubkey-info")).includes(expected), name);
  };
  await opensKey("client.pem");
  const info = ["--p12-info", "--inder", "--infile"];
  for (const name of ["client.p12", "jks-legacy.p12"]) {
    const output = await certtool(...info, file(name), "--password", clientKey);
    assert.equal(output.match(/BEGIN CERTIFICATE/g)?.length, chainLength);
    assert.match(output, /Friendly name: clientalias/);
    const [key = ""] = /-----BEGIN ENCRYPTED PRIVATE KEY-----[^]*?-----END .*\n/.exec(output) ?? [];
    writeFileSync(file(`${name}.key`), key, { mode: 0o600 });
    await opensKey(`${name}.key`);
  }
  const wrong = await mustRefuse("certtool", [...info, file("client.p12"), "--password", clientStore]);
  assert.match(wrong.output, /MAC|decrypt/i);
}

async function talked({ file, serverAnchor, clientAnchor, chainLength }: MatrixBundles): Promise<void> {
  const certificate = file(chainLength === 1 ? "server.pub.pem" : "server.chain.pem");
  const server = await serverInNetwork(
    [
      ...["gnutls-serv", "--echo", "--require-client-cert", "--verify-client-cert", "--port", "8883"],
      ...[
        "--x509cafile",
        clientAnchor,
        "--x509certfile",
        certificate,
        "--x509keyfile",
        file("server.pk8.pem"),
      ],
    ],
    /listening on IPv4 .*done/,
  );
  try {
    for (const [version, described] of [
      ["1.3", "(TLS1.3"],
      ["1.2", "(TLS1.2"],
    ] as const) {
      const pem = file("client.nopass.pem");
      const { status, output } = await server.runClient(
        [
          ...["gnutls-cli", "--x509cafile", serverAnchor, "--x509certfile", pem, "--x509keyfile", pem],
          ...["--verify-hostname", "localhost", "--priority", `NORMAL:-VERS-ALL:+VERS-TLS${version}`],
          ...["--port", "8883", "127.0.0.1"],
        ],
        "from gnutls\n",
      );
      assert.equal(status, 0, output);
      assert.match(output, /- Status: The certificate is trusted\./);
      assert.ok(output.includes(`- Description: ${described}`), output);
      assert.match(output, /^from gnutls$/m);
    }
  } finally {
    await server.stop();
  }
}
