import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseRestAddress } from "../../../../src/core/credential/restAddress";

describe("the address of a REST API", () => {
  const good: readonly (readonly [text: string, url: string, kind: string])[] = [
    ["https://TB.example.com/", "https://tb.example.com", "encrypted"],
    ["https://tb.example.com:443/tb//", "https://tb.example.com/tb", "encrypted"],
    ["http://tb.example.com:8080", "http://tb.example.com:8080", "open"],
    ["http://localhost:8080", "http://localhost:8080", "loopback"],
    ["http://127.1:9/", "http://127.0.0.1:9", "loopback"],
    ["http://[::1]:9", "http://[::1]:9", "loopback"],
    ["http://localhost.example.com", "http://localhost.example.com", "open"],
    ["http://127.0.0.1.example.com", "http://127.0.0.1.example.com", "open"],
  ];
  for (const [text, url, kind] of good) {
    it(`${text} is ${url}, ${kind}`, () => {
      const parsed = parseRestAddress(text);
      assert.ok(parsed.ok);
      const { isEncrypted, isLoopback } = parsed.value;
      assert.equal(parsed.value.url, url);
      assert.equal(isEncrypted ? "encrypted" : isLoopback ? "loopback" : "open", kind);
    });
  }

  const bad: readonly (readonly [text: string, reason: string])[] = [
    ["tb.example.com", "scheme"],
    ["ftp://tb", "scheme"],
    ["https://", "host"],
    ["https://ada:secret@tb", "user-info"],
    ["https://tb/?x=1", "query"],
    ["https://tb/#x", "query"],
  ];
  for (const [text, reason] of bad) {
    it(`${text} is none: ${reason}`, () => {
      const parsed = parseRestAddress(text);
      assert.equal(!parsed.ok && parsed.failure.reason, reason);
    });
  }
});
