import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { apiTopics } from "../../core/talk/deviceApi";
import type { SentMessage } from "../../core/talk/history";
import { isTopicName, payloadProblems } from "../../core/talk/payloadProblems";
import { safeText } from "../../core/stream/safeText";
import { pickItem, type PickItem, type PickRow } from "../pick";
import { apiTopicWords, payloadWords } from "../words/talk";
import { shortened } from "../words/shortened";
import { unlinked } from "../words/unlinked";

/** What a person may choose from. */
export interface TopicOffers {
  readonly device: string;
  /** Of ThingsBoard's requests. */
  readonly requestId: number;
  readonly history: readonly SentMessage[];
  readonly seen: readonly string[];
}

type TopicRow = PickRow & { readonly message?: SentMessage };

/** Asks for a topic; gives it with the payload to begin with. Undefined: the person left. */
export function askTopic(offers: TopicOffers): Promise<SentMessage | undefined> {
  const pick = vscode.window.createQuickPick<PickItem<TopicRow>>();
  const known = topicRows(offers);
  pick.title = l10n.t("Publish as {device}", { device: offers.device });
  pick.placeholder = l10n.t("Topic: choose one, or type your own");
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = known.map(pickItem);
  return new Promise((resolve) => {
    const parts = vscode.Disposable.from(
      pick,
      pick.onDidChangeValue((typed) => {
        const topic = typed.trim();
        const isNew = isTopicName(topic) && !known.some(({ message }) => message?.topic === topic);
        pick.items = (isNew ? [ownRow(topic), ...known] : known).map(pickItem);
      }),
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]?.row.message);
        pick.hide();
      }),
      pick.onDidHide(() => {
        resolve(undefined);
        parts.dispose();
      }),
    );
    pick.show();
  });
}

function topicRows({ history, requestId, seen }: TopicOffers): readonly TopicRow[] {
  return [
    ...group(l10n.t("Sent before"), history.map(historyRow)),
    ...group(
      l10n.t("ThingsBoard's device API"),
      apiTopics(requestId).map(({ kind, topic, payload }) => ({
        label: topic,
        detail: apiTopicWords[kind],
        message: { topic, payload },
      })),
    ),
    ...group(
      l10n.t("Seen on this connection"),
      seen.map((topic) => ({ label: safeText(topic), message: { topic, payload: "" } })),
    ),
  ];
}

function group(label: string, rows: readonly TopicRow[]): readonly TopicRow[] {
  return rows.length === 0 ? [] : [{ label, isHeading: true }, ...rows];
}

function historyRow(message: SentMessage): TopicRow {
  const { topic, payload } = message;
  return { label: safeText(topic), icon: "history", detail: shortened(safeText(payload), 120), message };
}

function ownRow(topic: string): TopicRow {
  return {
    label: safeText(topic),
    description: l10n.t("a topic of your own"),
    alwaysShow: true,
    message: { topic, payload: "" },
  };
}

/** What became of the question for a payload. Undefined: the person left. */
export type PayloadAnswer =
  | { readonly kind: "publish"; readonly payload: string }
  | { readonly kind: "edit"; readonly payload: string }
  | undefined;

const edit: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("edit"),
  tooltip: l10n.t("Edit in an Editor"),
};

/** Asks for a payload in one line, checked as it is typed; a button takes it to an editor. */
export function askPayload(title: string, message: SentMessage): Promise<PayloadAnswer> {
  const input = vscode.window.createInputBox();
  input.title = title;
  input.prompt = l10n.t("Payload. Enter publishes it; the pencil opens it in an editor.");
  input.ignoreFocusOut = true;
  input.value = message.payload;
  input.buttons = [edit];
  const check = (): boolean => {
    const [worst] = payloadProblems(message.topic, input.value);
    input.validationMessage = worst && {
      message: unlinked(payloadWords(worst)),
      severity:
        worst.severity === "error"
          ? vscode.InputBoxValidationSeverity.Error
          : vscode.InputBoxValidationSeverity.Warning,
    };
    return worst?.severity !== "error";
  };
  check();
  return new Promise((resolve) => {
    const leave = (answer: PayloadAnswer): void => {
      resolve(answer);
      input.hide();
    };
    const parts = vscode.Disposable.from(
      input,
      input.onDidChangeValue(check),
      input.onDidAccept(() => {
        if (check()) {
          leave({ kind: "publish", payload: input.value });
        }
      }),
      input.onDidTriggerButton(() => {
        leave({ kind: "edit", payload: input.value });
      }),
      input.onDidHide(() => {
        resolve(undefined);
        parts.dispose();
      }),
    );
    input.show();
  });
}
