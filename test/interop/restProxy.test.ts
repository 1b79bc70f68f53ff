import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { nodeHttp } from "../../src/io/http";
import { httpServer, httpsServer, rawServer, type TestListener } from "./hostileServers";
import { testProxy, type ProxyRules, type TestProxy } from "./proxyRig";
import { selfSigned, type Certificate } from "./testServerRig";
import { actAsNode, actAsVscode, type ProxySettings } from "./vscodeProxy";

const never = new AbortController().signal;
const token = "Bearer s3cret-token";
let open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  actAsNode();
  await Promise.all(open.map((one) => one.close()));
  open = [];
});

async function kept<T extends TestListener>(opening: Promise<T>): Promise<T> {
  const one = await opening;
  open.push(one);
  return one;
}

/** A proxy that VS Code's settings name, unless they say otherwise. */
async function behindProxy(rules: ProxyRules = {}, settings: ProxySettings = {}): Promise<TestProxy> {
  const proxy = await kept(testProxy(rules));
  await actAsVscode({ proxy: `http://127.0.0.1:${proxy.port}`, ...settings });
  return proxy;
}

/** Asks with a token, and gives the answer, or the failure without the chain of certificates. */
async function ask(url: string, trustedPem?: readonly string[]): Promise<string | object> {
  const headers = { "X-Authorization": token };
  const bounds = { timeoutMs: 10_000, maxBytes: 10_000 };
  const answer = await nodeHttp().send({ method: "GET", url, headers, trustedPem, ...bounds }, never);
  if (answer.ok) {
    return answer.value.body;
  }
  return Object.fromEntries(Object.entries(answer.failure).filter(([name]) => name !== "presentedDer"));
}

/** Says what it was asked, and by whom. */
const echo = (request: IncomingMessage, response: { end(text: string): unknown }): void => {
  response.end(`${request.headers.host ?? ""} ${String(request.headers["x-authorization"])}`);
};

function echoed(host: string): string {
  return `${host} ${token}`;
}

describe("plain HTTP behind a proxy", () => {
  it("goes through it once, whatever http.proxySupport leads, and not where that leads nothing", async () => {
    const { port } = await kept(httpServer(echo));
    const host = `tb.invalid:${port}`;
    for (const proxySupport of ["override", "fallback", "on"] as const) {
      const proxy = await behindProxy({}, { proxySupport });
      assert.equal(await ask(`http://${host}/api?x=1`), echoed(host), proxySupport);
      assert.deepEqual(proxy.seen, [`GET http://${host}/api?x=1`]);
    }
    const proxy = await behindProxy({}, { proxySupport: "off" });
    assert.deepEqual(await ask(`http://${host}/`), { code: "http-unreachable", cause: "ENOTFOUND" });
    assert.deepEqual(proxy.seen, []);
  });

  it("of the environment goes through that, and http.proxy comes first", async () => {
    const { port } = await kept(httpServer(echo));
    const other = await kept(testProxy());
    const env = { HTTPS_PROXY: `http://127.0.0.1:${other.port}` };
    const proxy = await behindProxy({}, { env });
    await ask(`http://tb.invalid:${port}/`);
    assert.deepEqual([proxy.seen.length, other.seen.length], [1, 0]);
    await actAsVscode({ env });
    await ask(`http://tb.invalid:${port}/`);
    assert.deepEqual([proxy.seen.length, other.seen.length], [1, 1]);
  });

  it("that wants to know who asks is named, without what was told it", async () => {
    const { port } = await kept(httpServer(echo));
    const host = `tb.invalid:${port}`;
    const proxy = await behindProxy({ login: "ada:s3cret" });
    const name = `127.0.0.1:${proxy.port}`;
    const failure = { code: "http-proxy-unauthorized", proxy: name };
    assert.deepEqual(await ask(`http://${host}/`), failure);
    await actAsVscode({ proxy: `http://ada:wrong@${name}` });
    assert.deepEqual(await ask(`http://${host}/`), failure);
    await actAsVscode({ proxy: `http://ada:s3cret@${name}` });
    assert.equal(await ask(`http://${host}/`), echoed(host));
  });
});

describe("a proxy that is not there", () => {
  it("is named in the server's place", async () => {
    const proxy = await behindProxy();
    await proxy.close();
    const failure = {
      code: "http-proxy-unreachable",
      proxy: `127.0.0.1:${proxy.port}`,
      cause: "ECONNREFUSED",
    };
    assert.deepEqual(await ask("http://tb.invalid/"), failure);
    assert.deepEqual(await ask("https://tb.invalid/"), failure);
    await actAsVscode({ proxy: "http://ada:s3cret@proxy.invalid:3128" });
    const unknown = { code: "http-proxy-unreachable", proxy: "proxy.invalid:3128", cause: "ENOTFOUND" };
    assert.deepEqual(await ask("https://tb.invalid/"), unknown);
  });

  it("or hangs up, is named too", async () => {
    const { port } = await kept(rawServer((socket) => void socket.end()));
    await actAsVscode({ proxy: `http://127.0.0.1:${port}` });
    const failure = { code: "http-proxy-unreachable", proxy: `127.0.0.1:${port}` };
    assert.deepEqual(await ask("https://tb.invalid/"), failure);
  });
});

