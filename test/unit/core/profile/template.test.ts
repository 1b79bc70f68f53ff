import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keyTable } from "../../../../src/core/profile/keys";
import { newProfileText } from "../../../../src/core/profile/template";
import { profileOf } from "../../../support/profiles";

const passwords = {
  SERVER_KEYSTORE_PASSWORD: "k7Gq2mZt9LxWb4RnYc8HdVfA",
  SERVER_KEY_PASSWORD: "k7Gq2mZt9LxWb4RnYc8HdVfA",
  CLIENT_KEYSTORE_PASSWORD: "T3vXs8JpEw6NyKb1QzRm5UhC",
  CLIENT_KEY_PASSWORD: "T3vXs8JpEw6NyKb1QzRm5UhC",
};

describe("a new properties file", () => {
  it("has no finding when it is given strong passwords", () => {
    const profile = profileOf(newProfileText(passwords));
    assert.deepEqual(profile.problems, []);
    assert.equal(profile.generation, "current");
  });

  it("has all 20 keys, each once, with their defaults", () => {
    const { entries } = profileOf(newProfileText(passwords));
    const values = Object.fromEntries(entries.map((entry) => [entry.key, entry.value]));
    assert.equal(entries.length, 20);
    assert.deepEqual(values, {
      DOMAIN_SUFFIX: "tb.example.org",
      SUBJECT_ALTERNATIVE_NAMES: "dns:localhost,ip:127.0.0.1",
      ORGANIZATIONAL_UNIT: "ThingsBoard",
      ORGANIZATION: "ThingsBoard",
      CITY: "San Francisco",
      STATE_OR_PROVINCE: "CA",
      TWO_LETTER_COUNTRY_CODE: "US",
      ...passwords,
      SERVER_KEY_ALIAS: "serveralias",
      SERVER_FILE_PREFIX: "server",
      SERVER_KEY_ALG: "EC",
      SERVER_KEY_GROUP_NAME: "secp256r1",
      SERVER_KEYSTORE_DIR: "/etc/thingsboard/conf",
      CLIENT_KEY_ALIAS: "clientalias",
      CLIENT_FILE_PREFIX: "client",
      CLIENT_KEY_ALG: "EC",
      CLIENT_KEY_GROUP_NAME: "secp256r1",
    });
  });

  it("holds any value exactly", () => {
    const values = {
      CITY: "it's $HOME",
      ORGANIZATION: 'A "B" `c`',
      CLIENT_KEY_SIZE: "4096",
      CLIENT_KEY_ALG: "RSA",
    };
    const profile = profileOf(newProfileText({ ...passwords, ...values }));
    const read = Object.keys(values).map((key) => [key, profile.values.get(key)?.value]);
    assert.deepEqual(Object.fromEntries(read), values);
    assert.equal(profile.values.get("CLIENT_KEY_GROUP_NAME")?.value, "");
  });

  it("leaves out what is no key of ours", () => {
    assert.ok(!newProfileText({ "X\nCITY": "a" }).includes("X\n"));
  });

  it("explains each group of keys with a comment above it", () => {
    const blocks = newProfileText({}).split("\n\n");
    assert.ok(blocks.every((block) => /^# [A-Z].*\n[A-Z_]+=/.test(block)));
    assert.equal(blocks.length, 10);
  });
});

describe("the table of keys", () => {
  it("has the 20 keys of the current generation and two sizes of ours", () => {
    assert.equal(keyTable.length, 22);
    assert.equal(keyTable.filter((row) => row.meaning !== "key-size").length, 20);
  });

  it("needs 14 keys for an identity, all of the first generation", () => {
    const needed = keyTable.filter((row) => row.required === "always");
    assert.equal(needed.length, 14);
    assert.ok(needed.every((row) => row.inFirstGeneration));
  });

  it("knows the four secrets", () => {
    assert.deepEqual(
      keyTable.filter((row) => row.isSecret).map((row) => row.name),
      ["SERVER_KEYSTORE_PASSWORD", "SERVER_KEY_PASSWORD", "CLIENT_KEYSTORE_PASSWORD", "CLIENT_KEY_PASSWORD"],
    );
  });
});
