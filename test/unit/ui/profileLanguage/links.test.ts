import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { linksOf } from "../../../../src/ui/profileLanguage/links";
import { profileOf } from "../../../support/profiles";

const folder = path.resolve("/w/plant");
const facts = {
  propertiesPath: path.join(folder, "keygen.properties"),
  files: ["mqttclient.pub.pem", "mqttclient.jks", "a b.pub.pem"].map((name) => path.join(folder, name)),
};

describe("a value leads", () => {
  const rows: readonly [text: string, ...links: string[]][] = [
    ["SERVER_KEYSTORE_DIR=/etc/tb", "folder 20-27 /etc/tb"],
    ['A=/x\nSERVER_KEYSTORE_DIR="$A/y"', "folder 26-30 /x/y"],
    ["SERVER_KEYSTORE_DIR=conf"],
    ["SERVER_KEYSTORE_DIR="],
    ["CLIENT_FILE_PREFIX=mqttclient", `file 19-29 ${path.join(folder, "mqttclient.pub.pem")}`],
    ["SERVER_FILE_PREFIX='a b'", `file 20-23 ${path.join(folder, "a b.pub.pem")}`],
    ["SERVER_FILE_PREFIX=mqttserver"],
    ["CLIENT_FILE_PREFIX=mqttclient\nCLIENT_FILE_PREFIX=other"],
    ["CLIENT_KEY_ALIAS=mqttclient"],
  ];
  for (const [text, ...links] of rows) {
    it(JSON.stringify(text), () => {
      const found = linksOf(profileOf(text), facts);
      assert.deepEqual(
        found.map(({ kind, span, target }) => `${kind} ${span.start}-${span.end} ${target}`),
        links,
      );
    });
  }
});
