import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { Side } from "../../src/core/identity/identity";
import { compareBundle } from "../../src/flows/compareBundle";
import { nodeFiles } from "../../src/io/files";
import { pause } from "../support/patience";
import { profileOf, soundTextWith } from "../support/profiles";
import { runTool } from "./bundleRig";

/** Four that all differ, as true JKS allows. */
const secrets = [
  "CLIENT_KEYSTORE_PASSWORD=client-store",
  "CLIENT_KEY_PASSWORD=client-key",
  "SERVER_KEYSTORE_PASSWORD=server-store",
  "SERVER_KEY_PASSWORD=server-key",
];
const distinguishedName = "CN=tb.example.org, OU=Metering, O=Example, L=Paris, ST=IDF, C=FR";

async function ran(tool: string, ...args: readonly string[]): Promise<void> {
  const { status, output } = await runTool(tool, args);
  assert.equal(status, 0, output);
}

/** A folder whose bundles other tools wrote, held against a file with some lines of its own. */
function foreignFolder(): {
  readonly file: (name: string) => string;
  readonly codes: (side: Side, ...lines: readonly string[]) => Promise<readonly string[]>;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(path.join(tmpdir(), "tb-compare-"));
  const file = (name: string): string => path.join(folder, name);
  return {
    file,
    codes: async (side, ...lines) => {
      const own = secrets.filter(
        (line) => !lines.some((other) => other.split("=")[0] === line.split("=")[0]),
      );
      const profile = profileOf(soundTextWith([...own, ...lines].join("\n")));
      const comparison = { propertiesPath: file("keygen.properties"), profile, side, sharesServer: false };
      const problems = await compareBundle(
        comparison,
        { files: nodeFiles(), pause },
        new AbortController().signal,
      );
      return problems.map(({ code, key }) => `${code} ${key}`);
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a key and its certificate as ThingsBoard's scripts do, with a keystore of a given type. */
async function keytoolBundle(side: Side, file: (name: string) => string, storeType: string): Promise<void> {
  const keystore = [
    "-keystore",
    file(`${side}.jks`),
    "-storepass",
    `${side}-store`,
    "-alias",
    `${side}alias`,
  ];
  const names = side === "server" ? ["-ext", "san=dns:tb.local,ip:192.0.2.1"] : [];
  const keyPassword = storeType === "JKS" ? ["-keypass", `${side}-key`] : [];
  await ran(
    "keytool",
    ...["-genkeypair", "-storetype", storeType, ...keystore, ...keyPassword, ...names],
    ...["-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30", "-dname", distinguishedName],
  );
  await ran("keytool", "-exportcert", "-rfc", ...keystore, "-file", file(`${side}.pub.pem`));
}

describe("a bundle that keytool wrote as true JKS", () => {
  const { file, codes, remove } = foreignFolder();
  before(async () => {
    await keytoolBundle("server", file, "JKS");
    await keytoolBundle("client", file, "JKS");
    await ran(
      "keytool",
      ...["-importcert", "-noprompt", "-alias", "serveralias", "-file", file("server.pub.pem")],
      ...["-keystore", file("client.jks"), "-storepass", "client-store"],
    );
  });
  after(remove);

  it("matches its file on both sides", async () => {
    assert.deepEqual(await codes("client"), []);
    assert.deepEqual(await codes("server"), []);
  });

  const rows: readonly [side: Side, line: string, expected: string][] = [
    ["client", "DOMAIN_SUFFIX=pump", "bundle-subject-differs DOMAIN_SUFFIX"],
    ["client", "STATE_OR_PROVINCE=BRE", "bundle-subject-differs STATE_OR_PROVINCE"],
    ["client", "CLIENT_KEY_ALG=RSA", "bundle-key-differs CLIENT_KEY_ALG"],
    ["client", "CLIENT_KEY_GROUP_NAME=secp521r1", "bundle-key-differs CLIENT_KEY_GROUP_NAME"],
    ["client", "CLIENT_KEY_ALIAS=pump", "bundle-alias-differs CLIENT_KEY_ALIAS"],
    ["client", "SERVER_KEY_ALIAS=tb", "bundle-alias-differs SERVER_KEY_ALIAS"],
    ["client", "CLIENT_KEYSTORE_PASSWORD=changed", "bundle-password-differs CLIENT_KEYSTORE_PASSWORD"],
    ["client", "CLIENT_KEY_PASSWORD=changed", "bundle-password-differs CLIENT_KEY_PASSWORD"],
    ["server", "SUBJECT_ALTERNATIVE_NAMES=dns:tb.local", "bundle-names-differ SUBJECT_ALTERNATIVE_NAMES"],
    ["server", "SERVER_KEY_PASSWORD=changed", "bundle-password-differs SERVER_KEY_PASSWORD"],
  ];
  for (const [side, line, expected] of rows) {
    it(`differs on the ${side}'s side where its file says ${line}`, async () => {
      assert.deepEqual(await codes(side, line), [expected]);
    });
  }
});

describe("a bundle that keytool changed later", () => {
  const { file, codes, remove } = foreignFolder();
  const keystore = ["-keystore", file("client.jks")];
  before(() => keytoolBundle("client", file, "JKS"));
  after(remove);

  it("differs in its alias, then in both passwords", async () => {
    const opened = [...keystore, "-storepass", "client-store"];
    await ran(
      "keytool",
      ...["-changealias", ...opened, "-alias", "clientalias", "-keypass", "client-key", "-destalias", "pump"],
    );
    assert.deepEqual(await codes("client"), ["bundle-alias-differs CLIENT_KEY_ALIAS"]);
    await ran(
      "keytool",
      "-keypasswd",
      ...opened,
      "-alias",
      "pump",
      "-keypass",
      "client-key",
      "-new",
      "new-key",
    );
    await ran("keytool", "-storepasswd", ...opened, "-new", "new-store");
    assert.deepEqual(await codes("client", "CLIENT_KEY_ALIAS=pump"), [
      "bundle-password-differs CLIENT_KEYSTORE_PASSWORD",
      "bundle-password-differs CLIENT_KEY_PASSWORD",
    ]);
  });
});

describe("a bundle whose keystore keytool wrote as PKCS#12, as it does unless it is told otherwise,", () => {
  const { file, codes, remove } = foreignFolder();
  const opened = ["-keystore", file("client.jks"), "-storepass", "client-store"];
  before(async () => {
    await keytoolBundle("server", file, "PKCS12");
    await keytoolBundle("client", file, "PKCS12");
    const certificate = [
      "-importcert",
      "-noprompt",
      "-alias",
      "ServerAlias",
      "-file",
      file("server.pub.pem"),
    ];
    await ran("keytool", ...certificate, ...opened);
  });
  after(remove);

  it("matches its file on both sides, whose key password PKCS#12 does not have", async () => {
    assert.deepEqual(await codes("client"), []);
    assert.deepEqual(await codes("server"), []);
  });

  const rows: readonly [side: Side, line: string, expected: string][] = [
    ["client", "CITY=Rome", "bundle-subject-differs CITY"],
    ["client", "CLIENT_KEY_ALIAS=pump", "bundle-alias-differs CLIENT_KEY_ALIAS"],
    ["client", "SERVER_KEY_ALIAS=tb", "bundle-alias-differs SERVER_KEY_ALIAS"],
    ["client", "CLIENT_KEYSTORE_PASSWORD=changed", "bundle-password-differs CLIENT_KEYSTORE_PASSWORD"],
    ["server", "SERVER_KEY_ALIAS=pump", "bundle-alias-differs SERVER_KEY_ALIAS"],
    ["server", "SERVER_KEYSTORE_PASSWORD=changed", "bundle-password-differs SERVER_KEYSTORE_PASSWORD"],
  ];
  for (const [side, line, expected] of rows) {
    it(`differs on the ${side}'s side where its file says ${line}`, async () => {
      assert.deepEqual(await codes(side, line), [expected]);
    });
  }

  it("differs after keytool gave it another alias and another password", async () => {
    await ran("keytool", "-changealias", ...opened, "-alias", "clientalias", "-destalias", "pump");
    assert.deepEqual(await codes("client"), ["bundle-alias-differs CLIENT_KEY_ALIAS"]);
    await ran("keytool", "-storepasswd", ...opened, "-new", "new-store");
    assert.deepEqual(await codes("client", "CLIENT_KEY_ALIAS=pump"), [
      "bundle-password-differs CLIENT_KEYSTORE_PASSWORD",
    ]);
  });
});

describe("a certificate that openssl wrote", () => {
  const { file, codes, remove } = foreignFolder();
  before(() =>
    ran(
      "openssl",
      ...["req", "-x509", "-newkey", "rsa:3072", "-nodes", "-utf8", "-days", "30"],
      ...["-subj", "/C=FR/ST=IDF/L=Paris/O=Example/OU=Metering/CN=tb.example.org"],
      ...["-keyout", file("client.pk8.pem"), "-out", file("client.pub.pem")],
    ),
  );
  after(remove);

  it("matches its file, and differs from another", async () => {
    const rsa = ["CLIENT_KEY_ALG=RSA", "CLIENT_KEY_SIZE=3072"];
    assert.deepEqual(await codes("client", ...rsa), []);
    assert.deepEqual(await codes("client", "CLIENT_KEY_ALG=RSA", "CLIENT_KEY_SIZE=2048"), [
      "bundle-key-differs CLIENT_KEY_SIZE",
    ]);
    assert.deepEqual(await codes("client", ...rsa, "ORGANIZATION='Exämple'"), [
      "bundle-subject-differs ORGANIZATION",
    ]);
  });
});
