import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { connect } from "node:tls";
import { requireTool } from "../support/tools";
import {
  algorithms,
  newBundlePair,
  openTwoWayServer,
  passwords,
  runTool,
  type TwoWayServer,
} from "./bundleRig";

const subject = "CN=device-1, OU=ThingsBoard, O=ThingsBoard, L=San Francisco, ST=CA, C=US";

/** TwoWayTls.java in one JVM: orders go in, lines come out. */
interface Java {
  readonly order: (...words: readonly (string | number)[]) => void;
  readonly answer: () => Promise<string>;
  readonly child: ChildProcess;
}

function startJava(): Java {
  const child = spawn(requireTool("java"), ["test/interop/TwoWayTls.java"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    order: (...words) => child.stdin.write(`${words.join(" ")}\n`),
    answer: async () => {
      const line = await lines.next();
      return line.done === true ? "java has ended" : line.value;
    },
  };
}

/** Connects to a server of Java as Node's client with `P.nopass.pem`, says a line and gives the one that comes back. */
async function sayTo(port: number, serverPem: Buffer, clientPem: Buffer): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port, ca: serverPem, key: clientPem, cert: clientPem });
  await once(socket, "secureConnect");
  const protocol = socket.getProtocol() ?? "";
  socket.write("from node\n");
  const [heard] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return `${protocol} ${heard.toString().trim()}`;
}

describe("two-way TLS with Java and its own keystore classes:", () => {
  let java: Java | undefined;
  before(() => {
    java = startJava();
  });
  after(async () => {
    java?.child.stdin?.end();
    if (java?.child.exitCode === null) {
      await once(java.child, "exit");
    }
  });

  for (const { name, algorithm } of algorithms) {
    it(`P.jks of ${name} as a client's, S.jks as a server's`, async () => {
      assert.ok(java);
      const pair = await newBundlePair(algorithm);
      const server = await openTwoWayServer(pair);
      try {
        const clientJks = [pair.file("client.jks"), passwords.clientStore] as const;
        java.order("open", ...clientJks, "clientalias", passwords.clientKey);
        assert.equal(await java.answer(), `opened ${algorithm.kind.toUpperCase()}`);
        java.order("open", ...clientJks, "clientalias", passwords.clientStore);
        assert.equal(await java.answer(), "wrong password");

        java.order("client", server.port, ...clientJks, passwords.clientKey);
        assert.equal(await java.answer(), `connected TLSv1.3 with ${subject}, heard from java`);
        assert.deepEqual(server.admitted, ["device-1"]);

        const serverJks = [pair.file("server.jks"), passwords.serverStore, passwords.serverKey] as const;
        java.order("server", ...serverJks, pair.file("client.pub.pem"));
        const [word, port] = (await java.answer()).split(" ");
        assert.equal(word, "listening");
        const clientPem = readFileSync(pair.file("client.nopass.pem"));
        const heard = await sayTo(Number(port), readFileSync(pair.file("server.pub.pem")), clientPem);
        assert.equal(heard, "TLSv1.3 java heard from node");
        assert.equal(await java.answer(), `served TLSv1.3 with ${subject}, heard from node`);
      } finally {
        await server.close();
        pair.remove();
      }
    });
  }
});

for (const { name, algorithm } of algorithms) {
  const pair = await newBundlePair(algorithm);

  describe(`our self-signed server of ${name} is an anchor for`, () => {
    let server: TwoWayServer | undefined;
    before(async () => {
      server = await openTwoWayServer(pair);
    });
    after(async () => {
      await server?.close();
      pair.remove();
    });
    const portText = (): string => String(server?.port);
    const serverPem = pair.file("server.pub.pem");
    const clientPem = pair.file("client.nopass.pem");

    // Not by `certtool --verify`: it forbids that a certificate is its own anchor (GNUTLS_VERIFY_DO_NOT_ALLOW_SAME).
    it("GnuTLS, which reads the file", async () => {
      const { status, output } = await runTool("certtool", ["--certificate-info", "--infile", serverPem]);
      assert.equal(status, 0, output);
      assert.match(output, /Basic Constraints \(critical\):\n\s+Certificate Authority \(CA\): FALSE/);
      assert.match(output, /Key Purpose \(not critical\):\n\s+TLS WWW Server\./);
      assert.match(output, /DNSname: localhost\n\s+IPAddress: 127\.0\.0\.1\n\s+IPAddress: ::1\n/);
    });

    it("GnuTLS, which connects with P.nopass.pem", async () => {
      const { status, output } = await runTool(
        "gnutls-cli",
        [
          ...["--x509cafile", serverPem, "--x509certfile", clientPem, "--x509keyfile", clientPem],
          ...["--port", portText(), "127.0.0.1"],
        ],
        "from gnutls\n",
      );
      assert.equal(status, 0, output);
      assert.match(output, /- Status: The certificate is trusted\./);
      assert.match(output, /- Description: \(TLS1\.3/);
      assert.match(output, /^from gnutls$/m);
    });

    it("Python with VERIFY_X509_STRICT", async () => {
      const args = ["test/interop/strictTls.py", portText(), serverPem, clientPem];
      const { status, output } = await runTool("python3", args);
      assert.deepEqual([status, output], [0, "TLSv1.3 from python\n"]);
    });

    it("openssl s_client, strictly and by name", async () => {
      const { output } = await runTool(
        "openssl",
        [
          ...["s_client", "-connect", `127.0.0.1:${portText()}`, "-CAfile", serverPem, "-x509_strict"],
          ...["-verify_return_error", "-verify_hostname", "localhost", "-cert", clientPem, "-key", clientPem],
        ],
        "from openssl\n",
      );
      assert.match(output, /Verify return code: 0 \(ok\)/);
    });
  });
}
