import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Change } from "../core/profile/changes";
import type { MachineNames, Profile } from "../core/profile/profile";
import { safeText } from "../core/stream/safeText";
import { inputValidation } from "./inputValidation";
import { pickItem, type PickItem, type PickRow } from "./pick";
import { questionFor, type ValueChoice, type ValueQuestion } from "./profileLanguage/valueQuestions";
import { valueGroupsOf, type ValueRow } from "./profileLanguage/valueRows";
import { changeFinding } from "./valueFinding";
import { withoutIcons } from "./words/withoutIcons";

/** How a question about a value ended. Undefined, for all of them: the person left. */
export type Answer =
  | { readonly kind: "change"; readonly change: Change }
  | { readonly kind: "back" }
  /** With what was changed, where something was. */
  | { readonly kind: "go-on"; readonly change: Change | undefined };

/** What a question needs besides its key. */
export interface Asking {
  /** The file as it is at that moment. */
  readonly profileNow: () => Profile;
  readonly machine: MachineNames;
  readonly randomPassword: () => string;
  /** Whether there is a list to go back to, and the key that follows in it. */
  readonly walk?: { readonly nextKey: string | undefined };
}

type Settle<T> = (answer: T | undefined) => void;

/** Asks for one of the keys that a file has or could have; `active` is the one that is marked at first. */
export function askForKey(
  profile: Profile,
  { fileName, active }: { readonly fileName: string; readonly active: string | undefined },
): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<PickItem<KeyRow>>();
  pick.title = l10n.t("Edit Value: {fileName}", { fileName });
  pick.placeholder = l10n.t("Key to change, or what it means");
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  const rows = valueGroupsOf(profile).flatMap(({ name, rows }): readonly KeyRow[] => [
    { label: name, isHeading: true },
    ...rows.map(keyRow),
  ]);
  pick.items = rows.map(pickItem);
  pick.activeItems = pick.items.filter(({ row }) => row.key === active && row.key !== undefined);
  return answerOf(pick, (settle: Settle<string>) => [
    pick.onDidAccept(() => {
      settle(pick.selectedItems[0]?.row.key);
    }),
  ]);
}

/** A heading has no key. */
type KeyRow = PickRow & { readonly key?: string };

/** A severity is the name of its codicon. */
function keyRow({ key, value, detail, severity }: ValueRow): KeyRow {
  return { label: key, description: value, detail, key, ...(severity && { icon: severity }) };
}

/** Asks for the value of a key, in the way that fits it. */
export function askForValue(key: string, asking: Asking): Promise<Answer | undefined> {
  const question = questionFor(asking.profileNow(), key, asking.machine);
  return question.kind === "choice" ? askToChoose(question, asking) : askToType(question, asking);
}

type ChoiceRow = PickRow & { readonly change: Change };

function askToChoose(
  { key, choices, prompt, isRemovable }: Extract<ValueQuestion, { readonly kind: "choice" }>,
  { walk }: Asking,
): Promise<Answer | undefined> {
  const pick = vscode.window.createQuickPick<PickItem<ChoiceRow>>();
  const removal: ChoiceRow = { label: removeWords, icon: "trash", change: { kind: "remove", key } };
  pick.title = l10n.t("Edit Value: {key}", { key });
  pick.placeholder = prompt;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = [...choices.map(choiceRow), ...(isRemovable ? [removal] : [])].map(pickItem);
  const current = pick.items[choices.findIndex(({ isCurrent }) => isCurrent)];
  pick.activeItems = current === undefined ? [] : [current];
  pick.buttons = walkButtons(walk).map(({ button }) => button);
  return answerOf(pick, (settle: Settle<Answer>) => [
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      settle(chosen && { kind: "change", change: chosen.row.change });
    }),
    pick.onDidTriggerButton((button) => {
      const isBack = button === vscode.QuickInputButtons.Back;
      settle(isBack ? { kind: "back" } : { kind: "go-on", change: undefined });
    }),
  ]);
}

function choiceRow({ label, description, detail, change, isCurrent }: ValueChoice): ChoiceRow {
  return {
    label,
    description,
    ...(detail === "" ? {} : { detail }),
    ...(isCurrent ? { icon: "check" } : {}),
    change,
  };
}

type TypedQuestion = Exclude<ValueQuestion, { readonly kind: "choice" }>;

function askToType(question: TypedQuestion, asking: Asking): Promise<Answer | undefined> {
  const input = vscode.window.createInputBox();
  input.title = l10n.t("Edit Value: {key}", { key: question.key });
  input.prompt = withoutIcons(question.prompt);
  input.ignoreFocusOut = true;
  input.password = question.kind === "secret";
  input.value = valueAtFirst(question);
  input.buttons = buttonsFor(question, asking, input.password).map(({ button }) => button);
  const typed = (): Change => ({ kind: "set", key: question.key, value: input.value });
  if (question.kind === "text") {
    judge(input, typed(), asking);
  }
  return answerOf(input, (settle: Settle<Answer>) => [
    input.onDidChangeValue(() => judge(input, typed(), asking)),
    input.onDidAccept(() => {
      if (judge(input, typed(), asking)) {
        settle({ kind: "change", change: typed() });
      }
    }),
    input.onDidTriggerButton((button) => {
      // Buttons are made anew when what is typed is shown or hidden, so they are known by their places.
      const meaning = buttonsFor(question, asking, input.password)[input.buttons.indexOf(button)]?.meaning;
      if (meaning !== undefined) {
        actions[meaning]({ input, question, asking, settle });
      }
    }),
  ]);
}

