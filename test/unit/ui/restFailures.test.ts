import assert from "node:assert/strict";
import { describe, it } from "node:test";
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
  "http-tls": [
    { code: "http-tls", cause: "CERT_HAS_EXPIRED" },
    /certificate has expired/,
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
  "secrets-not-wiped": [{ code: "secrets-not-wiped" }, /did not let go/, "Sign Out"],
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

describe("a TLS failure is said in the doctor's words", () => {
  const causes: readonly (readonly [cause: string, diagnosis: string | undefined])[] = [
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "server-cert-self-signed"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "server-cert-untrusted"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "server-cert-host-mismatch"],
    ["CERT_NOT_YET_VALID", "server-cert-not-yet-valid"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "tls-not-tls"],
    ["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "tls-version-unsupported"],
    ["EPROTO", undefined],
  ];
  for (const [cause, diagnosis] of causes) {
    it(cause, () => {
      const { details, message } = restFailureWords({ code: "http-tls", cause }, lab);
      assert.deepEqual(details, { server: "Lab", cause, ...(diagnosis === undefined ? {} : { diagnosis }) });
      assert.ok(message.includes(cause));
    });
  }
});

describe("what a server says can forge", () => {
  it("no line, no link and no long message", () => {
    const said = `x\n[Click](command:evil)${"y".repeat(5000)}`;
    const { message } = restFailureWords({ code: "rest-refused", status: 400, said }, lab);
    assert.doesNotMatch(message, /\n|\]\(/);
    assert.ok(message.length < 600);
  });
});
