import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { historyFrom, withSent } from "../../core/talk/history";
import { payloadProblems } from "../../core/talk/payloadProblems";
import { fail, ok, type Result } from "../../core/result";
import { utteranceOf } from "../../core/testServer/topics";
import type { App } from "../app";
import { optionsArgument } from "../callArguments";
import { done, failed, type CommandFailure, type Outcome } from "../command";
import {
  notAcknowledgedWords,
  notConnectedWords,
  optionInvalid,
  payloadRefusal,
  shortTopic,
} from "../words/talk";
import { withoutIcons } from "../words/withoutIcons";
import { askPayload, askTopic } from "./publishQuestions";
import { connectedPathFrom } from "./whichConnected";

/** What publishing gives to its caller. */
export interface Published {
  /** Whether the server confirmed it: with QoS 0 none does. */
  readonly acknowledged: boolean;
}

/** A device that publishes, and what it says. */
interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly qos: Qos;
  /** Whether a person wrote it just now, who may want it again. */
  readonly isAsked: boolean;
}

interface Speaker {
  readonly path: string;
  readonly name: string;
}

const historyKey = "publish.history";

/** Publishes as a connected device; asks for the topic and the payload where they are not given. */
export async function publish(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<Published>> {
  const path = await connectedPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const speaker = { path: path.value, name: await app.devices.nameOf(path.value) };
  const message = await messageFrom(app, speaker, optionsArgument(options));
  if (message?.kind !== "done") {
    return message;
  }
  const [worst] = payloadProblems(message.value.topic, message.value.payload);
  if (worst?.severity === "error") {
    return failed(payloadRefusal(message.value.topic, worst));
  }
  return sent(app, speaker, message.value);
}

async function sent(app: App, { path, name }: Speaker, message: Message): Promise<Outcome<Published>> {
  const { topic, payload, qos, isAsked } = message;
  const tested = app.sessions.historyOf(path)?.last;
  const sentAtMs = app.world.clock().getTime();
  const arrived = await app.sessions.publish(path, {
    topic,
    payload: new TextEncoder().encode(payload),
    qos,
  });
  if (arrived === undefined) {
    return failed(notConnectedWords(name, path));
  }
  if (!arrived) {
    return failed(notAcknowledgedWords(name, topic));
  }
  if (isAsked) {
    const history = withSent(historyFrom(app.workspaceMemory.get(historyKey)), { topic, payload });
    await app.workspaceMemory.update(historyKey, history);
    const text = l10n.t("{name} published to {shortTopic}", { name, shortTopic: shortTopic(topic) });
    void vscode.window.setStatusBarMessage(`$(check) ${withoutIcons(text)}`, 5000);
    if (isKept(topic) && tested !== undefined) {
      void (await import("../readBack")).followPublished(app, tested, { topic, payload, sentAtMs });
    }
  }
  return done({ acknowledged: qos > 0 });
}

/** ThingsBoard keeps telemetry and attributes, which can be read back. */
function isKept(topic: string): boolean {
  return ["telemetry", "attributes"].includes(utteranceOf(topic).kind);
}

type Options = ReturnType<typeof optionsArgument>;
type Qos = 0 | 1 | 2;

/** What was given of a message. */
interface Given {
  readonly topic: string | undefined;
  readonly payload: string | undefined;
  readonly qos: Qos;
  readonly isDraft: boolean;
}

/** Reads what is given of a message, and asks for the rest. Undefined: the person left, or writes in an editor now. */
async function messageFrom(app: App, speaker: Speaker, options: Options): Promise<Outcome<Message>> {
  const read = givenMessage(options);
  if (!read.ok) {
    return failed(read.failure);
  }
  const { topic, payload, qos, isDraft } = read.value;
  return topic !== undefined && payload !== undefined
    ? done({ topic, payload, qos, isAsked: isDraft })
    : askedMessage(app, speaker, read.value);
}

async function askedMessage(app: App, speaker: Speaker, given: Given): Promise<Outcome<Message>> {
  const { topic, payload, qos } = given;
  const start = topic === undefined ? await chosenTopic(app, speaker) : { topic, payload: "" };
  if (start === undefined || payload !== undefined) {
    return start && done({ topic: start.topic, payload: payload ?? "", qos, isAsked: true });
  }
  const answer = await askPayload(
    l10n.t("Publish to {shortTopic} as {name}", { shortTopic: shortTopic(start.topic), name: speaker.name }),
    start,
  );
  if (answer?.kind === "edit") {
    const { path, name } = speaker;
    const draft = { propertiesPath: path, device: name, topic: start.topic, qos };
    await app.talk.drafts.open({ ...draft, payload: spread(answer.payload) });
    return undefined;
  }
  return answer && done({ topic: start.topic, payload: answer.payload, qos, isAsked: true });
}

function givenMessage(options: Options): Result<Given, CommandFailure> {
  const { topic, document } = options;
  const qos = qosOf(options["qos"]);
  if (qos === undefined) {
    return fail(optionInvalid("qos", l10n.t("0, 1 or 2")));
  }
  if (topic !== undefined && typeof topic !== "string") {
    return fail(optionInvalid("topic", l10n.t("a text")));
  }
  const isDraft = document !== undefined;
  const payload = isDraft ? documentText(document) : givenPayload(options["payload"]);
  return payload.ok ? ok({ topic, payload: payload.value, qos, isDraft }) : payload;
}

function qosOf(value: unknown): Qos | undefined {
  return ([0, 1, 2] as const).find((qos) => qos === (value ?? 1));
}

async function chosenTopic(
  app: App,
  { path, name }: Speaker,
): Promise<{ readonly topic: string; readonly payload: string } | undefined> {
  return askTopic({
    device: name,
    requestId: 1 + (Math.floor(app.world.clock().getTime() / 1000) % 1_000_000),
    history: historyFrom(app.workspaceMemory.get(historyKey)),
    seen: app.talk.seenTopics(path),
  });
}

/** A text as it is; any other JSON value is written as JSON. */
function givenPayload(payload: unknown): Result<string | undefined, CommandFailure> {
  if (payload === undefined || typeof payload === "string") {
    return ok(payload);
  }
  const isJson = ["object", "number", "boolean"].includes(typeof payload);
  return isJson
    ? ok(JSON.stringify(payload))
    : fail(optionInvalid("payload", l10n.t("a text or a JSON value")));
}

function documentText(document: unknown): Result<string, CommandFailure> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === String(document));
  return open === undefined
    ? fail(optionInvalid("document", l10n.t("the Uri of a document that is open")))
    : ok(open.getText());
}

/** JSON over several lines, for an editor; anything else as it is. */
function spread(payload: string): string {
  try {
    return `${JSON.stringify(JSON.parse(payload), undefined, 2)}\n`;
  } catch {
    return payload;
  }
}
