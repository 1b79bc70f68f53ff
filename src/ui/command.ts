import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { bugText } from "./bug";
import { foldedActions } from "./foldedActions";
import { safeText } from "../core/stream/safeText";
import { pickOne } from "./pick";
import { unlinked } from "./words/unlinked";

/** Something that a button does. */
export interface Action {
  readonly title: string;
  /** Full id. */
  readonly command: string;
  readonly args: readonly unknown[];
}

/** Why a command did not do what it was asked for, in the person's words, with what cures it. */
export interface CommandFailure {
  /** Stable, kebab-case; see docs. */
  readonly code: string;
  /** What happened, to what, and the next step. */
  readonly message: string;
  /** Facts for the caller; no secret in it. */
  readonly details?: unknown;
  /** The first is the likeliest cure. */
  readonly actions?: readonly Action[];
  /** The first action is all that stood in the way: when it is done, the command runs again as it was called. */
  readonly goesOn?: boolean;
}

/** What a command gives to whoever called it. Undefined: the person cancelled. */
export type Outcome<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "failed"; readonly failure: CommandFailure }
  | undefined;

/** One command: its id behind `thingsboardX509.`, and what it does with its arguments, which may be anything. */
export interface CommandRow {
  readonly id: string;
  /** Whether it writes or connects: in an untrusted workspace it then answers `workspace-untrusted`. */
  readonly needsTrust: boolean;
  readonly run: (...args: readonly unknown[]) => Promise<Outcome<unknown>>;
}

/** Wraps what a command gives. */
export function done<T>(value: T): Outcome<T> {
  return { kind: "done", value };
}

/** Wraps why it gives nothing. */
export function failed(failure: CommandFailure): Outcome<never> {
  return { kind: "failed", failure };
}

/** What the ids of all commands begin with. */
export const commandPrefix = "thingsboardX509.";

/** Runs a command, shows its failure without waiting for an answer, and gives it as `{ error }`. */
export async function runCommand(
  row: CommandRow,
  args: readonly unknown[],
  log: vscode.LogOutputChannel,
): Promise<unknown> {
  const outcome =
    row.needsTrust && !vscode.workspace.isTrusted ? failed(untrusted) : await ran(row, args, log);
  if (outcome === undefined || outcome.kind === "done") {
    return outcome?.value;
  }
  const { code, message, details } = outcome.failure;
  log.warn(`${row.id}: ${code}: ${safeText(message)}`);
  void curedBy(outcome.failure, row.id, args);
  return { error: { code, message, ...(details === undefined ? {} : { details }) } };
}

/** Shows a failure with its cures; after one that lets it, what was asked for is not to be asked for again. */
async function curedBy(
  { message, actions = [], goesOn = false }: CommandFailure,
  id: string,
  args: readonly unknown[],
): Promise<void> {
  const given = await showWithActions("error", message, actions);
  if (goesOn && isDone(given)) {
    await vscode.commands.executeCommand(commandPrefix + id, ...args);
  }
}

/** Whether a command of ours did what it was asked for: it was neither cancelled nor refused. */
function isDone(given: unknown): boolean {
  return typeof given === "object" && given !== null && !("error" in given);
}

/** The one place that catches: what arrives here is a bug, logged with its stack and told once. */
async function ran(
  row: CommandRow,
  args: readonly unknown[],
  log: vscode.LogOutputChannel,
): Promise<Outcome<unknown>> {
  try {
    return await row.run(...args);
  } catch (error) {
    log.error(`${row.id}:`, bugText(error));
    const toLog = { title: l10n.t("Show Log"), command: `${commandPrefix}showLog`, args: [] };
    void showWithActions(
      "error",
      l10n.t("Something went wrong in ThingsBoard X.509 itself. The log has the details."),
      [toLog],
    );
    throw error;
  }
}

const untrusted: CommandFailure = {
  code: "workspace-untrusted",
  message: l10n.t(
    "This workspace is not trusted: files are read and checked here, but nothing is written and nothing connects. Trust the workspace to go on.",
  ),
  actions: [{ title: l10n.t("Manage Workspace Trust"), command: "workbench.trust.manage", args: [] }],
};

/**
 * Shows a notification with buttons; runs the chosen one's command. Many actions are folded: the last button then lets the
 * person pick from the rest. Resolves when the notification is gone, with what that command gave.
 */
export async function showWithActions(
  kind: "error" | "warning" | "information",
  message: string,
  actions: readonly Action[],
): Promise<unknown> {
  const { shown, rest } = foldedActions(actions);
  const titles = [...shown.map((action) => action.title), ...(rest.length > 0 ? [more] : [])];
  const chosen = await show(kind)(unlinked(message), ...titles);
  const action =
    chosen === more ? await pickAction(message, rest) : shown.find(({ title }) => title === chosen);
  return action && vscode.commands.executeCommand(action.command, ...action.args);
}

const more = l10n.t("More…");

async function pickAction(message: string, actions: readonly Action[]): Promise<Action | undefined> {
  const rows = actions.map((action) => ({ label: action.title, action }));
  const picked = await pickOne(rows, { title: l10n.t("More"), placeHolder: message });
  return picked?.action;
}

function show(
  kind: "error" | "warning" | "information",
): (message: string, ...titles: string[]) => Thenable<string | undefined> {
  switch (kind) {
    case "error":
      return vscode.window.showErrorMessage;
    case "warning":
      return vscode.window.showWarningMessage;
    case "information":
      return vscode.window.showInformationMessage;
  }
}
