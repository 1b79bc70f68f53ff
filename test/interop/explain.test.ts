import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { inspectFile } from "../../src/flows/inspectFile";
import { nextTurn, systemClock } from "../../src/io/clock";
import { nodeFiles } from "../../src/io/files";
import { machineNames } from "../../src/io/machine";
import { requireTool } from "../support/tools";

const world = { files: nodeFiles(), clock: systemClock, machine: machineNames(), pause: nextTurn };

/** Everything that is found in a file, sorted. */
async function codesIn(file: string): Promise<readonly string[]> {
  const request = { path: file, propertiesPaths: [], passwords: [], expiryWarningDays: 30 };
  const looked = await inspectFile(request, new AbortController().signal, world);
  assert.ok(looked.ok, looked.ok ? "" : looked.failure.code);
  const { findings, certificates } = looked.value.explanation;
  const all = [...findings, ...certificates.flatMap((certificate) => certificate.findings)];
  return all.map(({ code }) => code).sort();
}

describe("a certificate by openssl is found to", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tb-explain-"));
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const leaf = ["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature"];
  const server = [...leaf, "extendedKeyUsage=serverAuth", "subjectAltName=DNS:tb.local"];
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  const rows: readonly [
    name: string,
    options: readonly string[],
    extensions: readonly string[],
    codes: string[],
  ][] = [
    ["be sound", ec, server, []],
    [
      "be an authority at the end",
      ec,
      ["basicConstraints=critical,CA:TRUE", ...server.slice(1)],
      ["ca-key-usage-unfit", "leaf-is-ca"],
    ],
    ["have no name", ec, server.slice(0, -1), ["san-missing"]],
    ["be for nothing in particular", ec, [...leaf, "subjectAltName=DNS:a"], ["purpose-missing"]],
    [
      "have an address as name",
      ec,
      [...server.slice(0, -1), "subjectAltName=DNS:10.0.0.5"],
      ["san-address-as-name"],
    ],
    ["have a weak key", ["-newkey", "rsa:1024"], server, ["key-weak"]],
    ["have a weak hash", [...ec, "-sha1"], server, ["signature-weak"]],
    ["be valid for too long", [...ec, "-days", "900"], server, ["validity-too-long"]],
    ["end soon", [...ec, "-days", "3"], server, ["expires-soon"]],
    ["have the serial 0", [...ec, "-set_serial", "0"], server, ["serial-not-positive"]],
    ["have a negative serial", [...ec, "-set_serial", "-5"], server, ["serial-not-positive"]],
    [
      "know a critical extension of its own",
      ec,
      [...server, "1.2.3.4=critical,DER:0500"],
      ["extension-critical-unknown"],
    ],
    [
      "have a key that may not sign",
      ec,
      [server[0] ?? "", "keyUsage=keyAgreement", ...server.slice(2)],
      ["key-usage-unfit"],
    ],
  ];
  for (const [index, [name, options, extensions, codes]] of rows.entries()) {
    it(name, async () => {
      const file = path.join(folder, `${index}.crt`);
      const added = extensions.flatMap((extension) => ["-addext", extension]);
      // Of what is given twice, the last counts.
      const all = ["req", "-x509", "-nodes", "-subj", "/CN=tb", "-days", "300", ...options, ...added];
      // Without a configuration nothing is added to what is asked for.
      const files = ["-config", "/dev/null", "-keyout", path.join(folder, "key"), "-out", file];
      execFileSync(requireTool("openssl"), [...all, ...files], { stdio: "pipe" });
      assert.deepEqual(await codesIn(file), codes);
    });
  }

  it("come from keytool, which leaves out what strict clients want, under a well-known password", async () => {
    const store = path.join(folder, "keytool.p12");
    const how = [
      "-genkeypair",
      "-keystore",
      store,
      "-storepass",
      "changeit",
      "-alias",
      "mqtt",
      "-keyalg",
      "EC",
    ];
    execFileSync(requireTool("keytool"), [...how, "-dname", "CN=tb", "-validity", "9999"], { stdio: "pipe" });
    assert.deepEqual(await codesIn(store), [
      "ca-flag-missing",
      "password-well-known",
      "purpose-missing",
      "san-missing",
      "validity-too-long",
    ]);
  });
});
