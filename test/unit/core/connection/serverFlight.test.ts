// Reads what real servers sent in their first flight; test/fixtures/connection/README.md says how it was recorded.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readServerFlight, type ServerFlight } from "../../../../src/core/connection/serverFlight";

type Recorded = Readonly<Record<string, { readonly secretHex: string; readonly sentBase64: string }>>;
const recorded = JSON.parse(readFileSync("test/fixtures/connection/serverFlights.json", "utf8")) as Recorded;

function flightOf(name: string): { readonly sent: Uint8Array; readonly secret: Uint8Array } {
  const { sentBase64 = "", secretHex = "" } = recorded[name] ?? {};
  return { sent: Buffer.from(sentBase64, "base64"), secret: Buffer.from(secretHex, "hex") };
}

const bothPlants = { isAsking: true, acceptedIssuers: ["CN=Plant A", "CN=Plant B, O=Meters\\; and more"] };

describe("a server's first flight", () => {
  const rows: readonly [name: string, flight: ServerFlight][] = [
    ["openssl-tls12", { protocol: "TLSv1.2", suiteHex: "c02b", ...bothPlants }],
    ["openssl-tls12-unasked", { protocol: "TLSv1.2", suiteHex: "c02b", isAsking: false }],
    ["openssl-tls13", { protocol: "TLSv1.3", suiteHex: "1302", ...bothPlants }],
    ["openssl-tls13-aes128", { protocol: "TLSv1.3", suiteHex: "1301", ...bothPlants }],
    ["openssl-tls13-retry", { protocol: "TLSv1.3", suiteHex: "1302", ...bothPlants }],
    ["openssl-tls13-chacha", { protocol: "TLSv1.3", suiteHex: "1303" }],
    ["openssl-tls13-unasked", { protocol: "TLSv1.3", suiteHex: "1302", isAsking: false }],
  ];
  for (const [name, flight] of rows) {
    it(name, () => {
      const { sent, secret } = flightOf(name);
      assert.deepEqual(readServerFlight(sent, secret), flight);
    });
  }

  it("tells the ServerHello of TLS 1.3 alone without the secret", () => {
    const { sent } = flightOf("openssl-tls13");
    assert.deepEqual(readServerFlight(sent), { protocol: "TLSv1.3", suiteHex: "1302" });
  });

  it("takes every cut of it, and never tells of a request that is not whole", () => {
    for (const name of ["openssl-tls12", "openssl-tls13"]) {
      const { sent, secret } = flightOf(name);
      const whole = JSON.stringify(readServerFlight(sent, secret).acceptedIssuers);
      for (let end = 0; end < sent.length; end += 7) {
        const { acceptedIssuers, isAsking } = readServerFlight(sent.subarray(0, end), secret);
        assert.ok(acceptedIssuers === undefined || JSON.stringify(acceptedIssuers) === whole);
        assert.notEqual(isAsking, false);
      }
    }
  });

  it("takes a wrong secret and bytes without meaning", () => {
    const { sent } = flightOf("openssl-tls13");
    assert.equal(readServerFlight(sent, new Uint8Array(48)).acceptedIssuers, undefined);
    for (const hex of ["", "15030300020228", "160303ffff", "16030300040200ffff", "485454502f312e31"]) {
      assert.deepEqual(readServerFlight(Buffer.from(hex, "hex")), {});
    }
  });

  it("takes every change of one byte", () => {
    const { sent, secret } = flightOf("openssl-tls12");
    for (let at = 0; at < sent.length; at += 1) {
      const changed = Uint8Array.from(sent);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      assert.ok(readServerFlight(changed, secret));
    }
  });
});
