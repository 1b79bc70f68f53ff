import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { userCall } from "../../src/core/credential/accountCalls";
import type { ApiCall } from "../../src/core/credential/apiCall";
import { thingsBoardAt, type ThingsBoardFailure, type ThingsBoardPlace } from "../../src/flows/thingsBoard";
import { nodeHttp } from "../../src/io/http";
import { localhostName, newCa, signedBy } from "./connectionCertificates";
import { httpServer, httpsServer, rawServer, type TestListener } from "./hostileServers";
import { selfSigned, type Certificate } from "./testServerRig";

const never = new AbortController().signal;
const token = "s3cret-token";
let listeners: TestListener[] = [];

afterEach(async () => {
  await Promise.all(listeners.map((listener) => listener.close()));
  listeners = [];
});

async function kept(listener: Promise<TestListener>): Promise<number> {
  const one = await listener;
  listeners.push(one);
  return one.port;
}

/** Asks who is signed in, or makes another call, and gives the value or the failure. */
async function ask<T>(
  place: Omit<ThingsBoardPlace, "timeoutMs"> & { readonly timeoutMs?: number },
  call: ApiCall<T>,
  signal = never,
): Promise<T | ThingsBoardFailure> {
  const tokens = { token, refreshToken: "s3cret-refresh" };
  const holder = {
    current: () => Promise.resolve({ kind: "tokens", tokens } as const),
    renewed: () => Promise.resolve(),
  };
  const world = { http: nodeHttp(), clock: () => new Date() };
  const answer = await thingsBoardAt({ timeoutMs: 10_000, ...place }, holder, world).ask(call, signal);
  return answer.ok ? answer.value : answer.failure;
}

/** The verdict on a certificate, with some of its facts. */
async function refused(
  place: Omit<ThingsBoardPlace, "timeoutMs">,
  names: readonly string[] = ["subject", "issuer"],
): Promise<Readonly<Record<string, string | undefined>>> {
  const failure = await ask(place, userCall);
  assert.ok("code" in failure && failure.code === "http-tls", JSON.stringify(failure));
  const { cause, verdict } = failure;
  const facts: Record<string, string | undefined> = { cause, diagnosis: verdict?.code };
  for (const name of names) {
    facts[name] = verdict?.facts[name];
  }
  return facts;
}

function at(port: number): { readonly restUrl: string } {
  return { restUrl: `http://127.0.0.1:${port}` };
}

const ada = { name: "ada", authority: "TENANT_ADMIN" };
const adaText = JSON.stringify(ada);

