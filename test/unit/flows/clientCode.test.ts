import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { clientLanguages } from "../../../src/core/clientCode/clientCode";
import { clientCodeFor, type ClientCodeRequest } from "../../../src/flows/clientCode";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

const folder = "/home/ada/tb";
const propertiesPath = `${folder}/keygen.properties`;
const alphaPem = readFileSync("test/fixtures/testServer/alpha.pem", "utf8");
const mqttUrl = "mqtts://tb.example.com";

/** A device with a bundle; what is in `without` is missing. */
function deviceWorld(without: readonly string[] = []): InMemoryWorld {
  const texts = {
    "keygen.properties": soundTextWith(""),
    "client.pub.pem": alphaPem,
    "client.nopass.pem": "the key",
    "client.jks": "the keystore",
    "server.pub.pem": alphaPem,
  };
  const there = Object.entries(texts).filter(([name]) => !without.includes(name));
  return inMemoryWorld(Object.fromEntries(there.map(([name, text]) => [`${folder}/${name}`, text])));
}

function request(changes: Partial<ClientCodeRequest> = {}): ClientCodeRequest {
  return { propertiesPath, server: { mqttUrl }, language: "mosquitto_pub", ...changes };
}

async function codeOf(world: InMemoryWorld, changes: Partial<ClientCodeRequest> = {}): Promise<string> {
  const made = await clientCodeFor(request(changes), world);
  assert.ok(made.ok, JSON.stringify(made));
  return made.value.code;
}

describe("a client's code", () => {
  it("names the device's files, its server, and the client id that Test Connection uses", async () => {
    // "client" and the first 8 digits of `openssl x509 -in alpha.pem -noout -fingerprint -sha256`.
    assert.equal(
      await codeOf(deviceWorld()),
      `mosquitto_pub -d -V mqttv311 \\
  -h tb.example.com -p 8883 \\
  --cafile /home/ada/tb/server.pub.pem \\
  --cert /home/ada/tb/client.nopass.pem \\
  --key /home/ada/tb/client.nopass.pem \\
  -i client016cc683 \\
  -t v1/devices/me/telemetry -q 1 \\
  -m '{"temperature":21.5}'
`,
    );
  });

  it("trusts the server's own caFile alone, where it has one", async () => {
    const world = deviceWorld();
    world.put("/etc/tb/ca.pem", alphaPem);
    const made = await clientCodeFor(request({ server: { mqttUrl, caFile: "/etc/tb/ca.pem" } }), world);
    assert.ok(made.ok && made.value.missingTrust === undefined);
    assert.match(made.value.code, /--cafile \/etc\/tb\/ca\.pem /);
  });

  it("is given all the same where the caFile is not there yet, and says so", async () => {
    const made = await clientCodeFor(
      request({ server: { mqttUrl, caFile: "/etc/tb/ca.pem" } }),
      deviceWorld(),
    );
    assert.ok(made.ok);
    assert.equal(made.value.missingTrust, "/etc/tb/ca.pem");
    assert.match(made.value.code, /--cafile \/etc\/tb\/ca\.pem /);
  });

  it("trusts what its machine trusts where neither is there", async () => {
    const code = await codeOf(deviceWorld(["server.pub.pem"]));
    assert.match(code, /--capath \/etc\/ssl\/certs /);
    assert.doesNotMatch(code, /server\.pub\.pem/);
  });

  it("has an IPv6 address in brackets where it stands in an address, and bare where it does not", async () => {
    const server = { mqttUrl: "mqtts://[::1]:18883" };
    const rows = { mosquitto_pub: "-h ::1 -p 18883", python: '"::1", 18883', nodejs: 'host: "::1"' } as const;
    for (const [language, text] of Object.entries(rows)) {
      const code = await codeOf(deviceWorld(), { server, language: language as keyof typeof rows });
      assert.ok(code.includes(text), code);
    }
    const openssl = await codeOf(deviceWorld(), { server, language: "openssl" });
    assert.match(openssl, /-connect '\[::1\]:18883' \\\n {2}-verify_return_error -verify_ip ::1 \\/);
    assert.match(await codeOf(deviceWorld(), { server, language: "java" }), /"ssl:\/\/\[::1\]:18883"/);
    assert.match(await codeOf(deviceWorld(), { server, language: "paho-c" }), /"ssl:\/\/\[::1\]:18883"/);
    assert.match(await codeOf(deviceWorld(), { server, language: "esp-idf" }), /"mqtts:\/\/\[::1\]:18883"/);
  });

  it("has paths of Windows quoted", async () => {
    const windows = "C:\\Users\\Ada Ł\\keygen.properties";
    const world = inMemoryWorld({ [windows]: soundTextWith("") });
    world.put("C:\\Users\\Ada Ł\\client.pub.pem", alphaPem);
    world.put("C:\\Users\\Ada Ł\\client.nopass.pem", "the key");
    const code = await codeOf(world, { propertiesPath: windows, language: "python" });
    assert.match(code, /load_cert_chain\("C:\\\\Users\\\\Ada Ł\\\\client\.nopass\.pem"\)/);
  });

  it("holds no password in any language", async () => {
    for (const language of clientLanguages) {
      assert.doesNotMatch(await codeOf(deviceWorld(), { language }), /Secret7x/);
    }
  });

  it("ends with one newline in every language", async () => {
    for (const language of clientLanguages) {
      assert.match(await codeOf(deviceWorld(), { language }), /[^\n]\n$/);
    }
  });
});

describe("there is no client's code when", () => {
  const missing: readonly [what: string, name: string, language: ClientCodeRequest["language"]][] = [
    ["the certificate", "client.pub.pem", "python"],
    ["the file with the key", "client.nopass.pem", "python"],
    ["the keystore, for Java", "client.jks", "java"],
  ];
  for (const [what, name, language] of missing) {
    it(`${what} is missing`, async () => {
      assert.deepEqual(await clientCodeFor(request({ language }), deviceWorld([name])), {
        ok: false,
        failure: { code: "client-cert-missing", path: `${folder}/${name}` },
      });
    });
  }

  it("the certificate cannot be read", async () => {
    const world = deviceWorld();
    world.put(`${folder}/client.pub.pem`, "hello");
    assert.deepEqual(await clientCodeFor(request(), world), {
      ok: false,
      failure: { code: "client-cert-unreadable", path: `${folder}/client.pub.pem` },
    });
  });

  it("a file may not be read", async () => {
    const world = deviceWorld();
    world.refuse(`${folder}/client.nopass.pem`, "file-permission-denied");
    assert.deepEqual(await clientCodeFor(request(), world), {
      ok: false,
      failure: { code: "file-permission-denied", path: `${folder}/client.nopass.pem` },
    });
  });

  it("the server has no address for two-way TLS", async () => {
    assert.deepEqual(await clientCodeFor(request({ server: { mqttUrl: "mqtt://x" } }), deviceWorld()), {
      ok: false,
      failure: { code: "server-url-invalid", reason: "not-tls" },
    });
  });

  it("the properties file is not there", async () => {
    assert.deepEqual(await clientCodeFor(request(), inMemoryWorld()), {
      ok: false,
      failure: { code: "file-not-found", path: propertiesPath },
    });
  });
});
