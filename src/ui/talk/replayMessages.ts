import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { messagesIn, type FiledMessage } from "../../core/talk/messageFile";
import type { App, OutgoingMessage } from "../app";
import { optionsArgument, pathArgument } from "../callArguments";
import { done, failed, type Outcome } from "../command";
import { pickOne } from "../pick";
import { withProgress } from "../progress";
import { failureWords } from "../words/failures";
import { countText } from "../words/numbers";
import { fileRefusal, replayLabel } from "../words/simulation";
import { optionInvalid } from "../words/talk";
import { connectedPathFrom } from "./whichConnected";

/** What a replay gives to its caller, when it has ended. */
export interface Replayed {
  readonly total: number;
  readonly sent: number;
  /** Of those sent, how many the server did not take. */
  readonly refused: number;
}

/** The most messages that are sent in a second. */
const mostPerSecond = 1000;

/** Sends the messages of a file as a connected device, at a rate; asks for what is missing. */
export async function replayMessages(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<Replayed>> {
  const path = await connectedPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const wanted = await wishesFrom(optionsArgument(options));
  if (wanted?.kind !== "done") {
    return wanted;
  }
  const { file, rate } = wanted.value;
  const bytes = await app.world.files.read(file);
  if (!bytes.ok) {
    return failed(failureWords(bytes.failure));
  }
  const messages = messagesIn(new TextDecoder().decode(bytes.value));
  return messages.ok
    ? replayed(app, path.value, { file, rate, messages: messages.value })
    : failed(fileRefusal(messages.failure, file));
}

interface Wishes {
  readonly file: string;
  readonly rate: number;
}

/** Reads which file is meant and how fast, and asks for what is missing. Undefined: the person left. */
async function wishesFrom(options: ReturnType<typeof optionsArgument>): Promise<Outcome<Wishes>> {
  const { file = await askFile() } = options;
  if (file === undefined) {
    return undefined;
  }
  const given = pathArgument(file);
  if (given.kind !== "path") {
    return failed(optionInvalid("file", l10n.t("the absolute path or Uri of a file of messages")));
  }
  const { ratePerSecond: rate = await askRate() } = options;
  if (rate === undefined) {
    return undefined;
  }
  return typeof rate === "number" && rate > 0 && rate <= mostPerSecond
    ? done({ file: given.path, rate })
    : failed(
        optionInvalid(
          "ratePerSecond",
          l10n.t("a number above 0, {mostPerSecond} at most", { mostPerSecond: countText(mostPerSecond) }),
        ),
      );
}

interface Replay extends Wishes {
  readonly messages: readonly FiledMessage[];
}

async function replayed(
  app: App,
  path: string,
  { file, rate, messages }: Replay,
): Promise<Outcome<Replayed>> {
  const rest = messages.values();
  const next = (): OutgoingMessage | undefined => {
    const { value, done: isOver } = rest.next();
    return isOver === true ? undefined : { ...value, payload: new TextEncoder().encode(value.payload) };
  };
  const label = replayLabel(file, rate);
  const title = l10n.t("Replaying {label} as {nameOfDevice}", {
    label,
    nameOfDevice: await app.devices.nameOf(path),
  });
  const counts = await withProgress(title, (signal) => {
    signal.addEventListener("abort", () => app.talk.runs.stop(path), { once: true });
    return app.talk.runs.start({ propertiesPath: path, label, intervalMs: 1000 / rate, next });
  });
  return done({ total: messages.length, ...counts });
}

async function askFile(): Promise<vscode.Uri | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: l10n.t("File of messages: in each line a JSON object with topic, payload and qos"),
      openLabel: l10n.t("Replay"),
      filters: { [l10n.t("Messages")]: ["ndjson", "jsonl", "txt"], [l10n.t("All files")]: ["*"] },
    })) ?? [];
  return file;
}

async function askRate(): Promise<number | undefined> {
  const picked = await pickOne(
    [1, 2, 5, 10, 50, 100, mostPerSecond].map((rate) => ({
      label: l10n.t("{rate} messages a second", { rate: countText(rate) }),
      rate,
    })),
    { title: l10n.t("Replay Messages"), placeHolder: l10n.t("How fast") },
  );
  return picked?.rate;
}