interface Typing {
  readonly input: vscode.InputBox;
  readonly question: TypedQuestion;
  readonly asking: Asking;
  readonly settle: Settle<Answer>;
}

/** What each button of the title bar does. */
const actions: Readonly<Record<ButtonMeaning, (typing: Typing) => void>> = {
  back: ({ settle }) => {
    settle({ kind: "back" });
  },
  "go-on": ({ input, question, asking, settle }) => {
    const change: Change = { kind: "set", key: question.key, value: input.value };
    if (input.value === valueAtFirst(question)) {
      settle({ kind: "go-on", change: undefined });
    } else if (judge(input, change, asking)) {
      settle({ kind: "go-on", change });
    }
  },
  default: (typing) => {
    settleIfSound(typing, { kind: "default", key: typing.question.key });
  },
  remove: (typing) => {
    settleIfSound(typing, { kind: "remove", key: typing.question.key });
  },
  generate: ({ input, question, asking }) => {
    input.value = asking.randomPassword();
    judge(input, { kind: "set", key: question.key, value: input.value }, asking);
  },
  show: (typing) => {
    hide(typing, false);
  },
  hide: (typing) => {
    hide(typing, true);
  },
};

function settleIfSound({ input, asking, settle }: Typing, change: Change): void {
  if (judge(input, change, asking)) {
    settle({ kind: "change", change });
  }
}

function hide({ input, question, asking }: Typing, isHidden: boolean): void {
  input.password = isHidden;
  input.buttons = buttonsFor(question, asking, isHidden).map(({ button }) => button);
}

function valueAtFirst(question: TypedQuestion): string {
  return question.kind === "text" ? question.value : "";
}

/** Shows what is wrong with a change; true where it may be made. */
function judge(input: vscode.InputBox, change: Change, { profileNow, machine }: Asking): boolean {
  const finding = changeFinding(profileNow(), change, machine);
  input.validationMessage = inputValidation(finding && { ...finding, message: safeText(finding.message) });
  return finding?.severity !== "error";
}

type ButtonMeaning = "back" | "go-on" | "default" | "remove" | "generate" | "show" | "hide";

interface MeantButton {
  readonly meaning: ButtonMeaning;
  readonly button: vscode.QuickInputButton;
}

function buttonsFor(question: TypedQuestion, { walk }: Asking, isHidden: boolean): readonly MeantButton[] {
  const isSecret = question.kind === "secret";
  const hiding = isHidden
    ? meant("show", "eye", l10n.t("Show what is typed"))
    : meant("hide", "eye-closed", l10n.t("Hide what is typed"));
  return [
    ...(isSecret && question.isPassword ? [meant("generate", "sparkle", generateWords)] : []),
    ...(isSecret ? [hiding] : []),
    ...(question.kind === "text" && question.defaultText !== undefined
      ? [
          meant(
            "default",
            "discard",
            l10n.t("Use the default, {defaultText}", { defaultText: question.defaultText }),
          ),
        ]
      : []),
    ...(question.isRemovable ? [meant("remove", "trash", removeWords)] : []),
    ...walkButtons(walk),
  ];
}

function walkButtons(walk: Asking["walk"]): readonly MeantButton[] {
  const nextKey = walk?.nextKey;
  return [
    ...(walk === undefined ? [] : [{ meaning: "back", button: vscode.QuickInputButtons.Back } as const]),
    ...(nextKey === undefined
      ? []
      : [meant("go-on", "arrow-down", l10n.t("Go on to {nextKey}", { nextKey }))]),
  ];
}

function meant(meaning: ButtonMeaning, icon: string, tooltip: string): MeantButton {
  return { meaning, button: { iconPath: new vscode.ThemeIcon(icon), tooltip } };
}

const generateWords = l10n.t("Generate a safe random password");
const removeWords = l10n.t("Remove from the file");

/** Shows a quick input until it is answered or left, and lets go of all that listened to it. */
function answerOf<T>(
  input: vscode.QuickInput,
  listen: (settle: Settle<T>) => readonly vscode.Disposable[],
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const settle: Settle<T> = (answer) => {
      resolve(answer);
      listening.dispose();
    };
    const listening = vscode.Disposable.from(
      ...listen(settle),
      input.onDidHide(() => {
        settle(undefined);
      }),
      input,
    );
    input.show();
  });
}
