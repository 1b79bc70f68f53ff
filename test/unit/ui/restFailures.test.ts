import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DiagnosisCode } from "../../../src/core/connection/diagnoses";
import { restFailureWords, type RestFailure } from "../../../src/ui/words/restFailures";

const lab = { name: "Lab", restUrl: "https://tb.example.com" };

/** One failure of each code, with a part of what is said and the first button. */
const rows: {
  readonly [Code in RestFailure["code"]]: readonly [RestFailure & { readonly code: Code }, RegExp, string?];
} = {
  "http-unreachable": [
    { code: "http-unreachable", cause: "ENOTFOUND" },
    /no host of that name/,
    "Open Server Settings",
  ],
  "http-proxy-unreachable": [
    { code: "http-proxy-unreachable", proxy: "proxy:3128", cause: "ECONNREFUSED" },
    /proxy:3128 cannot be used: nothing listens there/,
    "Open Proxy Settings",
  ],
  "http-proxy-unauthorized": [
    { code: "http-proxy-unauthorized", proxy: "proxy:3128" },
    /proxy:3128 wants to know who asks.* into http\.proxy/,
    "Open Proxy Settings",
  ],
  "http-proxy-refused": [
    { code: "http-proxy-refused", proxy: "proxy:3128", status: 403 },
    /proxy:3128 made no connection to https:\/\/tb\.example\.com .*does not allow/,
    "Open Server Settings",
  ],
  "http-tls": [
    {
      code: "http-tls",
      cause: "CERT_HAS_EXPIRED",
      verdict: {
        code: "server-cert-expired",
        facts: { subject: "CN=tb", notAfter: "2020-01-02T00:00:00.000Z" },
      },
    },
    /certificate has expired.*CN=tb ended on 2020-01-02/,
    "Open Server Settings",
  ],
  "http-timeout": [{ code: "http-timeout" }, /did not answer in time/, "Change Timeout"],
  "http-too-large": [{ code: "http-too-large" }, /more than an answer/, "Open Server Settings"],
  "http-broken-off": [{ code: "http-broken-off" }, /is not known/],
  "rest-signed-out": [{ code: "rest-signed-out" }, /no longer takes/, "Sign In…"],
  "rest-token-expired": [{ code: "rest-token-expired" }, /has expired/, "Sign In…"],
  "rest-password-expired": [{ code: "rest-password-expired" }, /Set a new one/, "Open ThingsBoard"],
  "rest-wrong-password": [
    { code: "rest-wrong-password", said: "Account is locked" },
    /“Account is locked”/,
    "Sign In…",
  ],
  "rest-wrong-api-key": [{ code: "rest-wrong-api-key" }, /before 4.3/, "Sign In…"],
  "rest-second-factor": [{ code: "rest-second-factor" }, /API key/, "Open ThingsBoard"],
  "rest-forbidden": [{ code: "rest-forbidden", said: "" }, /tenant administrator/, "Sign In…"],
  "rest-not-found": [{ code: "rest-not-found", said: "x" }, /does not have/],
  "rest-refused": [{ code: "rest-refused", status: 400, said: "No name" }, /status 400. It says: “No name”/],
  "rest-conflict": [{ code: "rest-conflict", said: "" }, /nothing was overwritten/],
  "rest-entity-limit": [{ code: "rest-entity-limit", said: "" }, /as many/],
  "rest-rate-limited": [{ code: "rest-rate-limited", retryAfterMs: 61_000 }, /in 61 s/],
  "rest-server-error": [{ code: "rest-server-error", status: 502, said: "" }, /status 502/],
  "rest-not-thingsboard": [
    { code: "rest-not-thingsboard", status: 200, contentType: "text/html" },
    /a web page came/,
    "Open Server Settings",
  ],
  "rest-redirected": [
    { code: "rest-redirected", to: "https://evil/" },
    /to https:\/\/evil\//,
    "Open Server Settings",
  ],
  "server-without-rest": [{ code: "server-without-rest" }, /no REST address/, "Open Server Settings"],
  "rest-address-invalid": [
    { code: "rest-address-invalid", reason: "scheme" },
    /https:\/\//,
    "Open Server Settings",
  ],
  "rest-ca-unreadable": [
    { code: "rest-ca-unreadable", path: "/a/ca.pem", cause: "no-certificate" },
    /ca\.pem.* holds no certificate/,
    "Open Server Settings",
  ],
  "not-signed-in": [{ code: "not-signed-in" }, /Nobody is signed in/, "Sign In…"],
  "rest-trust-changed": [{ code: "rest-trust-changed" }, /has changed/, "Sign In…"],
  "secrets-not-wiped": [{ code: "secrets-not-wiped" }, /did not delete/, "Sign Out"],
};

