import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { requireTool } from "../support/tools";
import { runTool } from "./bundleRig";
import { fixedText, generate, howtoRig, howtoText, snapshot, type HowtoRig } from "./howtoRig";

let rig: HowtoRig;
before(async () => {
  rig = await howtoRig();
});
after(() => {
  rig.remove();
});

const unshare = requireTool("unshare");
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

describe("the how-to's own file is", () => {
  it("what ThingsBoard's page has: a city without quotes, two passwords of the server, no algorithm", () => {
    assert.equal(
      howtoText,
      [
        'DOMAIN_SUFFIX="$(hostname)"',
        "ORGANIZATIONAL_UNIT=ThingsBoard",
        "ORGANIZATION=ThingsBoard",
        "CITY=San Francisco",
        "STATE_OR_PROVINCE=CA",
        "TWO_LETTER_COUNTRY_CODE=US",
        "",
        "SERVER_KEYSTORE_PASSWORD=server_ks_password",
        "SERVER_KEY_PASSWORD=server_key_password",
        "",
        'SERVER_KEY_ALIAS="serveralias"',
        'SERVER_FILE_PREFIX="mqttserver"',
        'SERVER_KEYSTORE_DIR="/etc/thingsboard/conf/"',
        "",
        "CLIENT_KEYSTORE_PASSWORD=password",
        "CLIENT_KEY_PASSWORD=password",
        "",
        'CLIENT_KEY_ALIAS="clientalias"',
        'CLIENT_FILE_PREFIX="mqttclient"',
        "",
      ].join("\n"),
    );
  });
});

const variants: readonly [what: string, text: string, serverKeyPassword: string][] = [
  ["as it is", howtoText, "server_key_password"],
  ["with its fixes applied", fixedText(howtoText), "server_ks_password"],
];
for (const [what, text, serverKeyPassword] of variants) {
  describe(`the how-to's file ${what} gives bundles in which`, () => {
    let folder = "";
    const file = (name: string): string => path.join(folder, name);
    before(async () => {
      const propertiesPath = rig.put(text);
      folder = path.dirname(propertiesPath);
      const server = await generate(propertiesPath, "server");
      const client = await generate(propertiesPath, "client");
      assert.deepEqual([server.ok, client.ok], [true, true]);
      assert.equal(readFileSync(propertiesPath, "utf8"), text);
    });

    it("the files have the names and modes of the how-to", () => {
      assert.deepEqual(
        snapshot(folder).map((line) => line.split(" ").slice(0, 2).join(" ")),
        [
          "keygen.properties 644",
          "mqttclient.jks 600",
          "mqttclient.nopass.pem 600",
          "mqttclient.p12 600",
          "mqttclient.pem 600",
          "mqttclient.pk8.pem 600",
          "mqttclient.pub.pem 644",
          "mqttserver.cer 644",
          "mqttserver.jks 600",
          "mqttserver.p12 600",
          "mqttserver.pem 600",
          "mqttserver.pk8.pem 600",
          "mqttserver.pub.pem 644",
        ],
      );
    });

    for (const side of ["client", "server"]) {
      it(`openssl reads the ${side}'s subject and key`, async () => {
        const args = ["x509", "-in", file(`mqtt${side}.pub.pem`), "-noout", "-subject", "-text"];
        const { status, output } = await runTool("openssl", args);
        assert.equal(status, 0, output);
        const subject = `C = US, ST = CA, L = San Francisco, O = ThingsBoard, OU = ThingsBoard, CN = ${hostname()}`;
        assert.ok(output.startsWith(`subject=${subject}\n`), output);
        assert.match(output, /Public-Key: \(2048 bit\)\n\s+Modulus:/);
      });
    }

    it("keytool lists the client's key and the server's certificate", async () => {
      const { status, output } = await runTool("keytool", [
        ...["-list", "-storetype", "JKS", "-keystore", file("mqttclient.jks"), "-storepass", "password"],
      ]);
      assert.equal(status, 0, output);
      assert.match(output, /Your keystore contains 2 entries/);
      assert.match(output, /clientalias, .*PrivateKeyEntry/);
      assert.match(output, /serveralias, .*trustedCertEntry/);
    });

    it("keytool opens the server's keystore and its key with the passwords of the file", async () => {
      const { status, output } = await runTool("keytool", [
        ...["-importkeystore", "-noprompt", "-srcstoretype", "JKS", "-srckeystore", file("mqttserver.jks")],
        ...[
          "-srcstorepass",
          "server_ks_password",
          "-srcalias",
          "serveralias",
          "-srckeypass",
          serverKeyPassword,
        ],
        ...["-destkeystore", file("copy.p12"), "-deststoretype", "PKCS12", "-deststorepass", "copy-secret"],
      ]);
      assert.equal(status, 0, output);
    });

    it("keytool opens the PKCS#12 files with the key's password", async () => {
      for (const [name, password] of [
        ["mqttclient.p12", "password"],
        ["mqttserver.p12", serverKeyPassword],
      ] as const) {
        const { status, output } = await runTool("keytool", [
          ...["-list", "-storetype", "PKCS12", "-keystore", file(name), "-storepass", password],
        ]);
        assert.equal(status, 0, output);
        assert.match(output, /PrivateKeyEntry/);
      }
    });
  });
}

