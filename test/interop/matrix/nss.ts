import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import type { Side } from "../../../src/core/identity/identity";
import { passwords } from "../bundleRig";
import type { MatrixBundles } from "./bundles";
import { serverInNetwork } from "./namespace";
import { eachRow, must, mustRefuse, type Reader } from "./reader";

/** certutil, pk12util, tstclnt and selfserv. */
export const nssReader: Reader = {
  name: "NSS",
  proves:
    "`pk12util` imports `P.p12` and `S.p12`, modern and legacy; `certutil -V` takes each certificate for its own purpose " +
    "alone; `tstclnt` against `selfserv`, which requires a certificate, TLS 1.2 and 1.3",
  open: eachRow(async (bundles) => {
    const client = await imported(bundles, "client");
    const server = await imported(bundles, "server");
    await must("pk12util", ["-l", bundles.file("jks-legacy.p12"), "-d", client, "-W", passwords.clientKey]);
    await verified(client, "clientalias", { own: "C", other: "V" });
    await verified(server, "serveralias", { own: "V", other: "C" });
    await talked(client, server);
  }),
};

/**
 * A new database with a side's key, which trusts what the row says: the other side's certificate itself, or the CA. Each
 * has its own, as certificates of one subject share one name there.
 */
async function imported(bundles: MatrixBundles, side: Side): Promise<string> {
  const { file, issuance, serverAnchor } = bundles;
  const folder = file(`nss-${side}`);
  mkdirSync(folder);
  const database = `sql:${folder}`;
  const at = ["-d", database];
  await must("certutil", ["-N", ...at, "--empty-password"]);
  const { clientStore, clientKey, serverStore, serverKey } = passwords;
  const [right, wrong] = side === "client" ? [clientKey, clientStore] : [serverKey, serverStore];
  await mustRefuse("pk12util", [...at, "-i", file(`${side}.p12`), "-W", wrong]);
  await must("pk12util", [...at, "-i", file(`${side}.p12`), "-W", right]);
  if (issuance === "CA-signed") {
    await must("certutil", ["-A", ...at, "-n", "ca", "-t", "CT,,", "-a", "-i", serverAnchor]);
  } else {
    await must("certutil", ["-M", ...at, "-n", `${side}alias`, "-t", "Pu,,"]);
    const other = file(`${side === "client" ? "server" : "client"}.pub.pem`);
    await must("certutil", ["-A", ...at, "-n", "other", "-t", "P,,", "-a", "-i", other]);
  }
  return database;
}

/** Letters of certutil: C a client of TLS, V a server. */
async function verified(
  database: string,
  name: string,
  usage: { readonly own: "C" | "V"; readonly other: "C" | "V" },
): Promise<void> {
  const verify = ["-V", "-e", "-d", database, "-n", name, "-u"];
  assert.match(await must("certutil", [...verify, usage.own]), /certificate is valid/);
  await mustRefuse("certutil", [...verify, usage.other]);
}

async function talked(clientDatabase: string, serverDatabase: string): Promise<void> {
  const server = await serverInNetwork(
    ["selfserv", "-d", serverDatabase, "-n", "serveralias", "-p", "8883", "-r", "-r", "-v", "-V", "tls1.2:"],
    /About to call accept/,
  );
  try {
    for (const version of ["tls1.3", "tls1.2"]) {
      const { status, output } = await server.runClient(
        [
          ...["tstclnt", "-d", clientDatabase, "-n", "clientalias", "-h", "127.0.0.1", "-a", "localhost"],
          ...["-p", "8883", "-v", "-V", `${version}:${version}`],
        ],
        "GET / HTTP/1.0\r\n\r\n",
      );
      assert.equal(status, 0, output);
      assert.match(output, /HTTP\/1\.0 200 OK/);
    }
  } finally {
    await server.stop();
  }
}