describe("a failure of a server's REST API says what happened and what helps", () => {
  for (const [code, [failure, message, button]] of Object.entries(rows)) {
    it(code, () => {
      const words = restFailureWords(failure, lab);
      assert.equal(words.code, code);
      assert.match(words.message, message);
      assert.equal(words.actions?.[0]?.title, button);
      assert.doesNotMatch(words.message, /undefined|\n/);
    });
  }
});

describe("what was asked for goes on once its cure is done", () => {
  const local = { ...lab, name: "Local Test Server" };
  const goingOn: readonly (readonly [failure: RestFailure, server: typeof lab, button: string])[] = [
    [{ code: "not-signed-in" }, lab, "Sign In…"],
    [{ code: "server-without-rest" }, local, "Start and Sign In"],
  ];
  for (const [failure, server, button] of goingOn) {
    it(`${failure.code}: ${button}`, () => {
      const { goesOn, actions = [] } = restFailureWords(failure, server);
      assert.equal(goesOn, true);
      assert.deepEqual(
        actions.map(({ title }) => title),
        [button],
      );
    });
  }

  it("and only where that cure is all that stood in the way", () => {
    assert.equal(restFailureWords({ code: "server-without-rest" }, lab).goesOn, undefined);
  });
});

describe("a TLS failure is said in the doctor's words, with the certificate's", () => {
  const facts = {
    subject: "CN=tb",
    issuer: "CN=Lab CA",
    names: "tb.lab",
    host: "tb.example.com",
    notBefore: "2020-01-01T00:00:00.000Z",
    notAfter: "2020-01-02T00:00:00.000Z",
    now: "2026-11-26T00:00:00.000Z",
    fingerprint256: "AB:CD",
  };
  const verdicts: readonly (readonly [code: DiagnosisCode, said: RegExp, cure: RegExp])[] = [
    ["server-cert-self-signed", /CN=tb signed itself \(SHA-256 AB:CD\)/, /as restCaFile/],
    ["server-cert-untrusted", /of CN=tb, signed by CN=Lab CA\. .* against ca\.pem/, /as restCaFile/],
    ["server-cert-host-mismatch", /for tb\.lab, you connect to tb\.example\.com/, /in restUrl/],
    ["server-cert-expired", /CN=tb ended on 2020-01-02; today is 2026-11-26/, /renewed/],
    ["server-cert-not-yet-valid", /CN=tb begins on 2020-01-01/, /clock/],
    ["server-cert-changed", /CN=tb with another key/, /as restCaFile/],
    ["server-ca-expired", /CN=tb is signed by CN=Lab CA/, /as restCaFile/],
  ];
  for (const [code, said, cure] of verdicts) {
    it(code, () => {
      const failure = { code: "http-tls", cause: "X", verdict: { code, facts } } as const;
      const { details, message, actions } = restFailureWords(failure, { ...lab, restCaFile: "/a/ca.pem" });
      assert.deepEqual(details, { server: "Lab", cause: "X", diagnosis: code, facts });
      assert.match(message, said);
      assert.match(message, cure);
      assert.doesNotMatch(message, /caFile of the server|Fetch Server/);
      assert.deepEqual(actions?.at(-1)?.args, ["diagnoses.md", code]);
    });
  }

  it("or by the library's code alone where there is no certificate", () => {
    const plain = restFailureWords({ code: "http-tls", cause: "EPROTO" }, lab);
    assert.deepEqual(plain.details, { server: "Lab", cause: "EPROTO" });
    assert.ok(plain.message.includes("EPROTO"));
    const verdict = { code: "tls-not-tls", facts: {} } as const;
    const failure = { code: "http-tls", cause: "ERR_SSL_WRONG_VERSION_NUMBER", verdict } as const;
    assert.match(restFailureWords(failure, lab).message, /does not speak TLS .*Use http:\/\//);
  });
});

describe("what a server says can forge", () => {
  it("no line, no link and no long message", () => {
    const said = `x\n[Click](command:evil)${"y".repeat(5000)}`;
    const { message } = restFailureWords({ code: "rest-refused", status: 400, said }, lab);
    assert.doesNotMatch(message, /\n|\]\(/);
    assert.ok(message.length < 600);
  });
});