describe("a hostile file is never run:", () => {
  const rows: readonly [what: string, line: (command: string) => string][] = [
    ["a command substitution", (command) => `ORGANIZATION=$(${command})`],
    ["one in double quotes", (command) => `ORGANIZATION="$(${command})"`],
    ["backticks", (command) => `ORGANIZATION=\`${command}\``],
    ["backticks in double quotes", (command) => `ORGANIZATION="\`${command}\`"`],
    ["a command as a line of its own", (command) => command],
    ["a command behind a value", (command) => `ORGANIZATION=x; ${command}`],
    ["a command behind &&", (command) => `ORGANIZATION=x && ${command}`],
    ["a process substitution", (command) => `ORGANIZATION=<(${command})`],
    ["one in a default value", (command) => `ORGANIZATION=\${NOTHING:-$(${command})}`],
    ["one in arithmetic", (command) => `ORGANIZATION=$((a[$(${command})]))`],
    ["one nested in the one command that is resolved", (command) => `ORGANIZATION=$(hostname; ${command})`],
    ["a function", (command) => `ORGANIZATION() { ${command}; }; ORGANIZATION`],
    ["a sourced file", (command) => `. <(echo ${command})`],
  ];
  for (const [what, line] of rows) {
    it(what, async () => {
      const propertiesPath = rig.put(howtoText);
      const folder = path.dirname(propertiesPath);
      const others = howtoText.replace("ORGANIZATION=ThingsBoard\n", "");
      writeFileSync(propertiesPath, `${line(`touch ${path.join(folder, "touched")}`)}\n${others}`);
      const before = snapshot(folder);
      const result = await generate(propertiesPath, "client");
      assert.equal(!result.ok && result.failure.code, "properties-invalid");
      assert.deepEqual(snapshot(folder), before);
    });
  }

  it("a substitution in single quotes is a text, and is written as one", async () => {
    const propertiesPath = rig.put(howtoText.replace("CITY=San Francisco", "CITY='$(touch touched)'"));
    assert.equal((await generate(propertiesPath, "client")).ok, true);
    const certificate = path.join(path.dirname(propertiesPath), "mqttclient.pub.pem");
    const { output } = await runTool("openssl", ["x509", "-in", certificate, "-noout", "-subject"]);
    assert.match(output, /L = \$\(touch touched\),/);
  });
});

