import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inputFinding } from "../../../src/ui/newDeviceInput";

describe("what is typed for a new device is judged as its file will be:", () => {
  const rows: readonly [key: string, value: string, severity: string | undefined, message?: RegExp][] = [
    ["DOMAIN_SUFFIX", "thermometer-1", undefined],
    ["DOMAIN_SUFFIX", "Wärme 1", undefined],
    ["DOMAIN_SUFFIX", "", "error", /is empty/],
    ["DOMAIN_SUFFIX", "x".repeat(64), undefined],
    ["DOMAIN_SUFFIX", "x".repeat(65), "error", /has 65 characters; at most 64/],
    ["DOMAIN_SUFFIX", "a,b", "info", /keytool/],
    ["DOMAIN_SUFFIX", "$(id)", undefined],
    ["CLIENT_KEY_PASSWORD", "12345", "error", /at least 6 characters/],
    ["CLIENT_KEY_PASSWORD", "changeit", "warning", /everybody tries first/],
    ["CLIENT_KEY_PASSWORD", "Ünsäfe-77", "warning", /beyond ASCII/],
    ["SERVER_KEY_PASSWORD", "a$`\"'b 77", undefined],
  ];
  for (const [key, value, severity, message] of rows) {
    it(`${key} ${value === "" ? "empty" : value}`, () => {
      const finding = inputFinding(key, value);
      assert.equal(finding?.severity, severity);
      assert.match(finding?.message ?? "", message ?? /^$/);
    });
  }
});
