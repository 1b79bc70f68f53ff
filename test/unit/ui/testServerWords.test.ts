import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connackTable } from "../../../src/core/testServer/admission";
import type { RegistrationFailure } from "../../../src/core/testServer/changes";
import type { TestServerNews } from "../../../src/flows/runTestServer";
import {
  endWords,
  refusalWords,
  registrationFailureWords,
  testServerFailureWords,
  testServerLines,
} from "../../../src/ui/words/testServer";

const atMs = Date.parse("2030-01-01T08:30:00.250Z");
const device = { deviceId: "uuid", deviceName: "pump" };

function lines(news: TestServerNews): readonly string[] {
  return testServerLines({ ...news, atMs }, 60);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("the Local Test Server tells", () => {
  const rows: readonly (readonly [what: string, news: TestServerNews, ...lines: string[]])[] = [
    [
      "where it listens",
      { kind: "listening", mqttPort: 8883, restPort: 40_001 },
      "▶  listens on mqtts://127.0.0.1:8883, REST on http://127.0.0.1:40001",
    ],
    [
      "who connected",
      { kind: "connected", ...device, clientId: "pump1a2b", protocolVersion: 4 },
      "✓  pump connected, MQTT 3.1.1, client id pump1a2b",
    ],
    [
      "who connected without a client id",
      { kind: "connected", ...device, clientId: "", protocolVersion: 5 },
      "✓  pump connected, MQTT 5.0, without client id",
    ],
    [
      "whom it refused, and why",
      { kind: "refused", reason: "certificate-unknown", code: 5, credentialsId: "abcd" },
      "✗  refused a connection with CONNACK 5: no device is registered with this certificate",
      "    credentials id abcd",
    ],
    [
      "what came, in one line",
      { kind: "received", ...device, topic: "v1/devices/me/telemetry", payload: bytes('{ "t": 21 }') },
      '↓  pump  v1/devices/me/telemetry  {"t":21}',
    ],
    [
      "what it sent",
      { kind: "sent", ...device, topic: "v1/devices/me/rpc/request/1", payload: bytes("on") },
      "↑  pump  v1/devices/me/rpc/request/1  on",
    ],
    [
      "what is not shown of a long payload",
      { kind: "received", ...device, topic: "t", payload: bytes("x".repeat(300)) },
      `↓  pump  t  ${"x".repeat(256)}`,
      "    … +44 bytes",
    ],
    [
      "who went",
      { kind: "disconnected", ...device, reason: "connection-lost" },
      "■  pump lost its connection",
    ],
    ["who is registered", { kind: "registered", ...device }, "✓  pump is registered, device id uuid"],
    ["who was deleted", { kind: "deleted", ...device }, "■  pump was deleted"],
    [
      "foreign text that forges no line",
      { kind: "connected", deviceId: "uuid", deviceName: "a\nb", clientId: "\u001b[31m", protocolVersion: 4 },
      "✓  a␊b connected, MQTT 3.1.1, client id ␛[31m",
    ],
  ];
  for (const [what, news, first, ...below] of rows) {
    it(what, () => {
      assert.deepEqual(lines(news), [`09:30:00.250  local-test-server  ${first ?? ""}`, ...below]);
    });
  }

  it("that the devices could not be saved", () => {
    const failure = { code: "disk-full", path: "/storage/registry.json" } as const;
    assert.match(lines({ kind: "registryNotSaved", failure })[0] ?? "", /could not be saved.*disk is full/);
  });

  it("every reason in words", () => {
    assert.deepEqual(Object.keys(refusalWords), Object.keys(connackTable));
    assert.ok(
      [...Object.values(refusalWords), ...Object.values(endWords)].every((words) => words.length > 8),
    );
  });
});

describe("a Local Test Server that does not start", () => {
  it("offers another port where one is taken", () => {
    const words = testServerFailureWords({ code: "port-taken", port: 8883, cause: "EADDRINUSE" });
    assert.equal(words.code, "port-taken");
    assert.match(words.message, /port 8883 is taken/);
    assert.deepEqual(words.details, { port: 8883, cause: "EADDRINUSE" });
    assert.deepEqual(words.actions, [
      { title: "Use Another Port", command: "thingsboardX509.startTestServer", args: [{ port: 0 }] },
    ]);
  });

  it("offers another port for the one that is in the way", () => {
    const words = testServerFailureWords({ code: "port-taken", port: 9090 }, { port: 1883, restPort: 9090 });
    assert.deepEqual(words.actions?.[0]?.args, [{ port: 1883, restPort: 0 }]);
  });

  for (const code of ["port-not-permitted", "port-unusable"] as const) {
    it(`says why: ${code}`, () => {
      const words = testServerFailureWords({ code, port: 443 });
      assert.equal(words.code, code);
      assert.match(words.message, /did not start: .*443/);
    });
  }

  it("says what is wrong with its files", () => {
    const words = testServerFailureWords({
      code: "disk-full",
      path: "/storage/local-test-server/registry.json",
    });
    assert.equal(words.code, "disk-full");
    assert.match(words.message, /^The Local Test Server did not start\. The disk is full/);
  });
});

describe("a certificate that is not registered", () => {
  const rows: readonly (readonly [failure: RegistrationFailure, says: RegExp])[] = [
    [{ code: "certificate-unreadable" }, /Generate the client certificate again/],
    [{ code: "credentials-assigned-to-other", ...device }, /device pump already/],
    [{ code: "device-name-taken", ...device }, /another device called pump/],
    [{ code: "device-not-found", deviceId: "uuid" }, /Register it again/],
    [{ code: "registry-full", most: 10_000 }, /at most 10,000 devices/],
  ];
  for (const [failure, says] of rows) {
    it(failure.code, () => {
      const words = registrationFailureWords(failure, "/w/keygen.properties");
      assert.equal(words.code, failure.code);
      assert.match(words.message, says);
    });
  }
});
