// What the client sent tells whether the server asked for its certificate. Measured against node:tls servers with OpenSSL 3.0.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { wasAskedForCertificate, wasCertificateShown } from "../../../../src/core/connection/clientFlight";

describe("a server's wish for a client certificate, by the client's bytes", () => {
  const rows: readonly [
    what: string,
    protocol: string,
    cipher: string,
    bytes: number | undefined,
    asked: boolean | undefined,
  ][] = [
    ["TLS 1.3, a Finished alone", "TLSv1.3", "TLS_AES_256_GCM_SHA384", 80, false],
    ["TLS 1.3, a Finished alone, shorter hash", "TLSv1.3", "TLS_AES_128_GCM_SHA256", 64, false],
    ["TLS 1.3, an empty Certificate before it", "TLSv1.3", "TLS_AES_128_GCM_SHA256", 72, true],
    ["TLS 1.3, a certificate", "TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256", 620, true],
    ["TLS 1.2 with ECDHE, no certificate", "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 93, false],
    ["TLS 1.2 with ECDHE, a certificate", "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 577, true],
    ["TLS 1.2 with RSA, which may hide it", "TLSv1.2", "TLS_RSA_WITH_AES_128_CBC_SHA256", 358, undefined],
    ["TLS 1.2 with DHE", "TLSv1.2", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", 318, undefined],
    ["nothing counted", "TLSv1.3", "TLS_AES_256_GCM_SHA384", undefined, undefined],
    ["nothing written yet", "TLSv1.3", "TLS_AES_256_GCM_SHA384", 0, undefined],
    ["another version", "TLSv1.1", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", 93, undefined],
  ];
  for (const [what, protocol, cipher, bytes, asked] of rows) {
    it(`${what}: ${String(asked)}`, () => {
      const counted = bytes === undefined ? {} : { clientFlightBytes: bytes };
      assert.equal(wasAskedForCertificate({ protocol, cipher, ...counted }), asked);
    });
  }
});

describe("whether our certificate went out, by the client's bytes", () => {
  const rows: readonly [string, number | undefined, number | undefined, boolean | undefined][] = [
    ["TLS 1.2 with ECDHE and an empty Certificate", 142, 420, false],
    ["TLS 1.3, an empty Certificate", 88, 420, false],
    ["a certificate and its signature", 640, 420, true],
    ["none to show", 640, undefined, false],
    ["nothing counted", undefined, 420, undefined],
    ["nothing written", 0, 420, undefined],
  ];
  for (const [what, flightBytes, certificateBytes, shown] of rows) {
    it(`${what}: ${String(shown)}`, () => {
      assert.equal(wasCertificateShown(flightBytes, certificateBytes), shown);
    });
  }
});