describe("nothing is generated, and nothing is touched, from", () => {
  const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
  const withPrefix = (prefix: string): string =>
    howtoText.replace('CLIENT_FILE_PREFIX="mqttclient"', `CLIENT_FILE_PREFIX="${prefix}"`);
  const rows: readonly [what: string, content: string | Uint8Array, code: string][] = [
    ["a prefix that leads upwards", withPrefix("../evil"), "properties-invalid"],
    ["a prefix that is a path", withPrefix("/tmp/evil"), "properties-invalid"],
    ["a prefix of Windows' separators", withPrefix("..\\\\evil"), "properties-invalid"],
    ["a NUL", howtoText.replace("San", "S\0n"), "properties-unreadable"],
    ["what is no UTF-8", Buffer.concat([utf8(howtoText), Buffer.from([0xff])]), "properties-unreadable"],
    ["more than 1 MiB", `${howtoText}# ${"x".repeat(1_048_576)}\n`, "properties-unreadable"],
    ["an empty file", "", "properties-invalid"],
    ["a keystore", Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]), "properties-unreadable"],
  ];
  for (const [what, content, code] of rows) {
    it(what, async () => {
      const propertiesPath = rig.put(content);
      const upwards = path.dirname(path.dirname(propertiesPath));
      const before = snapshot(upwards);
      const result = await generate(propertiesPath, "client");
      assert.equal(!result.ok && result.failure.code, code);
      assert.deepEqual(snapshot(upwards), before);
    });
  }

  it("a folder of the name keygen.properties", async () => {
    const folder = path.dirname(rig.put(howtoText));
    mkdirSync(path.join(folder, "a.keygen.properties"));
    const result = await generate(path.join(folder, "a.keygen.properties"), "client");
    assert.equal(!result.ok && result.failure.code, "file-not-regular");
  });

  it("a good file beside a server certificate that is broken", async () => {
    const propertiesPath = rig.put(howtoText);
    const folder = path.dirname(propertiesPath);
    const certificate = path.join(folder, "mqttserver.pub.pem");
    writeFileSync(certificate, "-----BEGIN CERTIFICATE-----\nMIIB!!!\n-----END CERTIFICATE-----\n");
    const before = snapshot(folder);
    const result = await generate(propertiesPath, "client");
    assert.deepEqual(result, { ok: false, failure: { code: "server-cert-unreadable", path: certificate } });
    assert.deepEqual(snapshot(folder), before);
  });

  it("a good file beside a folder in a keystore's place", async () => {
    const propertiesPath = rig.put(howtoText);
    const folder = path.dirname(propertiesPath);
    mkdirSync(path.join(folder, "mqttclient.jks"));
    const before = snapshot(folder);
    for (const overwrite of [false, true]) {
      const result = await generate(propertiesPath, "client", overwrite);
      assert.equal(!result.ok && result.failure.code, "file-not-regular");
      assert.deepEqual(snapshot(folder), before);
    }
  });
});

describe("the system refuses, and the failure says why:", () => {
  it("a folder that may not be read", async () => {
    const propertiesPath = rig.put(howtoText);
    const folder = path.dirname(propertiesPath);
    chmodSync(folder, 0o000);
    const failure = await rig.generateAs(propertiesPath, { uid: isRoot ? nobody : undefined });
    chmodSync(folder, 0o755);
    assert.deepEqual(failure, { code: "file-permission-denied", path: propertiesPath, cause: "EACCES" });
    assert.deepEqual(snapshot(folder), ["keygen.properties 644 474"]);
  });

  it("a folder that may not be written to", async () => {
    const propertiesPath = rig.put(howtoText);
    const folder = path.dirname(propertiesPath);
    chmodSync(folder, 0o555);
    const failure = await rig.generateAs(propertiesPath, { uid: isRoot ? nobody : undefined });
    chmodSync(folder, 0o755);
    assert.deepEqual(failure, { code: "file-permission-denied", path: folder, cause: "EACCES" });
    assert.deepEqual(snapshot(folder), ["keygen.properties 644 474"]);
  });

  /** The command line in front of a child that finds its folder on a file system of its own, which ends with it. */
  const mounting = (folder: string, options: string, remount: string): readonly string[] => {
    const namespace = isRoot ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
    const script = `cp "$1/keygen.properties" "$1.properties"; mount -t tmpfs -o ${options} none "$1"
      cp "$1.properties" "$1/keygen.properties"; ${remount}; shift; exec "$@"`;
    return [unshare, ...namespace, "sh", "-ec", script, "sh", folder];
  };
  const rows: readonly [what: string, options: string, remount: string, code: string][] = [
    ["a disk that is full", "size=16k", ":", "disk-full"],
    ["a file system that is read-only", "size=1m", 'mount -o remount,ro "$1"', "file-read-only"],
  ];
  for (const [what, options, remount, code] of rows) {
    it(what, async () => {
      const propertiesPath = rig.put(howtoText);
      const through = mounting(path.dirname(propertiesPath), options, remount);
      const failure = await rig.generateAs(propertiesPath, { through });
      assert.deepEqual({ ...(failure as object), code }, failure);
    });
  }
});
