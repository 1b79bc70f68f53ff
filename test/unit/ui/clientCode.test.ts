import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clientLanguages } from "../../../src/core/clientCode/clientCode";
import {
  copiedWords,
  languageOf,
  languageRows,
  languageUnknown,
  serverUrlWords,
} from "../../../src/ui/words/clientCode";

const nothing = { trustFile: undefined, isStoppedTestServer: false };

describe("the languages of client code", () => {
  it("are all offered, the one of last time first", () => {
    assert.deepEqual(
      languageRows(undefined).map(({ language }) => language),
      clientLanguages,
    );
    assert.deepEqual(
      languageRows("java").map(({ label }) => label),
      ["Java", "mosquitto_pub", "openssl s_client", "Python", "Node.js", "C (Paho)", "C (ESP-IDF)"],
    );
  });

  it("are named by id or title", () => {
    assert.deepEqual(
      ["python", "Python", " Node.js ", "openssl s_client", "C (ESP-IDF)", "cobol", "", 5, undefined].map(
        languageOf,
      ),
      ["python", "python", "nodejs", "openssl", "esp-idf", undefined, undefined, undefined, undefined],
    );
  });

  it("are told where another one was asked for", () => {
    assert.equal(
      languageUnknown.message,
      "The language has to be one of mosquitto_pub, openssl, python, java, nodejs, paho-c, esp-idf.",
    );
  });
});

describe("what is told with the code on the clipboard", () => {
  it("names the server", () => {
    assert.deepEqual(copiedWords("python", "TB](command:x)", nothing), {
      kind: "information",
      message: "The client for Python is on the clipboard. It connects to TB] (command:x).",
    });
  });

  it("goes on to the Local Test Server where it does not run", () => {
    const words = copiedWords("java", "Local Test Server", {
      trustFile: "/x.pem",
      isStoppedTestServer: true,
    });
    assert.equal(
      words.message,
      "The client for Java is on the clipboard. Start the Local Test Server before you run it.",
    );
    assert.equal(words.action?.command, "thingsboardX509.startTestServer");
  });

  it("warns of a file that is not there", () => {
    const words = copiedWords("nodejs", "TB", { ...nothing, trustFile: "/etc/tb/ca.pem" });
    assert.deepEqual(words, {
      kind: "warning",
      message:
        "The client for Node.js is on the clipboard. It trusts ca.pem, which is not in /etc/tb yet: put the certificate of TB there.",
    });
  });
});

it("a server without a usable address is told with the reason", () => {
  const words = serverUrlWords({ code: "server-url-invalid", reason: "not-tls" }, "TB");
  assert.equal(
    words.message,
    "TB has no address that a device can connect to. Two-way TLS needs an mqtts:// address, such as mqtts://tb.example.com:8883.",
  );
});
