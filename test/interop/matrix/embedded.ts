import assert from "node:assert/strict";
import { requireHeader } from "../../support/tools";
import { passwords } from "../bundleRig";
import type { MatrixBundles } from "./bundles";
import { compiled, must, mustRefuse, type Reader } from "./reader";

/** mbedTLS: what most devices have. */
export const mbedTlsReader: Reader = {
  name: "mbedTLS",
  proves:
    "a C program of the tests: both sides verify, the client by host name, with `P.nopass.pem` against `S.pk8.pem`; " +
    "another name of the server is refused. Before 3.6 mbedTLS opens no key encrypted with AES, so `P.pem` is not asked",
  open: async ({ folder }) => {
    requireHeader("mbedtls/ssl.h");
    const program = await compiled("matrixMbedTls", folder, ["mbedtls", "mbedx509", "mbedcrypto"]);
    return {
      read: async (bundles) => {
        const { file } = bundles;
        const open = [...wordsOf(bundles, "server.pk8.pem", ""), file("client.nopass.pem"), ""];
        assert.equal(await must(program, [...open, "localhost"]), "device-1, hello; device-1\n");
        await mustRefuse(program, [...open, "elsewhere"]);
      },
      close: () => Promise.resolve(),
    };
  },
};

/** wolfSSL. */
export const wolfSslReader: Reader = {
  name: "wolfSSL",
  proves:
    "another: two-way TLS 1.2 and 1.3, with `P.pem` and `S.pem`, whose keys open with their passwords, and with " +
    "`P.nopass.pem`; another name of the server is refused",
  open: async ({ folder }) => {
    requireHeader("wolfssl/ssl.h");
    const program = await compiled("matrixWolfSsl", folder, ["wolfssl"]);
    return {
      read: async (bundles) => {
        const { file } = bundles;
        const words = wordsOf(bundles, "server.pem", passwords.serverKey);
        const own = [file("client.pem"), passwords.clientKey];
        for (const version of ["TLSv1.3", "TLSv1.2"]) {
          const said = await must(program, [...words, ...own, "localhost", version]);
          assert.equal(said, `${version} with device-1, hello; device-1\n`);
        }
        const open = [...words, file("client.nopass.pem"), ""];
        assert.match(await must(program, [...open, "localhost", "TLSv1.3"]), /device-1, hello; device-1/);
        await mustRefuse(program, [...open, "elsewhere", "TLSv1.3"]);
      },
      close: () => Promise.resolve(),
    };
  },
};

/** The first arguments of both programs; see their heads. */
function wordsOf(
  { file, serverAnchor, clientAnchor }: MatrixBundles,
  serverKey: string,
  password: string,
): readonly string[] {
  return [serverAnchor, clientAnchor, file("server.pem"), file(serverKey), password];
}
