// Where to connect, under which client id, and whether a certificate speaks for the host that was dialled.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { matchHost, type CertificateNames, type HostMatch } from "../../../../src/core/connection/hostName";
import {
  addressAtPort,
  clientIdOf,
  parseMqttUrl,
  type UrlFailure,
} from "../../../../src/core/connection/options";
import { tlsCauseOf, tlsErrorTable } from "../../../../src/core/connection/tlsErrors";

describe("an MQTT address", () => {
  const good: [text: string, host: string, port: number][] = [
    ["mqtts://tb.example.org", "tb.example.org", 8883],
    ["mqtts://TB.example.org:1884/", "tb.example.org", 1884],
    [" ssl://10.0.0.5:8883 ", "10.0.0.5", 8883],
    ["TLS://localhost:1", "localhost", 1],
    ["mqtts://[::1]:8884", "::1", 8884],
    ["mqtts://[2001:DB8::1]", "2001:db8::1", 8883],
    ["mqtts://[fe80::1%eth0]:65535", "fe80::1%eth0", 65535],
    ["mqtts://tb_1-x", "tb_1-x", 8883],
  ];
  for (const [text, host, port] of good) {
    it(`${text} is ${host} port ${port}`, () => {
      assert.deepEqual(parseMqttUrl(text), { ok: true, value: { host, port } });
    });
  }

  const bad: [text: string, reason: UrlFailure["reason"]][] = [
    ["mqtt://tb.example.org", "not-tls"],
    ["tcp://tb.example.org:1883", "not-tls"],
    ["https://tb.example.org", "scheme"],
    ["tb.example.org:8883", "scheme"],
    ["", "scheme"],
    ["mqtts:/tb", "scheme"],
    ["mqtts://tb/path", "scheme"],
    ["mqtts://tb?x=1", "scheme"],
    ["mqtts://ada:secret@tb", "user-info"],
    ["mqtts://", "host"],
    ["mqtts://:8883", "host"],
    ["mqtts://::1", "host"],
    ["mqtts://[tb]:1", "host"],
    ["mqtts://a b", "host"],
    ["mqtts://tb:0", "port"],
    ["mqtts://tb:65536", "port"],
    ["mqtts://tb:", "port"],
    ["mqtts://tb:88x", "port"],
  ];
  for (const [text, reason] of bad) {
    it(`${JSON.stringify(text)} is refused: ${reason}`, () => {
      assert.deepEqual(parseMqttUrl(text), { ok: false, failure: { code: "server-url-invalid", reason } });
    });
  }

  const moved: [text: string, port: number, expected: string | undefined][] = [
    ["mqtts://tb.example.org:1883", 8883, "mqtts://tb.example.org:8883"],
    ["mqtt://tb:1883", 8883, "mqtts://tb:8883"],
    ["TB.example.org", 8883, "mqtts://tb.example.org:8883"],
    ["mqtts://[2001:DB8::1]:1", 8884, "mqtts://[2001:db8::1]:8884"],
    ["mqtts://[::1]", 8884, "mqtts://[::1]:8884"],
    ["mqtts://ada:secret@tb:99999/x", 8883, "mqtts://tb:8883"],
    ["mqtts://", 8883, undefined],
    ["", 8883, undefined],
  ];
  for (const [text, port, expected] of moved) {
    it(`${JSON.stringify(text)} at port ${port} is ${String(expected)}`, () => {
      assert.equal(addressAtPort(text, port), expected);
    });
  }
});

describe("a client id", () => {
  const rows: [prefix: string, id: string][] = [
    ["meter-7", "meter7ab01cd23"],
    ["", "deviceab01cd23"],
    ["äöü", "deviceab01cd23"],
    ["a-very-long-name-of-a-device", "averylongnameofab01cd23"],
  ];
  for (const [prefix, id] of rows) {
    it(`of ${JSON.stringify(prefix)} is ${id}`, () => {
      assert.equal(clientIdOf(prefix, "AB:01:CD:23:EF"), id);
      assert.match(id, /^[A-Za-z0-9]{1,23}$/);
    });
  }
});

describe("a certificate", () => {
  const dns = (...values: readonly string[]): CertificateNames["names"] =>
    values.map((value) => ({ kind: "dns", value }));
  const ip = (value: string): CertificateNames["names"] => [{ kind: "ip", value }];
  const rows: [host: string, names: CertificateNames["names"], commonName: string, match: HostMatch][] = [
    ["tb.example.org", dns("other", "TB.Example.ORG"), "", "alternative-name"],
    ["tb.example.org.", dns("tb.example.org"), "", "alternative-name"],
    ["tb.example.org", dns("*.example.org"), "", "alternative-name"],
    ["a.tb.example.org", dns("*.example.org"), "", "none"],
    ["example.org", dns("*.example.org"), "", "none"],
    ["example.org", dns("*.org"), "", "none"],
    ["tb.example.org", dns("t*.example.org"), "", "none"],
    ["tb.example.org", dns("tb.*.org"), "", "none"],
    [".example.org", dns("*.example.org"), "", "none"],
    ["localhost", [], "localhost", "common-name"],
    ["localhost", [{ kind: "email", value: "a@b.c" }], "localhost", "common-name"],
    ["localhost", dns("other"), "localhost", "none"],
    ["localhost", ip("127.0.0.1"), "localhost", "none"],
    ["localhost", [], "", "none"],
    ["127.0.0.1", ip("127.0.0.1"), "", "alternative-name"],
    ["127.0.0.1", dns("127.0.0.1"), "127.0.0.1", "none"],
    ["0:0:0:0:0:0:0:1", ip("::1"), "", "alternative-name"],
    ["fe80::1%eth0", ip("fe80::1"), "", "alternative-name"],
    ["::2", ip("::1"), "", "none"],
  ];
  for (const [host, names, commonName, match] of rows) {
    const shown = names.map(({ value }) => value).join(", ");
    it(`for [${shown}] CN=${commonName} and ${host}: ${match}`, () => {
      assert.equal(matchHost(host, { names, commonName }), match);
    });
  }
});

describe("an error of the TLS layer", () => {
  for (const { cause, openssl, boringssl } of tlsErrorTable) {
    it(`names ${cause} in both libraries' words, as a code and as a reason`, () => {
      assert.ok(openssl.length > 0 && boringssl.length > 0);
      for (const reason of [...openssl, ...boringssl]) {
        assert.equal(tlsCauseOf(`ERR_SSL_${reason}`), cause);
        assert.equal(tlsCauseOf("EPROTO", reason.toLowerCase().replaceAll("_", " ")), cause);
      }
    });
  }

  it("stands in one row of the table only", () => {
    const all = tlsErrorTable.flatMap(({ openssl, boringssl }) => [...new Set([...openssl, ...boringssl])]);
    assert.deepEqual(all, [...new Set(all)]);
  });

  it("names none where nobody knows it", () => {
    assert.equal(tlsCauseOf("ERR_SSL_UNHEARD_OF"), undefined);
    assert.equal(tlsCauseOf("ECONNRESET"), undefined);
    assert.equal(tlsCauseOf("EPROTO", "constructor"), undefined);
  });
});
