// A measurement, and no part of the tests: `node scripts/scaleBench.mjs` runs it in a workspace of very many devices, and
// reads what it leaves beside itself.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { before, describe, it } from "mocha";
import * as vscode from "vscode";

const resolutionMs = 1;
const folder = process.env["THINGSBOARD_X509_SCALE"] ?? "";
const count = Number(process.env["THINGSBOARD_X509_SCALE_COUNT"]);

function deviceAt(index: number): string {
  return path.join(folder, `device-${String(index).padStart(5, "0")}`);
}

/** Whether a certificate of a device's file is told to end soon. */
function isDue(index: number): boolean {
  const uri = vscode.Uri.file(path.join(deviceAt(index), "keygen.properties"));
  return vscode.languages
    .getDiagnostics(uri)
    .some(({ code }) => typeof code === "object" && code.value === "certificate-expires-soon");
}

/** Resolves when a certificate is told to end soon. */
function due(index: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (isDue(index)) {
        subscription.dispose();
        resolve();
      }
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

describe("a workspace of very many devices", function () {
  this.timeout(300_000);
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  const startMs = performance.now();
  const sinceMs = (): number => Math.round(performance.now() - startMs);
  const row: Record<string, number> = { count, hostAgeMs: Math.round(startMs) };

  before(async () => {
    delay.enable();
    await vscode.extensions.getExtension("thingsboard-x509.thingsboard-x509")?.activate();
  });

  it("is shown, looked through and followed", async () => {
    const indexed = process.env["THINGSBOARD_X509_SCALE_BASE"] === undefined ? due(count - 1) : undefined;
    const imported = await vscode.commands.executeCommand<{ shown: boolean }>(
      "thingsboardX509.importScriptFolder",
      deviceAt(0),
    );
    assert.equal(imported.shown, true);
    row["shownMs"] = sinceMs();
    await indexed;
    row["indexedMs"] = sinceMs();
    delay.disable();
    const of = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    row["p50"] = of(delay.percentile(50));
    row["p99"] = of(delay.percentile(99));
    row["max"] = of(delay.max);
    const foundMs = performance.now();
    const found = await vscode.workspace.findFiles("**/{keygen.properties,*.keygen.properties}");
    row["findMs"] = Math.round(performance.now() - foundMs);
    row["found"] = found.length;
    if (indexed !== undefined) {
      const changedMs = performance.now();
      const after = due(count >> 1);
      cpSync(
        path.join(deviceAt(count - 1), "client.pub.pem"),
        path.join(deviceAt(count >> 1), "client.pub.pem"),
      );
      await after;
      row["changedMs"] = Math.round(performance.now() - changedMs);
    }
    row["residentMb"] = Math.round(process.memoryUsage.rss() / 1e6);
    writeFileSync(path.join(__dirname, "row.json"), JSON.stringify(row));
    assert.ok(readFileSync(path.join(__dirname, "row.json")).length > 0);
  });
});
