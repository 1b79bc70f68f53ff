import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { trackedKeyProblemsOf, trackedKeysOf } from "../../../../src/core/devices/trackedKeys";

const tracked = [
  "backup/pump-2-20260102T030405Z/pump-2.jks",
  "backup/pump-20260102T030405Z/pump.jks",
  "backup/pump-20260102T030405Z/pump.pub.pem",
  "backup/x/pump.jks",
  "other/pump-1/pump.jks",
  "pump.nopass.pem",
  "pump.pub.pem",
  "pump.chain.pem",
  "pumpe.jks",
  "tb.jks",
];

describe("a private key is tracked", () => {
  it("beside its properties file and in its backups", () => {
    assert.deepEqual(trackedKeysOf(tracked, "client", "pump"), [
      "backup/pump-20260102T030405Z/pump.jks",
      "pump.nopass.pem",
    ]);
    assert.deepEqual(trackedKeysOf(tracked, "server", "tb"), ["tb.jks"]);
    assert.deepEqual(trackedKeysOf(tracked, "server", undefined), []);
  });

  it("which is one finding for each side, on its prefix", () => {
    const found = trackedKeyProblemsOf(tracked, { client: "pump", server: "tb" });
    assert.deepEqual(
      found.map(({ code, key, side, values }) => [code, key, side, values]),
      [
        [
          "private-key-tracked",
          "CLIENT_FILE_PREFIX",
          "client",
          { file: "backup/pump-20260102T030405Z/pump.jks", more: "1" },
        ],
        ["private-key-tracked", "SERVER_FILE_PREFIX", "server", { file: "tb.jks", more: "0" }],
      ],
    );
  });

  it("and what is public is none", () => {
    const paths = ["pump.pub.pem", "pump.chain.pem", "tb.cer", "tb.pub.pem"];
    assert.deepEqual(trackedKeyProblemsOf(paths, { client: "pump", server: "tb" }), []);
  });
});
