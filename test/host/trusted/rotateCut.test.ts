import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { commands, ConfigurationTarget, Uri, workspace, type TextDocument } from "vscode";
import type { FaultRule } from "../../../src/core/testServer/faults";
import { planRotation } from "../../../src/flows/planRotation";
import { rotateClientCert, type RotateWorld } from "../../../src/flows/rotateClientCert";
import type { ThingsBoard } from "../../../src/flows/thingsBoard";
import { forgetfulWorld as world, localServer, type LocalServerRig } from "../../interop/localServerRig";
import { restClient, type RestClient } from "../../interop/testServerRest";

interface Rotated {
  readonly rotated: boolean;
  readonly restored: boolean;
  readonly failure?: { readonly code: string; readonly message: string; readonly step?: string };
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

function setServers(servers: readonly object[] | undefined): Thenable<void> {
  const settings = workspace.getConfiguration("thingsboardX509");
  return settings.update("servers", servers, ConfigurationTarget.Workspace);
}

/** Waits for the output to say something; it is a document as long as its view is open. */
function output(wanted: RegExp): Promise<void> {
  return new Promise((resolve) => {
    const look = (document: TextDocument): void => {
      if (document.languageId === "thingsboard-x509-output" && wanted.test(document.getText())) {
        subscription.dispose();
        resolve();
      }
    };
    const subscription = workspace.onDidChangeTextDocument(({ document }) => {
      look(document);
    });
    workspace.textDocuments.forEach(look);
  });
}

/** The program ends here. */
class Killed extends Error {}

const { signal } = new AbortController();
const plant = { server: "Plant" };

describe("Rotate Client Cert…, while its server fails or the program ends, in a real extension host,", function () {
  this.timeout(120_000);
  let rig: LocalServerRig;
  let board: ThingsBoard;
  let rest: RestClient;
  let properties: string;

  const certificate = (): string =>
    readFileSync(path.join(path.dirname(properties), "client.pub.pem"), "utf8");
  const compared = async (): Promise<string> =>
    (await run<{ state: string }>("compareWithServer", properties, plant)).state;
  const failWith = async (...rules: readonly FaultRule[]): Promise<void> => {
    assert.equal((await rest("POST", "/testServer/faults", rules)).status, 200);
  };

  before(async () => {
    rig = await localServer();
    const { restUrl, mqttUrl, caFile, login } = rig.server;
    board = await rig.boardAt(restUrl);
    rest = await restClient({ restUrl, password: login.password });
    await setServers([{ name: "Plant", mqttUrl, restUrl, caFile }]);
    const { username, password } = login;
    await run("signIn", "Plant", { username, password });
    const folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "cut-"));
    const values = { DOMAIN_SUFFIX: "cut pump", CLIENT_FILE_PREFIX: "client" };
    properties = (await run<{ properties: string }>("newDevice", { folder, values })).properties;
    await run("generateClientCert", properties);
    await run("provisionDevice", properties, plant);
    assert.equal(await compared(), "in-sync");
  });

  after(async () => {
    await run("signOut", "Plant");
    await setServers(undefined);
    await rig.stop();
  });

  const write = { method: "POST", path: "/api/device/credentials" } as const;
  const failures: readonly (readonly [kind: FaultRule["kind"], code: string])[] = [
    ["server-error", "rest-server-error"],
    ["conflict", "rest-conflict"],
    ["closed-before-answer", "http-broken-off"],
  ];
  for (const [kind, code] of failures) {
    it(`puts everything back, and names the step, where the server's write ends in ${kind}`, async () => {
      const before = certificate();
      // A conflict is met once by reading anew.
      await failWith({ kind, ...write, times: 2 });
      const { rotated, restored, failure } = await run<Rotated>("rotateClientCert", properties, plant);
      await failWith();
      assert.deepEqual([rotated, restored], [false, true], JSON.stringify(failure));
      assert.equal(failure?.step, "provision", JSON.stringify(failure));
      assert.equal(failure.code, code);
      assert.match(failure.message, /could not be given the new one/);
      assert.equal(certificate(), before);
      assert.equal(await compared(), "in-sync");
    });
  }

