import * as vscode from "vscode";
import type { DeviceProblem } from "../../core/devices/deviceProblems";
import { setValueEdits } from "../../core/profile/edit";
import { entryAt } from "../../core/profile/entryAt";
import type { World } from "../../flows/world";
import {
  generateAgainTitles,
  renewAllTitle,
  renewTitles,
  stopTrackingTitle,
  useAliasTitle,
  useFreePrefixTitle,
} from "../words/deviceProblems";
import { hostEdits, languageId } from "./documents";
import type { ProfileOf } from "./profiles";
import { generateCommands, renewCommands } from "../words/sides";

/** What is known of devices when an action is asked for. */
export interface KnownDevices {
  readonly profileOf: ProfileOf;
  /** The problems of a file that are shown. */
  problemsAt(propertiesPath: string): readonly DeviceProblem[];
  /** Tells whether another properties file in the same folder claims a prefix. */
  isTaken(propertiesPath: string, prefix: string): boolean;
}

/** Offers what ends a finding about a device: a free prefix, the keystore's alias, a new bundle, … */
export function registerDeviceActions(known: KnownDevices, world: Pick<World, "files">): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { language: languageId, scheme: "file" },
    {
      provideCodeActions: async (document, _, { diagnostics }) => {
        const asked = diagnostics.map(async (diagnostic) => {
          const problem = problemOf(diagnostic, document, known);
          return problem === undefined
            ? []
            : actionsByCode[problem.code]({ problem, diagnostic, document, known, world });
        });
        return (await Promise.all(asked)).flat();
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

interface Question {
  readonly problem: DeviceProblem;
  readonly diagnostic: vscode.Diagnostic;
  readonly document: vscode.TextDocument;
  readonly known: KnownDevices;
  readonly world: Pick<World, "files">;
}

/** The problem behind a diagnostic: of its code, about the key that it underlines. */
function problemOf(
  { code, range }: vscode.Diagnostic,
  document: vscode.TextDocument,
  known: KnownDevices,
): DeviceProblem | undefined {
  const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const key = entryAt(known.profileOf(document), span)?.key;
  return known
    .problemsAt(document.uri.fsPath)
    .find((problem) => typeof code === "object" && problem.code === code.value && problem.key === key);
}

type Actions = readonly vscode.CodeAction[];

const actionsByCode: Readonly<
  Record<DeviceProblem["code"], (question: Question) => Actions | Promise<Actions>>
> = {
  "prefix-shared": freePrefixActions,
  "server-identity-differs": freePrefixActions,
  "bundle-alias-differs": (question) => [aliasAction(question), ...generateActions(question)],
  "bundle-subject-differs": generateActions,
  "bundle-key-differs": generateActions,
  "bundle-names-differ": generateActions,
  "bundle-password-differs": generateActions,
  "private-key-tracked": stopTrackingActions,
  "common-name-shared": () => [],
  "certificate-expired": renewActions,
  "certificate-expires-soon": renewActions,
};

async function freePrefixActions(question: Question): Promise<readonly vscode.CodeAction[]> {
  const { problem, document, known, world } = question;
  const { values } = known.profileOf(document);
  const own = ["CLIENT_FILE_PREFIX", "SERVER_FILE_PREFIX"].map((key) => values.get(key)?.value.toLowerCase());
  const propertiesPath = document.uri.fsPath;
  const { freePrefix } = await import("../../flows/freePrefix");
  const prefix = await freePrefix(
    {
      propertiesPath,
      side: problem.side,
      prefix: values.get(problem.key)?.value ?? problem.side,
      isTaken: (candidate) =>
        own.includes(candidate.toLowerCase()) || known.isTaken(propertiesPath, candidate),
    },
    world,
  );
  if (prefix === undefined) {
    return [];
  }
  const action = edited(question, useFreePrefixTitle(problem.key, prefix), prefix);
  action.isPreferred = true;
  return [action];
}

function aliasAction(question: Question): vscode.CodeAction {
  const { key, values } = question.problem;
  const alias = values["onDisk"] ?? "";
  return edited(question, useAliasTitle(key, alias), alias);
}

/** A new certificate has to be made known to ThingsBoard, so this is never the preferred way. */
function generateActions({ problem, diagnostic, document }: Question): readonly vscode.CodeAction[] {
  if (!vscode.workspace.isTrusted) {
    return [];
  }
  const title = generateAgainTitles[problem.side];
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  const { command } = generateCommands[problem.side];
  action.command = { title, command, arguments: [document.uri.fsPath] };
  action.diagnostics = [diagnostic];
  return [action];
}

function stopTrackingActions({ diagnostic, document }: Question): readonly vscode.CodeAction[] {
  const action = new vscode.CodeAction(stopTrackingTitle, vscode.CodeActionKind.QuickFix);
  const command = "thingsboardX509.stopTracking";
  action.command = { title: stopTrackingTitle, command, arguments: [document.uri.fsPath] };
  action.diagnostics = [diagnostic];
  return [action];
}

/** A new certificate has to be made known, so none of these is the preferred way. */
function renewActions({ problem, diagnostic, document }: Question): readonly vscode.CodeAction[] {
  const one = renewCommands[problem.side];
  const rows = [
    { title: renewTitles[problem.side], command: one, arguments: [document.uri.fsPath] },
    { title: renewAllTitle, command: "thingsboardX509.renewAllExpiring", arguments: [] },
  ];
  return (vscode.workspace.isTrusted ? rows : []).map((command) => {
    const action = new vscode.CodeAction(command.title, vscode.CodeActionKind.QuickFix);
    action.command = command;
    action.diagnostics = [diagnostic];
    return action;
  });
}

function edited(
  { problem, diagnostic, document, known }: Question,
  title: string,
  value: string,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, hostEdits(document, setValueEdits(known.profileOf(document), problem.key, value)));
  action.edit = edit;
  action.diagnostics = [diagnostic];
  return action;
}