describe("http.noProxy and NO_PROXY", () => {
  /** A list, and whether `http://tb.invalid:PORT` is asked without the proxy. */
  const lists: readonly (readonly [list: string, isDirect: boolean])[] = [
    ["tb.invalid", true],
    ["TB.Invalid", true],
    ["invalid", true],
    [".invalid", true],
    ["other, tb.invalid", true],
    ["*", true],
    ["tb.invalid:PORT", true],
    ["tb.invalid:1", false],
    ["b.invalid", false],
    ["192.0.2.1", false],
    ["", false],
  ];
  for (const [list, isDirect] of lists) {
    it(`${list === "" ? "an empty list" : list}: ${isDirect ? "without" : "through"} the proxy`, async () => {
      const { port } = await kept(httpServer(echo));
      const written = list.replace("PORT", String(port));
      const url = `http://tb.invalid:${port}/`;
      // Nobody resolves the name, so that it is answered through the proxy alone.
      const direct = { code: "http-unreachable", cause: "ENOTFOUND" };
      const expected = isDirect ? direct : echoed(`tb.invalid:${port}`);
      for (const name of ["NO_PROXY", "no_proxy"]) {
        await behindProxy({}, { env: { [name]: written } });
        assert.deepEqual(await ask(url), expected, name);
      }
      const noProxy = written.split(",").map((one) => one.trim());
      await behindProxy({}, { noProxy: list === "" ? [] : noProxy });
      assert.deepEqual(await ask(url), expected);
    });
  }

  it("an IP address: without the proxy, which gets no other", async () => {
    const proxy = await behindProxy({ connectAnswer: "HTTP/1.1 403 No\r\n\r\n" }, { noProxy: ["127.0.0.9"] });
    await ask("http://127.0.0.9:1/");
    await ask("https://192.0.2.1:8443/");
    assert.deepEqual(proxy.seen, ["CONNECT 192.0.2.1:8443"]);
  });
});

describe("what is for this machine", () => {
  for (const host of ["127.0.0.1", "localhost", "127.0.0.2", "tb.localhost"]) {
    it(`goes to no proxy: ${host}`, async () => {
      const { port } = await kept(httpServer(echo));
      const proxy = await behindProxy();
      await ask(`http://${host}:${port}/`);
      await ask(`https://${host}:${port}/`);
      assert.deepEqual(proxy.seen, []);
      assert.equal(proxy.clear(), "");
    });
  }
});

describe("HTTPS behind a proxy", () => {
  let folder: string;
  let leaf: Certificate;
  let address: Certificate;
  let other: Certificate;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tb-proxy-"));
    leaf = selfSigned(folder, "tb", ["-addext", "subjectAltName=DNS:tb.invalid"]);
    address = selfSigned(folder, "address", ["-addext", "subjectAltName=IP:192.0.2.1"]);
    other = selfSigned(folder, "other", ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("goes through a tunnel in which the proxy sees nothing, and is checked at the far end", async () => {
    const { port } = await kept(httpsServer(leaf, echo));
    const host = `tb.invalid:${port}`;
    const proxy = await behindProxy();
    assert.equal(await ask(`https://${host}/`, [leaf.certificatePem]), echoed(host));
    assert.deepEqual(proxy.seen, [`CONNECT ${host}`]);
    assert.ok(!proxy.clear().includes("s3cret"));
    const failure = { code: "http-tls", cause: "DEPTH_ZERO_SELF_SIGNED_CERT" };
    assert.deepEqual(await ask(`https://${host}/`), failure);
    assert.deepEqual(await ask(`https://${host}/`, [other.certificatePem]), failure);
  });

  it("is checked for the name that was asked for, and an IP address for nothing else", async () => {
    const { port } = await kept(httpsServer(address, echo));
    const impostor = await kept(httpsServer(other, echo));
    const failure = { code: "http-tls", cause: "ERR_TLS_CERT_ALTNAME_INVALID" };
    await behindProxy();
    assert.equal(
      await ask(`https://192.0.2.1:${port}/`, [address.certificatePem]),
      echoed(`192.0.2.1:${port}`),
    );
    assert.deepEqual(await ask(`https://192.0.2.1:${impostor.port}/`, [other.certificatePem]), failure);
    assert.deepEqual(await ask(`https://tb.invalid:${impostor.port}/`, [other.certificatePem]), failure);
  });

  it("that wants to know who asks is named, and let in with it", async () => {
    const { port } = await kept(httpsServer(leaf, echo));
    const host = `tb.invalid:${port}`;
    const proxy = await behindProxy({ login: "ada:s3cret" });
    const name = `127.0.0.1:${proxy.port}`;
    const failure = { code: "http-proxy-unauthorized", proxy: name };
    assert.deepEqual(await ask(`https://${host}/`, [leaf.certificatePem]), failure);
    await actAsVscode({ proxy: `http://ada:s3cret@${name}` });
    assert.equal(await ask(`https://${host}/`, [leaf.certificatePem]), echoed(host));
  });

  it("that does not let it through is named with its reason", async () => {
    for (const status of [403, 502, 503]) {
      const proxy = await behindProxy({ connectAnswer: `HTTP/1.1 ${status} No\r\n\r\n` });
      const failure = { code: "http-proxy-refused", proxy: `127.0.0.1:${proxy.port}`, status };
      assert.deepEqual(await ask("https://tb.invalid/"), failure);
    }
  });

  it("takes no answer of the proxy for one of the server", async () => {
    const body = '{"name":"ada","authority":"TENANT_ADMIN"}';
    const head = `Content-Type: application/json\r\nContent-Length: ${body.length}`;
    const proxy = await behindProxy({ connectAnswer: `HTTP/1.1 201 Created\r\n${head}\r\n\r\n${body}` });
    const failure = { code: "http-proxy-refused", proxy: `127.0.0.1:${proxy.port}`, status: 201 };
    assert.deepEqual(await ask("https://tb.invalid/"), failure);
    assert.ok(!proxy.clear().includes("s3cret"));
  });
});
