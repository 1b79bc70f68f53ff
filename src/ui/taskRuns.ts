import * as path from "node:path";
import * as vscode from "vscode";
import { ok, type Result } from "../core/result";
import type { App } from "./app";
import type { CommandFailure } from "./command";
import { serverChosen } from "./servers";
import {
  actionsWith,
  argumentsOf,
  offeredTasks,
  taskMeant,
  taskType,
  type TaskMeant,
  type TaskServer,
} from "./taskArguments";

type Parts = Pick<App, "devices" | "testServer" | "extensionFolder">;
type Scope = vscode.WorkspaceFolder | vscode.TaskScope.Global | vscode.TaskScope.Workspace;

const matcher = "$thingsboard-x509";

/** The exit code of a task that could not begin; the command line's own, see docs/command-line.md. */
const notDone = 3;

/** The tasks of each device of the workspace. */
export async function offered(app: Parts): Promise<vscode.Task[]> {
  const places = (await app.devices.known()).flatMap(({ propertiesPath }) => placeOf(propertiesPath));
  return (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => {
    const files = places.filter((place) => place.folder.index === folder.index).map(({ file }) => file);
    return offeredTasks(files, vscode.workspace.isTrusted).flatMap((definition) => {
      const name = `${definition.action} ${definition.properties}`;
      return taskOf(app, { definition, scope: folder, name }) ?? [];
    });
  });
}

/** Makes a task of `tasks.json` one that runs; undefined where its definition is none, or may not run here. */
export function resolved(app: Parts, { definition, scope, name }: vscode.Task): vscode.Task | undefined {
  return taskOf(app, { definition, scope: scope ?? vscode.TaskScope.Workspace, name });
}

interface Place {
  readonly folder: vscode.WorkspaceFolder;
  /** With `/` on every platform, as `tasks.json` is shared. */
  readonly file: string;
}

function placeOf(propertiesPath: string): readonly Place[] {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(propertiesPath));
  return folder === undefined
    ? []
    : [{ folder, file: path.relative(folder.uri.fsPath, propertiesPath).split(path.sep).join("/") }];
}

interface Named {
  readonly definition: vscode.TaskDefinition;
  readonly scope: Scope;
  readonly name: string;
}

function taskOf(app: Parts, { definition, scope, name }: Named): vscode.Task | undefined {
  const meant = taskMeant(definition);
  if (meant === undefined || !actionsWith(vscode.workspace.isTrusted).includes(meant.action)) {
    return undefined;
  }
  const folder = typeof scope === "object" ? scope.uri.fsPath : undefined;
  const task = new vscode.Task(definition, scope, name, taskType, executionOf(app, meant, folder), matcher);
  if (meant.action === "validate") {
    task.group = vscode.TaskGroup.Build;
  } else if (meant.action === "test") {
    task.group = vscode.TaskGroup.Test;
  }
  return task;
}

/** The editor's own program runs the command line, without a shell. */
function executionOf(
  { testServer, extensionFolder }: Parts,
  meant: TaskMeant,
  folder: string | undefined,
): vscode.ProcessExecution | vscode.CustomExecution {
  const server = meant.action === "test" ? serverOf({ testServer }, meant, folder) : undefined;
  if (server?.ok === false) {
    return refusal(server.failure.message);
  }
  const program = path.join(extensionFolder, "dist", "cli.js");
  const env = { ELECTRON_RUN_AS_NODE: "1" };
  const options = folder === undefined ? { env } : { env, cwd: folder };
  return new vscode.ProcessExecution(
    process.execPath,
    [program, ...argumentsOf(meant, server?.value)],
    options,
  );
}

/** An address goes as it is; a name, or the active server, as the settings have it now. */
function serverOf(
  app: Pick<App, "testServer">,
  { server, properties }: TaskMeant,
  folder: string | undefined,
): Result<TaskServer, CommandFailure> {
  return server?.includes("://") === true
    ? ok({ mqttUrl: server })
    : serverChosen(app, server, folder === undefined ? undefined : path.resolve(folder, properties));
}

/** A task that says in its terminal why it does not run. */
function refusal(message: string): vscode.CustomExecution {
  return new vscode.CustomExecution(() => {
    const written = new vscode.EventEmitter<string>();
    const ended = new vscode.EventEmitter<number>();
    const open = (): void => {
      written.fire(`${message}\r\n`);
      ended.fire(notDone);
    };
    const close = (): void => {
      written.dispose();
      ended.dispose();
    };
    return Promise.resolve({ onDidWrite: written.event, onDidClose: ended.event, open, close });
  });
}
