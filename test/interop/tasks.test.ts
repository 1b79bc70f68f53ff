import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { soundTextWith } from "../support/profiles";
import { manifest } from "../support/settingsDoc";
import { argumentsOf, taskMeant } from "../../src/ui/taskArguments";
import { fleetRig, type CliEnded, type FleetRig } from "./fleetCliRig";

/** What the problem matcher of package.json makes of a line: file, line, column, severity, message, code. */
function matched(output: string): readonly (readonly string[])[] {
  const matcher = manifest().contributes.problemMatchers.find(({ name }) => name === "thingsboard-x509");
  assert.ok(matcher !== undefined);
  const pattern = new RegExp(matcher.pattern.regexp);
  return output.split("\n").flatMap((line) => {
    const found = pattern.exec(line);
    return found === null ? [] : [found.slice(1)];
  });
}

describe("a task's command line", () => {
  let rig: FleetRig;
  let file: string;

  before(async () => {
    rig = await fleetRig();
    file = path.join(rig.folder, "-bad one.keygen.properties");
    writeFileSync(file, soundTextWith("CITY=San Francisco\nTWO_LETTER_COUNTRY_CODE=fra\n"));
  });
  after(() => {
    rig.remove();
  });

  function run(definition: object, server?: Parameters<typeof argumentsOf>[1]): Promise<CliEnded> {
    const meant = taskMeant(definition);
    assert.ok(meant !== undefined);
    return rig.cli(argumentsOf(meant, server));
  }

  it("has each finding of a file where the problem matcher sees it", async () => {
    const plain = path.join(rig.folder, "bad.keygen.properties");
    writeFileSync(
      plain,
      soundTextWith("CITY=San Francisco\nTWO_LETTER_COUNTRY_CODE=fra\nCLIENT_KEY_ALIAS=Upper\n"),
    );
    const { code, stdout, stderr } = await run({ action: "validate", properties: "bad.keygen.properties" });
    assert.deepEqual([code, stderr], [1, ""]);
    const found = matched(stdout);
    assert.equal(found.length, stdout.trimEnd().split("\n").length);
    assert.ok(found.every(([place]) => place === plain));
    assert.deepEqual(
      found.map(([, , , severity, , finding]) => `${severity ?? ""} ${finding ?? ""}`).sort(),
      ["error country-not-two-letters", "error unquoted-space", "info alias-not-lower-case"],
    );
  });

  it("has those that stand in the way of generating too", async () => {
    const { code, stderr } = await run({ action: "generate", properties: path.basename(file) });
    assert.equal(code, 3);
    assert.match(stderr, /\[properties-invalid\]\n$/);
    assert.equal(stderr.match(/: error: .* \[country-not-two-letters\]\n/g)?.length, 1);
  });

  it("ends with 0 where a file is sound, and makes the bundle that is asked for", async () => {
    const properties = "keygen.properties";
    assert.equal((await run({ action: "validate", properties })).code, 0);
    const { code, stderr } = await run({ action: "generate", properties, serverSide: true, days: 30 });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal((await run({ action: "generate", properties })).code, 0);
    assert.ok(existsSync(path.join(rig.folder, "client.jks")));
    assert.equal((await run({ action: "generate", properties })).code, 3);
    assert.equal((await run({ action: "generate", properties, overwrite: true })).code, 0);
  });

  it("tests with a server's address and trust file", async () => {
    const server = { mqttUrl: "mqtts://127.0.0.1:1", caFile: path.join(rig.folder, "server.pub.pem") };
    const { code, stdout } = await run({ action: "test", timeout: 5 }, server);
    assert.equal(code, 1);
    assert.match(stdout, /tcp-refused/);
  });

  it("is refused where a definition has a value that is none", async () => {
    assert.equal((await run({ action: "generate", days: "soon" })).code, 2);
    assert.equal((await run({ action: "test", server: "Plant" })).code, 2);
  });
});
