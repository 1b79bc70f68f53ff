import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { diagnosed, folderOf, place, sound, written } from "../propertiesFiles";

const type = "thingsboard-x509";

describe("the tasks of a workspace", function () {
  this.timeout(120_000);
  let folder: vscode.Uri;
  let uri: vscode.Uri;
  let tasks: readonly vscode.Task[];
  const settings = vscode.workspace.getConfiguration("tasks");

  before(async () => {
    await vscode.extensions.getExtension("thingsboard-x509.thingsboard-x509")?.activate();
    folder = folderOf("tasks");
    uri = await written(folder, "keygen.properties", sound + place.replace("=FR", "=FRA"));
    await vscode.commands.executeCommand("thingsboardX509.startTestServer", { port: 0 });
    const own = { type, action: "test", properties: "${workspaceFolder}/tasks/keygen.properties" };
    const declared = [
      { label: "with a variable", ...own, server: "Local Test Server" },
      { label: "with no such server", ...own, server: "Nowhere" },
    ];
    await settings.update("version", "2.0.0", vscode.ConfigurationTarget.Workspace);
    await settings.update("tasks", declared, vscode.ConfigurationTarget.Workspace);
    tasks = await vscode.tasks.fetchTasks({ type });
  });

  after(async () => {
    await settings.update("tasks", undefined, vscode.ConfigurationTarget.Workspace);
    await settings.update("version", undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand("thingsboardX509.stopTestServer");
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  /** Runs a task to its end and gives its exit code. */
  async function ended(name: string): Promise<number | undefined> {
    const task = tasks.find((one) => one.name === name);
    assert.ok(task !== undefined, `${name} is none of ${tasks.map((one) => one.name).join(", ")}`);
    return new Promise((resolve, reject) => {
      const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name === name) {
          listening.dispose();
          resolve(exitCode);
        }
      });
      vscode.tasks.executeTask(task).then(undefined, reject);
    });
  }

  it("are offered for each properties file", () => {
    const found = tasks.filter(({ definition }) => definition["properties"] === "tasks/keygen.properties");
    assert.deepEqual(found.map(({ name, group }) => [name, group?.id]).sort(), [
      ["generate tasks/keygen.properties", undefined],
      ["test tasks/keygen.properties", "test"],
      ["validate tasks/keygen.properties", "build"],
    ]);
    assert.ok(found.every(({ execution }) => execution instanceof vscode.ProcessExecution));
  });

  it("check a file, and show in Problems what is wrong with it", async () => {
    assert.equal(await ended("validate tasks/keygen.properties"), 1);
    await diagnosed(uri, "country-not-two-letters Error 17:24-17:24");
    await written(folder, "keygen.properties", sound + place);
    assert.equal(await ended("validate tasks/keygen.properties"), 0);
    await diagnosed(uri);
  });

  it("generate the bundle, and connect to the server of the settings with it", async () => {
    assert.equal(await ended("generate tasks/keygen.properties"), 0);
    assert.ok(existsSync(path.join(folder.fsPath, "client.jks")));
    assert.equal(await ended("test tasks/keygen.properties"), 1);
    await vscode.commands.executeCommand("thingsboardX509.registerWithTestServer", uri.fsPath);
    assert.equal(await ended("test tasks/keygen.properties"), 0);
  });

  it("of tasks.json may have variables", async () => {
    assert.equal(await ended("with a variable"), 0);
  });

  it("of tasks.json end with 3 where there is no such server", async () => {
    assert.equal(await ended("with no such server"), 3);
  });
});
