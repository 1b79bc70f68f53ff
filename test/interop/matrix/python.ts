import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { requireTool } from "../../support/tools";
import { passwords } from "../bundleRig";
import type { MatrixBundles } from "./bundles";
import type { OpenReader, Reader } from "./reader";

/** Python's ssl. */
export const pythonReader: Reader = {
  name: "Python",
  proves:
    "`ssl` with `VERIFY_X509_STRICT` on both sides: two-way TLS 1.2 and 1.3 with `P.pem` against `S.pem`, whose keys " +
    "open with their passwords, and with `P.nopass.pem`; another name of the server is refused",
  open: () => Promise.resolve(openPython()),
};

function openPython(): OpenReader {
  const child = spawn(requireTool("python3"), ["test/interop/matrix/matrixPython.py"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const order = async (words: Readonly<Record<string, string>>): Promise<string> => {
    child.stdin.write(`${JSON.stringify(words)}\n`);
    const line = await lines.next();
    return line.done === true ? "python has ended" : line.value;
  };
  return {
    read: async (bundles) => {
      const words = wordsOf(bundles);
      const talked = "with device-1, server heard client; let in device-1";
      assert.equal(await order({ ...words, version: "TLSv1_3" }), `TLSv1.3 ${talked}`);
      assert.equal(await order({ ...words, version: "TLSv1_2" }), `TLSv1.2 ${talked}`);
      const open = { ...words, clientPem: bundles.file("client.nopass.pem"), clientPassword: "" };
      assert.equal(await order({ ...open, version: "TLSv1_3" }), `TLSv1.3 ${talked}`);
      const elsewhere = { ...words, name: "elsewhere", version: "TLSv1_3" };
      assert.equal(await order(elsewhere), "client: SSLCertVerificationError");
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

function wordsOf({ file, serverAnchor, clientAnchor }: MatrixBundles): Readonly<Record<string, string>> {
  return {
    ...{ serverAnchor, clientAnchor, name: "localhost" },
    ...{ serverPem: file("server.pem"), serverPassword: passwords.serverKey },
    ...{ clientPem: file("client.pem"), clientPassword: passwords.clientKey },
  };
}
