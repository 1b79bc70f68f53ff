import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { admissionOf, refusal } from "../../../../src/core/testServer/admission";
import type { ConnectPacket } from "../../../../src/core/testServer/packets";
import { alpha, beta, bytes, connectPacket, Driver, now } from "./driver";

const registry = (() => {
  const driver = new Driver();
  driver.register(alpha.pem, "Thermometer");
  driver.rest("POST", "/api/device", { name: "Token device" });
  return driver.state.registry;
})();

const accessToken =
  [...registry.devices.values()].find(({ name }) => name === "Token device")?.credentials.credentialsId ?? "";

function chainOf(certificateDer: Uint8Array | undefined): readonly Uint8Array[] {
  return certificateDer === undefined ? [] : [certificateDer];
}

describe("a device is found", () => {
  const rows: [
    what: string,
    certificateDer: Uint8Array | undefined,
    connect: Partial<ConnectPacket>,
    device: string,
  ][] = [
    ["by its certificate", alpha.der, {}, "Thermometer"],
    ["by its certificate, whatever user name is sent", alpha.der, { username: "someone" }, "Thermometer"],
    ["by its access token", undefined, { username: accessToken }, "Token device"],
    [
      "by its access token beside a client id and a password",
      undefined,
      { username: accessToken, clientId: "c", password: bytes("p") },
      "Token device",
    ],
  ];
  for (const [what, certificateDer, connect, name] of rows) {
    for (const protocolVersion of [3, 4, 5] as const) {
      it(`${what}, protocol level ${String(protocolVersion)}`, () => {
        const packet = connectPacket({ ...connect, protocolVersion });
        const admission = admissionOf(registry, chainOf(certificateDer), packet, now);
        assert.equal(admission.kind === "device" && admission.device.name, name);
      });
    }
  }
});

describe("a CONNECT is refused as ThingsBoard refuses it when", () => {
  const before = new Date("2020-01-01T00:00:00Z");
  const after = new Date("2040-01-01T00:00:00Z");
  const user = { username: "u" };
  const password = { password: bytes("p") };
  const clientId = { clientId: "c" };
  interface Row {
    readonly what: string;
    readonly certificateDer?: Uint8Array;
    readonly connect?: Partial<ConnectPacket>;
    readonly at?: Date;
    readonly reason: string;
    readonly mqtt3: number;
    readonly mqtt5: number;
  }
  const wrong = { reason: "user-or-password-wrong", mqtt3: 5, mqtt5: 0x86 };
  const rows: readonly Row[] = [
    {
      what: "the certificate is unknown",
      certificateDer: beta.der,
      reason: "certificate-unknown",
      mqtt3: 5,
      mqtt5: 0x87,
    },
    {
      what: "the certificate is unknown, though the access token is known",
      certificateDer: beta.der,
      connect: { username: accessToken },
      reason: "certificate-unknown",
      mqtt3: 5,
      mqtt5: 0x87,
    },
    {
      what: "a known certificate has expired",
      certificateDer: alpha.der,
      at: after,
      reason: "certificate-expired",
      mqtt3: 5,
      mqtt5: 0x87,
    },
    {
      what: "a known certificate is not yet valid",
      certificateDer: alpha.der,
      at: before,
      reason: "certificate-not-yet-valid",
      mqtt3: 5,
      mqtt5: 0x87,
    },
    {
      what: "the certificate cannot be read",
      certificateDer: Uint8Array.of(1, 2, 3),
      reason: "certificate-unreadable",
      mqtt3: 5,
      mqtt5: 0x87,
    },
    {
      what: "user name, password and client id are all set",
      connect: { ...user, ...password, ...clientId },
      ...wrong,
    },
    { what: "user name and password are set", connect: { ...user, ...password }, ...wrong },
    { what: "only a user name is set", connect: user, ...wrong },
    { what: "only a password is set", connect: password, ...wrong },
    { what: "a user name and a client id are set", connect: { ...user, ...clientId }, ...wrong },
    { what: "a password and a client id are set", connect: { ...password, ...clientId }, ...wrong },
    {
      what: "only a client id is set",
      connect: clientId,
      reason: "client-id-unknown",
      mqtt3: 2,
      mqtt5: 0x85,
    },
    {
      what: "the client id is blank",
      connect: { clientId: "  " },
      reason: "nothing-shown",
      mqtt3: 5,
      mqtt5: 0x87,
    },
    { what: "nothing is set", reason: "nothing-shown", mqtt3: 5, mqtt5: 0x87 },
  ];
  for (const { what, certificateDer, connect, at, reason, mqtt3, mqtt5 } of rows) {
    for (const protocolVersion of [3, 4, 5] as const) {
      it(`${what}, protocol level ${String(protocolVersion)}`, () => {
        const packet = connectPacket({ ...connect, protocolVersion });
        const admission = admissionOf(registry, chainOf(certificateDer), packet, at ?? now);
        assert.deepEqual(admission.kind === "refused" && [admission.reason, admission.code], [
          reason,
          protocolVersion === 5 ? mqtt5 : mqtt3,
        ]);
      });
    }
  }

  it("names the id of the certificate that was shown", () => {
    const admission = admissionOf(registry, [beta.der], connectPacket(), now);
    assert.equal(admission.kind === "refused" && admission.credentialsId, beta.credentialsId);
  });

  it("has the codes of a back end that fails and of a session rate limit", () => {
    const codes = (["server-unavailable", "connection-rate-exceeded"] as const).flatMap((reason) =>
      ([4, 5] as const).map((version) => refusal(reason, version).code),
    );
    assert.deepEqual(codes, [3, 0x88, 3, 0x9f]);
  });
});

describe("a provisioning-only session comes", () => {
  for (const connect of [{ username: "provision" }, { clientId: "provision" }]) {
    it(`of ${JSON.stringify(connect)}, whatever certificate is shown`, () => {
      assert.equal(admissionOf(registry, [beta.der], connectPacket(connect), now).kind, "provision-only");
    });
  }
});
