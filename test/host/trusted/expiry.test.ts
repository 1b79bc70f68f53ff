import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { commands, ConfigurationTarget, languages, Uri, workspace } from "vscode";

interface Refusal {
  readonly error: { readonly code: string };
}

/** Runs a command of the extension. */
async function run<T>(id: string, ...args: unknown[]): Promise<T> {
  return await commands.executeCommand<T>(`thingsboardX509.${id}`, ...args);
}

async function setValidity(days: number | undefined): Promise<void> {
  const section = workspace.getConfiguration("thingsboardX509", null);
  await section.update("certificate.clientValidityDays", days, ConfigurationTarget.Workspace);
}

/** Resolves when the Problems view tells of a properties file what is claimed. */
function told(properties: string, isDue: boolean): Promise<void> {
  const holds = (): boolean =>
    languages
      .getDiagnostics(Uri.file(properties))
      .some(({ code }) => typeof code === "object" && code.value === "certificate-expires-soon") === isDue;
  return new Promise((resolve) => {
    const look = (): void => {
      if (holds()) {
        subscription.dispose();
        resolve();
      }
    };
    const subscription = languages.onDidChangeDiagnostics(look);
    look();
  });
}

describe("watching over what expires, in a real extension host,", () => {
  let folder: string;
  let properties: string;

  before(async () => {
    folder = mkdtempSync(path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "expiry-"));
    const made = await run<{ properties: string }>("newDevice", {
      folder,
      values: { DOMAIN_SUFFIX: "ending" },
    });
    properties = made.properties;
    await commands.executeCommand("workbench.action.closeAllEditors");
    await setValidity(10);
    await run("generateClientCert", properties);
    await setValidity(undefined);
  });

  after(async () => {
    await setValidity(undefined);
    await run("groupByFolder");
    rmSync(folder, { recursive: true, force: true });
  });

  it("tells in Problems of a file that nobody opened", async () => {
    await told(properties, true);
    const { diagnostics } = await run<{ diagnostics: readonly { code: string }[] }>("validate", properties);
    assert.ok(diagnostics.some(({ code }) => code === "certificate-expires-soon"));
  });

  it("groups the devices, and goes back", async () => {
    assert.deepEqual(await run("groupByExpiry"), { grouping: "expiry" });
    assert.deepEqual(await run("groupByFolder"), { grouping: "folder" });
  });

  it("exports a calendar, and replaces one only when it may", async () => {
    const file = path.join(folder, "certificates.ics");
    const exported = await run<{ file: string; events: number }>("exportExpiryCalendar", { path: file });
    assert.equal(exported.file, file);
    const text = readFileSync(file, "utf8");
    assert.equal(text.split("BEGIN:VEVENT").length - 1, exported.events);
    assert.match(text, /SUMMARY:.*: client certificate expires\r\n/);
    assert.equal((await run<Refusal>("exportExpiryCalendar", { path: file })).error.code, "file-exists");
    assert.equal(
      (await run<Refusal>("exportExpiryCalendar", { path: "x.ics" })).error.code,
      "argument-invalid",
    );
  });

  it("renews all that is due, keeps the old files, and has nothing more to tell", async () => {
    assert.equal((await run<Refusal>("renewAllExpiring", { days: -1 })).error.code, "argument-invalid");
    assert.deepEqual(await run("renewAllExpiring", { days: 30, keepKey: true }), {
      renewed: 1,
      failed: [],
      skipped: 0,
    });
    assert.ok(existsSync(path.join(folder, "backup")));
    await told(properties, false);
    assert.deepEqual(await run("renewAllExpiring", { days: 30 }), { renewed: 0, failed: [], skipped: 0 });
  });
});
