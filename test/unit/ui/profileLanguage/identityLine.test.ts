import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { identityLine } from "../../../../src/ui/profileLanguage/identityLine";
import { profileOf, soundTextWith } from "../../../support/profiles";

describe("the identity in one line", () => {
  const rows: readonly [lines: string, line: string | undefined][] = [
    [
      "SUBJECT_ALTERNATIVE_NAMES=dns:tb.local",
      "CN=tb.example.org, OU=Metering, O=Example · EC P-256 · SAN tb.local, localhost, tb.example.org, 127…",
    ],
    [
      "DOMAIN_SUFFIX=a b\nORGANIZATIONAL_UNIT=\nORGANIZATION='x, y'\nCLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME=",
      "CN=a b, O=x\\, y · RSA 2048 · SAN tb.local, 192.0.2.1, localhost, 127.0.0.1, ::1",
    ],
    [
      "DOMAIN_SUFFIX=$(hostname)\nSUBJECT_ALTERNATIVE_NAMES=\nORGANIZATION=O\nORGANIZATIONAL_UNIT=U",
      "CN=tb.example.org, OU=U, O=O · EC P-256 · SAN localhost, tb.example.org, 127.0.0.1, ::1",
    ],
    ["CLIENT_KEY_ALIAS=", undefined],
    ["SERVER_KEYSTORE_PASSWORD=short", undefined],
    ["CITY='x", undefined],
  ];
  for (const [lines, line] of rows) {
    it(JSON.stringify(lines), () => {
      assert.equal(identityLine(profileOf(soundTextWith(lines))), line);
    });
  }
});
