import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type SecureVersion } from "node:tls";
import { passwords } from "../bundleRig";
import { tlsServer } from "../connectionServers";
import type { MatrixBundles } from "./bundles";
import { eachRow, type Reader } from "./reader";

/** Node's tls. */
export const nodeReader: Reader = {
  name: "Node",
  proves:
    "`tls`: two-way TLS 1.2 and 1.3 with host name check, the client with `P.p12` and with `P.nopass.pem`, the server " +
    "with `S.p12`",
  open: eachRow(async (bundles) => {
    const passphrase = passwords.clientKey;
    const p12 = { pfx: readFileSync(bundles.file("client.p12")), passphrase };
    const pem = readFileSync(bundles.file("client.nopass.pem"));
    assert.equal(await talked(bundles, p12, "TLSv1.3"), "TLSv1.3, server let in device-1");
    assert.equal(await talked(bundles, p12, "TLSv1.2"), "TLSv1.2, server let in device-1");
    assert.equal(
      await talked(bundles, { key: pem, cert: pem }, "TLSv1.3"),
      "TLSv1.3, server let in device-1",
    );
  }),
};

type Own =
  { readonly pfx: Buffer; readonly passphrase: string } | { readonly key: Buffer; readonly cert: Buffer };

async function talked(bundles: MatrixBundles, own: Own, maxVersion: SecureVersion): Promise<string> {
  const { file, serverAnchor, clientAnchor } = bundles;
  const server = await tlsServer(
    {
      ...{ pfx: readFileSync(file("server.p12")), passphrase: passwords.serverKey },
      ...{ ca: readFileSync(clientAnchor), requestCert: true, rejectUnauthorized: true },
    },
    (socket) => socket.end(`server let in ${String(socket.getPeerCertificate().subject.CN)}`),
  );
  try {
    const address = { host: "127.0.0.1", port: server.port, servername: "localhost" };
    const socket = connect({ ...address, ...own, maxVersion, ca: readFileSync(serverAnchor) });
    await once(socket, "secureConnect");
    const protocol = String(socket.getProtocol());
    const [heard] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    return `${protocol}, ${heard.toString()}`;
  } finally {
    await server.stop();
  }
}
