import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { copyText, type CopyForm } from "../core/stream/copyText";
import type { StreamMessage } from "../core/stream/message";
import { safeText } from "../core/stream/safeText";
import { wallTime } from "../core/stream/wallTime";
import { clientCodeFor } from "../flows/clientCode";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, type Outcome } from "./command";
import { pickOne, type PickRow } from "./pick";
import { serverChosen } from "./servers";
import { serverUrlWords } from "./words/clientCode";
import { failureWords } from "./words/failures";
import { copyFormUnknown, directionLabels, noMessage } from "./words/streamFailures";

type Form = CopyForm | "mosquitto_pub";

/** What was copied. */
export interface CopiedMessage {
  readonly as: Form;
  readonly text: string;
}

/** Copies one of the last messages; `message` counts back from the newest, which is 0. Asks for what is missing. */
export async function copyMessage(app: App, options: unknown): Promise<Outcome<CopiedMessage>> {
  const { message: index, as } = optionsArgument(options);
  const newestFirst = [...app.output.stream.recent()].reverse();
  if (newestFirst.length === 0) {
    return failed(noMessage);
  }
  const message = index === undefined ? await pickMessage(newestFirst) : newestFirst[Number(index)];
  if (message === undefined) {
    return index === undefined ? undefined : failed(noMessage);
  }
  const form = await formFrom(as);
  return form?.kind === "done" ? copied(app, message, form.value) : form;
}

async function copied(app: App, message: StreamMessage, form: Form): Promise<Outcome<CopiedMessage>> {
  const text = form === "mosquitto_pub" ? await callOf(app, message) : done(copyText(message, form));
  if (text?.kind !== "done") {
    return text;
  }
  await vscode.env.clipboard.writeText(text.value);
  return done({ as: form, text: text.value });
}

const forms: readonly (PickRow & { readonly form: Form })[] = [
  { label: l10n.t("Payload"), description: l10n.t("as text; as hex where it is none"), form: "payload" },
  { label: "JSON", description: l10n.t("the message with its time, topic, QoS and flags"), form: "json" },
  { label: l10n.t("Hex"), description: l10n.t("the payload's bytes"), form: "hex" },
  {
    label: "mosquitto_pub",
    description: l10n.t("a call that publishes it as this device"),
    form: "mosquitto_pub",
  },
];

async function formFrom(as: unknown): Promise<Outcome<Form>> {
  if (as !== undefined) {
    const row = forms.find(({ form }) => form === as);
    return row === undefined ? failed(copyFormUnknown) : done(row.form);
  }
  const picked = await pickOne(forms, {
    title: l10n.t("Copy As"),
    placeHolder: l10n.t("What is put on the clipboard"),
  });
  return picked && done(picked.form);
}

/** How much of a payload the list shows. */
const previewBytes = 120;

async function pickMessage(messages: readonly StreamMessage[]): Promise<StreamMessage | undefined> {
  const items = messages.map((message) => ({
    label: `${directionLabels[message.direction].slice(0, 1)} ${safeText(message.topic)}`,
    description: `${message.device} · ${wallTime(message.atMs, -new Date(message.atMs).getTimezoneOffset())}`,
    detail: safeText(copyText({ ...message, payload: message.payload.subarray(0, previewBytes) }, "payload")),
    message,
  }));
  const picked = await pickOne(items, {
    title: l10n.t("Copy Which Message?"),
    placeHolder: l10n.t("The newest first"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.message;
}

async function callOf(app: App, message: StreamMessage): Promise<Outcome<string>> {
  const { propertiesPath } = message;
  if (propertiesPath === undefined) {
    return failed(noMessage);
  }
  const server = serverChosen(app, app.sessions.lastReport(propertiesPath)?.server.name, propertiesPath);
  if (!server.ok) {
    return failed(server.failure);
  }
  const request = { propertiesPath, server: server.value, language: "mosquitto_pub", message } as const;
  const made = await clientCodeFor(request, app.world);
  if (made.ok) {
    return done(made.value.code);
  }
  return failed(
    made.failure.code === "server-url-invalid"
      ? serverUrlWords(made.failure, server.value.name)
      : failureWords(made.failure, propertiesPath),
  );
}
