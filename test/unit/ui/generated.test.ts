import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { generatedWords, type GeneratedFacts } from "../../../src/ui/words/generated";

const facts: GeneratedFacts = {
  side: "client",
  propertiesPath: "/tb/keygen.properties",
  deviceName: "thermometer",
  generated: {
    files: ["/tb/a", "/tb/b"],
    fingerprint256: "",
    credentialsId: "",
    notAfter: new Date("2035-12-31T02:59:05Z"),
  },
  isSavedFirst: false,
};

describe("what was generated is told in one line:", () => {
  const rows: readonly [what: string, changes: Partial<GeneratedFacts>, text: string, titles: string[]][] = [
    [
      "a client's certificate",
      { clientKeystore: "client.jks" },
      "The certificate of thermometer is there: 2 files, valid until 2035-12-31.",
      ["Copy Public Cert", "Test Connection"],
    ],
    [
      "one that replaced another, after the file was saved",
      { isSavedFirst: true, generated: { ...facts.generated, backupFolder: "/tb/backup/client-2026" } },
      "keygen.properties was saved first. The certificate of thermometer is there: 2 files, valid until 2035-12-31. The old ones are kept in backup/client-2026.",
      ["Copy Public Cert", "Test Connection"],
    ],
    [
      "a server's certificate",
      { side: "server" },
      "The server certificate for thermometer is there: 2 files, valid until 2035-12-31.",
      [],
    ],
    [
      "a server's certificate that a keystore lacks",
      { side: "server", clientKeystore: "client.jks" },
      "The server certificate for thermometer is there: 2 files, valid until 2035-12-31. client.jks does not have it yet: generate the client certificate again to put it there.",
      ["Generate Client Cert"],
    ],
  ];
  for (const [what, changes, text, titles] of rows) {
    it(what, () => {
      const message = generatedWords({ ...facts, ...changes });
      assert.equal(message.text, text);
      assert.deepEqual(
        message.actions.map(({ title, args }) => [title, args]),
        titles.map((title) => [title, ["/tb/keygen.properties"]]),
      );
    });
  }
});