/** What a server that writes bytes itself says, and what comes of it. */
const raw: readonly (readonly [what: string, code: string, answer: (socket: Socket) => void])[] = [
  [
    "a head without end",
    "http-too-large",
    (socket) => {
      endless(socket, "X-Header: 0123456789abcdef\r\n");
    },
  ],
  [
    "a single endless header",
    "http-too-large",
    (socket) => {
      endless(socket, "a".repeat(1024));
    },
  ],
  ["no HTTP", "http-broken-off", (socket) => void socket.end("220 smtp.example.com ready\r\n")],
  ["nothing and hangs up", "http-broken-off", (socket) => void socket.end()],
  ["a reset", "http-broken-off", (socket) => void socket.resetAndDestroy()],
  [
    "half of its body",
    "http-broken-off",
    (socket) => void socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"),
  ],
  [
    "half of a chunk",
    "http-broken-off",
    (socket) => void socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"),
  ],
  [
    "two lengths, as who smuggles does",
    "http-broken-off",
    (socket) =>
      void socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\n${adaText}`),
  ],
  [
    "another protocol",
    "http-broken-off",
    (socket) =>
      void socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
  ],
  [
    "a length beyond all bounds",
    "http-too-large",
    (socket) => void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"),
  ],
];

/** Writes for as long as somebody takes it. */
function endless(socket: Socket, piece: string): void {
  socket.write("HTTP/1.1 200 OK\r\n");
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece)) {
      // Until the buffer is full.
    }
  };
  socket.on("drain", more);
  more();
}

describe("a server is refused that sends", () => {
  for (const [what, code, answer] of raw) {
    it(`${what}: ${code}`, async () => {
      const failure = await ask(at(await kept(rawServer(answer))), userCall);
      assert.equal("code" in failure && failure.code, code);
    });
  }

  it("an endless body, of which no more is read than an answer may have", async () => {
    let sentBytes = 0;
    const piece = Buffer.alloc(65_536, " ");
    const port = await kept(
      httpServer((_request, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(piece)) {
            sentBytes += piece.length;
          }
          sentBytes += piece.length;
        };
        response.on("drain", more);
        more();
      }),
    );
    assert.deepEqual(await ask(at(port), userCall), { code: "http-too-large" });
    // What the two ends and the system's buffers hold comes on top.
    assert.ok(sentBytes < 32 * 1_048_576, String(sentBytes));
  });

  it("a drop at a time, which the bound of the whole exchange ends", async () => {
    const port = await kept(
      httpServer((_request, response) => {
        const timer = setInterval(() => response.write(" "), 20);
        response.on("close", () => {
          clearInterval(timer);
        });
      }),
    );
    assert.deepEqual(await ask({ ...at(port), timeoutMs: 300 }, userCall), { code: "http-timeout" });
  });

  it("nothing for as long as one waits, and stops when the person does", async () => {
    const stop = new AbortController();
    const port = await kept(
      httpServer(() => {
        stop.abort();
      }),
    );
    assert.deepEqual(await ask(at(port), userCall, stop.signal), { code: "cancelled" });
  });

  it("HTML instead of JSON", async () => {
    const port = await kept(
      httpServer((_request, response) => {
        response.setHeader("Content-Type", "text/html").end("<html>Sign in to the proxy</html>");
      }),
    );
    const failure = { code: "rest-not-thingsboard", status: 200, contentType: "text/html" };
    assert.deepEqual(await ask(at(port), userCall), failure);
  });

  it("JSON that is nested too deeply, or of another shape", async () => {
    const bodies = [
      "[".repeat(1_000_000),
      '{"name":1,"authority":[]}',
      "null",
      '"text"',
      '{"__proto__":{}}',
      "",
    ];
    const port = await kept(
      httpServer((_request, response) => {
        response.end(bodies.shift());
      }),
    );
    for (const body of [...bodies]) {
      const failure = await ask(at(port), userCall);
      assert.equal("code" in failure && failure.code, "rest-not-thingsboard", body.slice(0, 40));
    }
  });

  it("a body that unpacks to a thousand times its size, which nobody asked for and nobody unpacks", async () => {
    let accepted: string | undefined;
    const port = await kept(
      httpServer((request, response) => {
        accepted = request.headers["accept-encoding"];
        response.setHeader("Content-Encoding", "gzip").end(gzipSync(Buffer.alloc(50_000_000)));
      }),
    );
    const failure = await ask(at(port), userCall);
    assert.equal("code" in failure && failure.code, "rest-not-thingsboard");
    assert.equal(accepted, "identity");
  });
});

describe("a token", () => {
  it("does not follow to another host", async () => {
    const visits: IncomingMessage[] = [];
    const elsewhere = await kept(
      httpServer((request, response) => {
        visits.push(request);
        response.end(adaText);
      }),
    );
    for (const status of [301, 302, 303, 307, 308]) {
      const to = `http://127.0.0.1:${elsewhere}/api/auth/user`;
      const port = await kept(
        httpServer((_request, response) => {
          response.writeHead(status, { Location: to }).end();
        }),
      );
      assert.deepEqual(await ask(at(port), userCall), { code: "rest-redirected", to });
    }
    assert.equal(visits.length, 0);
  });

  it("goes out in one header, and no cookie comes back", async () => {
    const cookies: unknown[] = [];
    const port = await kept(
      httpServer((request, response) => {
        cookies.push(request.headers.cookie, request.headers["x-authorization"]);
        response.setHeader("Set-Cookie", ["a=1; Path=/", "b=2; Domain=.com"]).end(adaText);
      }),
    );
    assert.deepEqual(await ask(at(port), userCall), ada);
    assert.deepEqual(await ask(at(port), userCall), ada);
    assert.deepEqual(cookies, [undefined, `Bearer ${token}`, undefined, `Bearer ${token}`]);
  });

  it("splits no request: what a call has in its path stays there", async () => {
    const urls: unknown[] = [];
    const port = await kept(
      httpServer((request, response) => {
        urls.push(request.url, request.headers["x-evil"]);
        response.end(adaText);
      }),
    );
    const call = { ...userCall, path: "/api/x\r\nX-Evil: 1\r\n\r\n" };
    await ask(at(port), call);
    assert.deepEqual(urls, ["/api/xX-Evil:%201", undefined]);
  });
});

