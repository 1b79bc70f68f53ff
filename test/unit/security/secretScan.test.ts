import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { typedSecrets } from "../../../scripts/secrets/typed.mjs";
import { demandNone, newWitness } from "../../../scripts/secrets/witness.mjs";
import { witnessed } from "../../../scripts/secrets/witnessed.mjs";
import { newKeyPair } from "../../support/identities";

const key = createPrivateKey({
  key: Buffer.from(newKeyPair({ kind: "ec", curve: "P-256" }).privateKeyPkcs8Der),
  format: "der",
  type: "pkcs8",
});
const pem = key.export({ format: "pem", type: "pkcs8" }).toString();
const number = Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url");

/** What an output could hold, and what is found in it. */
const outputs: readonly (readonly [how: string, text: string, found: string])[] = [
  ["a password of a file", "the password is Wax7Otter-9!", "a password of a properties file"],
  ["the same in an address", "https://x/?p=Wax7Otter-9!", "a password of a properties file"],
  [
    "the same as base64",
    `Basic ${Buffer.from("ada:Wax7Otter-9!:x").toString("base64")}`,
    "a password of a properties file",
  ],
  ["a quoted one, in JSON", JSON.stringify({ a: 'Elm"4 Heron' }), "a password of a properties file"],
  ["a line of a key", `read ${pem.split("\n")[1] ?? ""}`, "a line of a private key"],
  ["a key's number in hexadecimal", number.toString("hex"), "the number of a private key"],
  [
    "the same in a JSON Web Key",
    JSON.stringify(key.export({ format: "jwk" })),
    "the number of a private key",
  ],
  [
    "the same within other bytes",
    Buffer.concat([Buffer.from("x"), number, Buffer.from("y")]).toString("base64"),
    "the number of a private key",
  ],
  ["the key of another run", "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE", "a private key in PEM"],
  ["a token", "eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJ0ZW5hbnQ.c2lnbmF0dXJlLg", "a JSON Web Token"],
  ["one of the keyring", "key Kq8sTzzP71", "a secret of the keyring"],
  ["one that a test types", "signed in with p4ssword-of-the-host-test", "a secret that a test types"],
];

describe("the look for secrets in what a run leaves behind", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tb-secrets-"));
    const lines = ["CLIENT_KEY_PASSWORD=Wax7Otter-9!", `SERVER_KEY_PASSWORD='Elm"4 Heron'`, ""];
    writeFileSync(path.join(folder, "keygen.properties"), lines.join("\n"));
    writeFileSync(path.join(folder, "client.pk8.pem"), pem);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function leaksOf(name: string, text: string): readonly string[] {
    const witness = newWitness();
    witness.watch(folder);
    witness.secret("Kq8sTzzP71", "a secret of the keyring");
    witness.output(name, text);
    return witness.leaks();
  }

  for (const [how, text, found] of outputs) {
    it(`finds ${how}, and does not say it`, () => {
      const leaks = leaksOf("the log", text);
      assert.ok(leaks.includes(`the log: ${found}`), JSON.stringify(leaks));
      assert.ok(!leaks.join("").includes("Otter"));
      assert.throws(() => {
        demandNone(leaks);
      }, /the log: /);
    });
  }

  it("finds them in a file that a run leaves, and not in those that are there to hold them", () => {
    const file = path.join(folder, "report.md");
    assert.deepEqual(leaksOf("the log", "connected; BEGIN CERTIFICATE; -----BEGIN PUBLIC KEY-----"), []);
    writeFileSync(file, "opened with Wax7Otter-9!");
    assert.deepEqual(leaksOf("the log", ""), [`${file}: a password of a properties file`]);
    rmSync(file);
  });

  it("knows each secret that a host, interop or UI test types", () => {
    const typed = ["test/host", "test/interop", "test/ui"].flatMap(secretsTypedIn);
    assert.ok(typed.length > 10);
    assert.deepEqual(
      typed.filter((secret) => !typedSecrets.includes(secret)),
      [],
    );
  });
});

/** A program as tests are: it makes a device, and a report that it removes at its end; then it is killed. */
const program = `
const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const folder = mkdtempSync(path.join(require("node:os").tmpdir(), "tb-"));
writeFileSync(path.join(folder, "keygen.properties"), "CLIENT_KEY_PASSWORD=Wax7Otter-9!");
writeFileSync(path.join(folder, "report.md"), process.env.IN_REPORT);
rmSync(folder, { recursive: true });
process.stderr.write(process.env.ON_STDERR);
process.stdout.write("ended");
process.kill(process.pid, "SIGKILL");
`;

describe("the look for secrets in what a suite's programs print and leave", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tb-witnessed-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** What is found, without the folders and the process that it was in. */
  async function leaksOf(
    planted: Readonly<Record<"IN_REPORT" | "ON_STDERR", string>>,
    output = "",
  ): Promise<readonly string[]> {
    const { leaks } = await witnessed(async (env) => {
      const all = { env: { ...process.env, ...env, ...planted } };
      await promisify(execFile)("node", ["-e", program], all).catch(() => undefined);
      return { output };
    }, folder);
    return leaks.map((leak) => path.basename(leak).replace(/\d+/, "N"));
  }

  it("finds none where there is none, and leaves no file of its own", async () => {
    assert.deepEqual(await leaksOf({ IN_REPORT: "connected", ON_STDERR: "done" }), []);
    assert.deepEqual(readdirSync(folder), []);
  });

  const what = "a password of a properties file";
  it("finds one in a report that was removed, one that a killed program printed, and one in the results", async () => {
    const secret = "Wax7Otter-9!";
    const leaks = await leaksOf({ IN_REPORT: `opened with ${secret}`, ON_STDERR: secret }, `got ${secret}`);
    assert.deepEqual(leaks, [`eval.N.stderr: ${what}`, `report.md: ${what}`, `the output: ${what}`]);
  });
});

/** Stand for no secret: too short to look for, a word of everybody's, or made of others. */
const noSecrets = /^(?:.{0,7}|password|changeit|refresh)$|\$\{/;

/** What stands as a literal behind a name that says so. */
function secretsTypedIn(folder: string): readonly string[] {
  const pattern =
    /(?:password|passphrase|token|secret)[A-Za-z]*"?(?:: string)?\s*[:=]\s*"((?:[^"\\]|\\.)*)"/gi;
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => [...readFileSync(path.join(folder, name), "utf8").matchAll(pattern)])
    .map(([, secret = ""]) => secret.replace(/^Bearer /, ""))
    .filter((secret) => !noSecrets.test(secret));
}
