// Runs in a workspace of some hundred devices; `npm run bench` and `node scripts/scaleBench.mjs` run it with very many, and
// read the numbers that it leaves beside itself.
import assert from "node:assert/strict";
import { cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";

const resolutionMs = 1;
const folder = process.env["THINGSBOARD_X509_SCALE"] ?? "";
const count = Number(process.env["THINGSBOARD_X509_SCALE_COUNT"]);
const rows = Number(process.env["THINGSBOARD_X509_SCALE_ROWS"]);

function deviceAt(index: number): string {
  return path.join(folder, nameOf(index));
}

function nameOf(index: number): string {
  return `device-${String(index).padStart(5, "0")}`;
}

function certificateAt(index: number): string {
  return path.join(deviceAt(index), `${nameOf(index)}.pub.pem`);
}

/** Resolves when a certificate of a device's file is told to end soon. */
function due(index: number): Promise<void> {
  const uri = vscode.Uri.file(path.join(deviceAt(index), "keygen.properties"));
  const isDue = (): boolean =>
    vscode.languages
      .getDiagnostics(uri)
      .some(({ code }) => typeof code === "object" && code.value === "certificate-expires-soon");
  return new Promise((resolve) => {
    const subscription = vscode.languages.onDidChangeDiagnostics(() => {
      if (isDue()) {
        subscription.dispose();
        resolve();
      }
    });
    if (isDue()) {
      subscription.dispose();
      resolve();
    }
  });
}

describe("a workspace of very many devices", function () {
  this.timeout(300_000);
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  const row: Record<string, number> = { count, rows };
  const isBase = process.env["THINGSBOARD_X509_SCALE_BASE"] !== undefined;

  /** Notes how long the work took, and how long the event loop was held up meanwhile. */
  async function measured<T>(name: string, work: () => Promise<T>): Promise<T> {
    delay.reset();
    delay.enable();
    const startMs = performance.now();
    const done = await work();
    row[`${name}Ms`] = performance.now() - startMs;
    delay.disable();
    const of = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    row[`${name}P99`] = of(delay.percentile(99));
    row[`${name}Max`] = of(delay.max);
    return done;
  }

  async function shown(index: number): Promise<void> {
    const imported = await vscode.commands.executeCommand<{ shown: boolean }>(
      "thingsboardX509.importScriptFolder",
      deviceAt(index),
    );
    assert.equal(imported.shown, true);
  }

  before(async () => {
    // What the search alone takes.
    const found = await measured("find", async () =>
      vscode.workspace.findFiles("**/{keygen.properties,*.keygen.properties}", "**/{node_modules,backup}/**"),
    );
    assert.ok(found.length >= count);
    // Which waits until the extension has found the same files.
    await vscode.commands.executeCommand("thingsboardX509.explainCertificate", certificateAt(0));
  });

  after(() => {
    row["residentMb"] = process.memoryUsage.rss() / 1e6;
    writeFileSync(path.join(__dirname, "row.json"), JSON.stringify(row));
  });

  it("is shown, and looked through", async () => {
    const indexed = isBase ? Promise.resolve() : due(count - 1);
    await measured("open", () => shown(0));
    await measured("index", () => indexed);
  });

  // An older package is measured in what it has.
  if (!isBase) {
    it("is put together by what expires, and by folder again", async () => {
      await measured("group", async () => {
        await vscode.commands.executeCommand("thingsboardX509.groupByExpiry");
        await shown(count - 1);
      });
      await measured("ungroup", async () => {
        await vscode.commands.executeCommand("thingsboardX509.groupByFolder");
        await shown(1);
      });
    });

    it("follows one device that changes", async () => {
      const changed = count >> 1;
      await measured("change", async () => {
        const seen = due(changed);
        cpSync(certificateAt(count - 1), certificateAt(changed));
        await seen;
      });
    });
  }

  it("gets a fleet, and the extension host answers meanwhile", async () => {
    const csv = path.join(folder, "..", "fleet", "fleet.csv");
    const names = Array.from({ length: rows }, (_, index) => `fleet-${String(index)}`);
    const uri = vscode.Uri.file(csv);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(["name", ...names, ""].join("\n")));
    const template = path.join(deviceAt(0), "keygen.properties");
    const fleet = await measured("fleet", async () =>
      vscode.commands.executeCommand<{ generated: number }>("thingsboardX509.generateFleet", {
        csv: uri,
        template,
        ca: false,
      }),
    );
    assert.equal(fleet.generated, rows);
  });
});
