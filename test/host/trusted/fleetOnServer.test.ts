import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { commands, window, workspace } from "vscode";

/** The folder that a properties file lies in. */
const nameOfFolder = (file = ""): string => path.basename(path.dirname(file));

interface Tested {
  readonly total: number;
  readonly connected: number;
  readonly diagnoses: readonly { readonly code: string; readonly devices: readonly string[] }[];
  readonly file?: string;
}

interface Provisioned {
  readonly total: number;
  readonly provisioned: number;
  readonly unchanged: number;
  readonly failed: readonly { readonly device: string; readonly code: string }[];
  readonly report: string;
}

interface Refusal {
  readonly error: { readonly code: string };
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

describe("A fleet and its server, in a real extension host,", function () {
  this.timeout(120_000);
  const server = "Local Test Server";
  let folder: string;
  let devices: readonly string[];

  before(async () => {
    folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "fleet-"));
    const made: string[] = [];
    for (const name of ["fleet-a", "fleet-b", "fleet-c"]) {
      const place = path.join(folder, name);
      mkdirSync(place);
      const values = { DOMAIN_SUFFIX: name, CLIENT_FILE_PREFIX: "client" };
      made.push((await run<{ properties: string }>("newDevice", { folder: place, values })).properties);
    }
    devices = made;
    await Promise.all(devices.slice(0, 2).map((device) => run("generateClientCert", device)));
    await run("stopTestServer");
    await run("startTestServer", { port: 0 });
    await run("signIn", server);
  });

  after(async () => {
    await run("stopTestServer");
  });

  it("is provisioned, and again with nothing changed; who has no certificate is told", async () => {
    const bare = { device: devices[2], code: "client-cert-missing" };
    const counts = ({ total, provisioned, unchanged, failed }: Provisioned): readonly unknown[] => [
      ...[total, provisioned, unchanged],
      failed.map(({ device, code }) => ({ device, code })),
    ];
    const first = await run<Provisioned>("provisionFleet", { folder, server });
    assert.deepEqual(counts(first), [3, 2, 0, [bare]]);
    const second = await run<Provisioned>("provisionFleet", { folder, server });
    assert.deepEqual(counts(second), [3, 0, 2, [bare]]);
    const [header, ...rows] = readFileSync(second.report, "utf8").trimEnd().split("\r\n");
    assert.equal(header, "device,properties,outcome,code,message");
    assert.deepEqual(
      rows.map((row) => row.split(",")).map(([, path, outcome, code]) => [nameOfFolder(path), outcome, code]),
      [
        ["fleet-a", "unchanged", ""],
        ["fleet-b", "unchanged", ""],
        ["fleet-c", "failed", "client-cert-missing"],
      ],
    );
  });

  it("is tested, summed up and exported", async () => {
    const exportTo = path.join(folder, "tests.xml");
    const tested = await run<Tested>("testFleet", { folder, server, exportTo });
    assert.deepEqual([tested.total, tested.connected, tested.file], [3, 2, exportTo]);
    assert.deepEqual(tested.diagnoses, [{ code: "client-cert-missing", count: 1, devices: [devices[2]] }]);
    assert.match(readFileSync(exportTo, "utf8"), /<testsuites name="Test Fleet" tests="3" failures="1"/);
  });

  it("is exported for ThingsBoard's bulk import", async () => {
    const file = path.join(folder, "devices.csv");
    const exported = await run<{ devices: number; failed: readonly unknown[] }>("exportBulkImport", {
      folder,
      path: file,
    });
    assert.deepEqual([exported.devices, exported.failed.length], [2, 1]);
    assert.match(readFileSync(file, "utf8"), /^name,type,x509\r\nfleet-a,,"-----BEGIN CERTIFICATE-----\n/);
  });

  it("has its device CA on the server, what would be sent being shown before and nothing after", async () => {
    interface DryRun {
      readonly requests: readonly { readonly method: string; readonly url: string }[];
    }
    const { certificate } = await run<{ certificate: string }>("newDeviceCa", { name: "Line", folder });
    const dryRun = (): Promise<DryRun> => run("provisionDeviceCa", certificate, { server, dryRun: true });
    const asked = ({ requests }: DryRun): readonly string[] =>
      requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
    assert.deepEqual(asked(await dryRun()), ["POST /api/deviceProfile"]);
    assert.match(window.activeTextEditor?.document.getText() ?? "", /^POST http\S+\/api\/deviceProfile$/m);
    // Nothing was sent: it would be made now, too.
    const made = await run<{ created: boolean }>("provisionDeviceCa", certificate, { server });
    assert.equal(made.created, true);
    assert.deepEqual(asked(await dryRun()), []);
    await commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("is refused where nothing, or something else, is meant", async () => {
    const codeOf = async (id: string, options: unknown): Promise<string> =>
      (await run<Refusal>(id, options)).error.code;
    assert.equal(await codeOf("testFleet", { folder: path.join(folder, "none") }), "no-device");
    assert.equal(await codeOf("testFleet", { folder, exportTo: "tests.txt" }), "argument-invalid");
    assert.equal(await codeOf("provisionFleet", { folder, mode: "magic" }), "argument-invalid");
    assert.equal(await codeOf("provisionFleet", { folder, concurrency: 0 }), "argument-invalid");
  });
});