describe("HTTPS", () => {
  let folder: string;
  let ca: Certificate;
  let leaf: Certificate;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tb-rest-"));
    ca = newCa(folder, "private-ca");
    leaf = selfSigned(folder, "localhost", ["-addext", localhostName]);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const answerAda = (_request: IncomingMessage, response: { end(text: string): unknown }): void => {
    response.end(adaText);
  };

  it("of a private certificate is taken with its CA file, and refused without", async () => {
    const port = await kept(httpsServer(leaf, answerAda));
    const restUrl = `https://localhost:${port}`;
    assert.deepEqual(await ask({ restUrl, trustedPem: [leaf.certificatePem] }, userCall), ada);
    const verdict = { cause: "DEPTH_ZERO_SELF_SIGNED_CERT", diagnosis: "server-cert-self-signed" };
    assert.deepEqual(await refused({ restUrl }), {
      ...verdict,
      subject: "CN=localhost",
      issuer: "CN=localhost",
    });
    const other = { restUrl, trustedPem: [ca.certificatePem] };
    assert.deepEqual(await refused(other), { ...verdict, subject: "CN=localhost", issuer: "CN=localhost" });
  });

  it("of a CA that is not known", async () => {
    const dates = { from: new Date("2020-01-01T00:00:00Z"), to: new Date("2120-01-01T00:00:00Z") };
    const signed = signedBy(folder, ca, { name: "signed", extensions: [localhostName], ...dates });
    const restUrl = `https://localhost:${await kept(httpsServer(signed, answerAda))}`;
    assert.deepEqual(await ask({ restUrl, trustedPem: [ca.certificatePem] }, userCall), ada);
    const failure = {
      cause: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      diagnosis: "server-cert-untrusted",
      subject: "CN=signed",
      issuer: "CN=private-ca",
    };
    assert.deepEqual(await refused({ restUrl }), failure);
    assert.deepEqual(await refused({ restUrl, trustedPem: [signed.certificatePem] }), failure);
  });

  it("of a known CA's name with another key", async () => {
    const dates = { from: new Date("2020-01-01T00:00:00Z"), to: new Date("2120-01-01T00:00:00Z") };
    const again = newCa(path.join(folder), "private-ca-again");
    const signed = signedBy(folder, again, { name: "rebuilt", extensions: [localhostName], ...dates });
    const old = signedBy(folder, ca, { name: "rebuilt", extensions: [localhostName], ...dates });
    const restUrl = `https://localhost:${await kept(httpsServer(signed, answerAda))}`;
    const { diagnosis, subject } = await refused({ restUrl, trustedPem: [old.certificatePem] });
    assert.deepEqual([diagnosis, subject], ["server-cert-changed", "CN=rebuilt"]);
  });

  it("of another name", async () => {
    const port = await kept(httpsServer(leaf, answerAda));
    const place = { restUrl: `https://127.0.0.1:${port}`, trustedPem: [leaf.certificatePem] };
    assert.deepEqual(await refused(place, ["names", "host"]), {
      cause: "ERR_TLS_CERT_ALTNAME_INVALID",
      diagnosis: "server-cert-host-mismatch",
      names: "localhost",
      host: "127.0.0.1",
    });
  });

  it("of a certificate that has ended", async () => {
    const dates = { from: new Date("2020-01-01T00:00:00Z"), to: new Date("2020-01-02T00:00:00Z") };
    const old = signedBy(folder, ca, { name: "expired", extensions: [localhostName], ...dates });
    const port = await kept(httpsServer(old, answerAda));
    const place = { restUrl: `https://localhost:${port}`, trustedPem: [ca.certificatePem] };
    assert.deepEqual(await refused(place, ["subject", "notAfter"]), {
      cause: "CERT_HAS_EXPIRED",
      diagnosis: "server-cert-expired",
      subject: "CN=expired",
      notAfter: "2020-01-02T00:00:00.000Z",
    });
  });

  it("where plain HTTP answers", async () => {
    const port = await kept(httpServer(answerAda));
    const failure = await ask({ restUrl: `https://localhost:${port}` }, userCall);
    assert.equal("code" in failure && failure.code, "http-tls");
  });

  it("where nothing listens", async () => {
    const failure = await ask({ restUrl: "https://localhost:1" }, userCall);
    assert.deepEqual(failure, { code: "http-unreachable", cause: "ECONNREFUSED" });
  });
});
