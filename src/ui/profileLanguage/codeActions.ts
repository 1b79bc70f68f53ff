import * as vscode from "vscode";
import { fixesOf, upgradeEdits, type ProfileFix } from "../../core/profile/fixes";
import type { MachineNames, Profile, ProfileProblem } from "../../core/profile/profile";
import { fixAllTitle, fixTitle, upgradeTitle } from "../words/fixes";
import { fixAllKind, upgradeKind } from "./codeActionKinds";
import { hasByteOrderMark, hostEdits, rangeOf } from "./documents";
import { touches } from "./findings";
import { fixAllEdits } from "./fixAll";
import type { ProfileOf } from "./profiles";

/**
 * Offers fixes, the fix for all and the upgrade. Everything is worked out from the document's text at that moment, so
 * that what a diagnostic said of an older version is never applied to a newer one. Each is one step to undo.
 */
export function codeActionFeatures(machine: MachineNames, profileOf: ProfileOf): vscode.CodeActionProvider {
  return {
    provideCodeActions: (document, range, context) =>
      actionsFor({ document, range, context, machine, profileOf }),
  };
}

interface Question {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  readonly context: vscode.CodeActionContext;
  readonly machine: MachineNames;
  readonly profileOf: ProfileOf;
}

function actionsFor(question: Question): vscode.CodeAction[] {
  const { document, context, machine, profileOf } = question;
  const isWanted = (kind: vscode.CodeActionKind): boolean => context.only?.contains(kind) ?? true;
  const profile = profileOf(document);
  return [
    ...(isWanted(vscode.CodeActionKind.QuickFix) ? quickFixes(profile, question) : []),
    ...(context.only?.contains(fixAllKind) === true ? fixAll(document, machine) : []),
    ...(isWanted(upgradeKind) ? upgrade(profile, question) : []),
  ];
}

function quickFixes(profile: Profile, question: Question): readonly vscode.CodeAction[] {
  const { document, range } = question;
  const asked = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const problems = profile.problems.filter(({ span }) => touches(span, asked));
  const fixesFor = fixesOf(profile);
  const actions = problems.flatMap((problem) =>
    fixesFor(problem).map((fix, order) => quickFix(fix, problem, { ...question, order })),
  );
  const marked = hasByteOrderMark(document) && asked.start === 0 ? [saveWithoutMark(question)] : [];
  return [...marked, ...actions];
}

function quickFix(
  fix: ProfileFix,
  problem: ProfileProblem,
  { document, context, order }: Question & { readonly order: number },
): vscode.CodeAction {
  const action = new vscode.CodeAction(fixTitle(fix), vscode.CodeActionKind.QuickFix);
  action.isPreferred = order === 0;
  action.diagnostics = diagnosticsOf(context, problem.code, rangeOf(document, problem.span));
  action.edit = editOf(document, editsOf(document, fix));
  return action;
}

/** Line ends are the document's, not a part of its text. */
function editsOf(document: vscode.TextDocument, fix: ProfileFix): readonly vscode.TextEdit[] {
  return fix.code === "remove-carriage-returns"
    ? [vscode.TextEdit.setEndOfLine(vscode.EndOfLine.LF)]
    : hostEdits(document, fix.edits);
}

/** The mark is a part of the encoding, which VS Code alone can change, by asking. */
function saveWithoutMark({ context, range }: Question): vscode.CodeAction {
  const title = fixTitle({ code: "remove-byte-order-mark", values: {} });
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.isPreferred = true;
  action.diagnostics = diagnosticsOf(context, "byte-order-mark", range);
  action.command = { title, command: "workbench.action.editor.changeEncoding" };
  return action;
}

function fixAll(document: vscode.TextDocument, machine: MachineNames): readonly vscode.CodeAction[] {
  const edits = hostEdits(document, fixAllEdits(document.getText(), machine));
  const lineEnds =
    document.eol === vscode.EndOfLine.CRLF ? [vscode.TextEdit.setEndOfLine(vscode.EndOfLine.LF)] : [];
  if (edits.length + lineEnds.length === 0) {
    return [];
  }
  const action = new vscode.CodeAction(fixAllTitle, fixAllKind);
  action.edit = editOf(document, [...edits, ...lineEnds]);
  return [action];
}

/** Offered on request, or at the top: a light bulb beside every line would tell nothing. */
function upgrade(profile: Profile, { document, range, context }: Question): readonly vscode.CodeAction[] {
  const isAsked = context.triggerKind === vscode.CodeActionTriggerKind.Invoke || range.start.line === 0;
  const edits = isAsked ? upgradeEdits(profile) : [];
  if (edits.length === 0 || profile.values.size === 0) {
    return [];
  }
  const action = new vscode.CodeAction(upgradeTitle, upgradeKind);
  action.edit = editOf(document, hostEdits(document, edits));
  return [action];
}

function editOf(document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, [...edits]);
  return edit;
}

/** The shown diagnostics that an action ends. */
function diagnosticsOf(
  { diagnostics }: vscode.CodeActionContext,
  code: string,
  range: vscode.Range,
): vscode.Diagnostic[] {
  return diagnostics.filter(
    (diagnostic) =>
      typeof diagnostic.code === "object" &&
      diagnostic.code.value === code &&
      diagnostic.range.intersection(range) !== undefined,
  );
}