  for (const kind of ["closed-after-effect", "truncated"] as const) {
    it(`rotates all the same where the server has done it and its answer is ${kind}`, async () => {
      const before = certificate();
      await failWith({ kind, ...write });
      const { rotated, failure } = await run<Rotated>("rotateClientCert", properties, plant);
      await failWith();
      assert.equal(rotated, true, JSON.stringify(failure));
      assert.notEqual(certificate(), before);
      assert.equal(await compared(), "in-sync");
    });
  }

  /** Where the extension has its journals: the one of the rotations above has ended and lies there. */
  const journalFolder = (): string => {
    const storage = path.join(process.env["HOME"] ?? "", "user-data", "User", "workspaceStorage");
    const found = readdirSync(storage, { recursive: true, withFileTypes: true }).find(
      (one) => one.isDirectory() && one.name === "rotations",
    );
    assert.ok(found, storage);
    return path.join(found.parentPath, found.name);
  };

  /** Rotates as the extension does, on the same files, server and journals, until the program ends. */
  const killed = async (where: "before the server's write" | "at the test"): Promise<void> => {
    const dying: ThingsBoard = {
      ...board,
      ask: (call, stop) => {
        if (where !== "at the test" && call.method === "POST") {
          throw new Killed(where);
        }
        return board.ask(call, stop);
      },
    };
    const plan = await planRotation({ propertiesPath: properties }, { ...world, board }, signal);
    assert.ok(plan.ok && plan.value.isInSync, JSON.stringify(plan));
    const { restUrl } = rig.server;
    const request = {
      plan: plan.value,
      server: { name: "Plant", restUrl },
      issue: { propertiesPath: properties, validityDays: 30 },
      journalFolder: journalFolder(),
    };
    const rotateWorld: RotateWorld = {
      ...{ ...world, board: dying },
      test: () => Promise.reject(new Killed(where)),
    };
    await assert.rejects(rotateClientCert(request, rotateWorld, signal), Killed);
  };

  for (const where of ["before the server's write", "at the test"] as const) {
    for (const finish of [true, false]) {
      it(`killed ${where}, can be ${finish ? "finished" : "rolled back"}`, async () => {
        const before = certificate();
        await killed(where);
        assert.notEqual(certificate(), before);
        const refused = await run<{ error: { code: string } }>("rotateClientCert", properties, plant);
        assert.equal(refused.error.code, "rotation-unfinished");
        const { rotated, restored, failure } = await run<Rotated>("resumeRotation", properties, { finish });
        assert.deepEqual([rotated, restored], [finish, !finish], JSON.stringify(failure));
        assert.equal(certificate() === before, !finish);
        assert.equal(await compared(), "in-sync");
      });
    }
  }

  it("keeps the offer open where the server cannot be asked, and rolls back once it can", async () => {
    const before = certificate();
    await killed("at the test");
    await failWith({ kind: "server-error", times: 100 });
    const stuck = await run<Rotated>("resumeRotation", properties, { finish: false });
    assert.deepEqual([stuck.restored, stuck.failure?.code], [false, "rest-server-error"]);
    await rest("POST", "/testServer/faults", []);
    const { restored } = await run<Rotated>("resumeRotation", properties, { finish: false });
    assert.deepEqual([restored, certificate() === before, await compared()], [true, true, "in-sync"]);
  });

  it("tells in the report what the server has of what is published, without its values unless they are wanted", async () => {
    await run("testConnection", properties, { ...plant, keepOpen: true });
    const draft = path.join(path.dirname(properties), "message.json");
    writeFileSync(draft, '{"temperature":21.5}');
    const document = await workspace.openTextDocument(Uri.file(draft));
    const message = { topic: "v1/devices/me/telemetry", document: document.uri.toString() };
    await run("showOutput");
    const told = output(/✓ {2}Data on the server Plant, of cut pump: arrived/);
    const { acknowledged } = await run<{ acknowledged: boolean }>("publish", properties, message);
    assert.equal(acknowledged, true);
    await told;
    const report = async (values: boolean): Promise<string> =>
      (await run<{ report: string }>("copyReport", properties, { hostNames: true, values })).report;
    const shown = await report(true);
    assert.match(shown, /- Outcome: `arrived, there [\d,]+ ms after it was sent`/);
    assert.match(shown, /- temperature: `21\.5 · \d{4}-\d\d-\d\dT[\d:.]+Z`/);
    assert.match(await report(false), /- temperature: `\[value\] · /);
    await run("disconnect", properties);
  });
});
