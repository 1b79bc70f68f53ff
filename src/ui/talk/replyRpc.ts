import * as l10n from "@vscode/l10n";
import { rpcReplyTopic } from "../../core/talk/rpcRequest";
import type { App } from "../app";
import { optionsArgument } from "../callArguments";
import { done, failed, type Outcome } from "../command";
import { pickOne } from "../pick";
import { noRequestWords, requestWords } from "../words/rpc";
import { optionInvalid } from "../words/talk";
import { publish, type Published } from "./publish";
import { askPayload } from "./publishQuestions";
import { connectedPathFrom } from "./whichConnected";

/** A request that is to be answered. */
interface Asked {
  readonly replyTopic: string;
  readonly title: string;
}

/** Answers a server-side RPC request; asks which one, and for the response, where they are not given. */
export async function replyRpc(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<Published>> {
  const path = await connectedPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const { requestId = optionsArgument(properties)["requestId"], response } = optionsArgument(options);
  if (requestId !== undefined && !isRequestId(requestId)) {
    return failed(optionInvalid("requestId", l10n.t("a whole number from 0 on")));
  }
  const asked = await askedOf(app, path.value, requestId);
  if (asked?.kind !== "done") {
    return asked;
  }
  return response === undefined
    ? askedReply(app, path.value, asked.value)
    : publish(app, [path.value, { topic: asked.value.replyTopic, payload: JSON.stringify(response) }]);
}

async function askedReply(app: App, path: string, { replyTopic, title }: Asked): Promise<Outcome<Published>> {
  const answer = await askPayload(title, { topic: replyTopic, payload: "{}" });
  if (answer?.kind === "edit") {
    const device = await app.devices.nameOf(path);
    const { payload } = answer;
    await app.talk.drafts.open({ propertiesPath: path, device, topic: replyTopic, payload, qos: 1 });
    return undefined;
  }
  return answer && publish(app, [path, { topic: replyTopic, payload: answer.payload }]);
}

function isRequestId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** The request of an id, also one that is not known here; else the only one that waits, or the one that is picked. */
async function askedOf(app: App, path: string, requestId: number | undefined): Promise<Outcome<Asked>> {
  const waiting = app.talk.waiting(path);
  const items = waiting.map((request) => ({
    label: requestWords(request),
    description: l10n.t("request {requestId}", { requestId: request.requestId }),
    requestId: request.requestId,
    replyTopic: request.replyTopic,
  }));
  const named = items.find((item) => item.requestId === requestId);
  if (requestId !== undefined) {
    const replyTopic = named?.replyTopic ?? rpcReplyTopic(requestId);
    return done({
      replyTopic,
      title: l10n.t("Reply to {label}", {
        label: named?.label ?? l10n.t("RPC request {requestId}", { requestId }),
      }),
    });
  }
  const [first, second] = items;
  if (first === undefined) {
    return failed(noRequestWords(await app.devices.nameOf(path)));
  }
  const picked =
    second === undefined ? first : await pickOne(items, { title: l10n.t("Reply to which RPC request?") });
  return (
    picked &&
    done({ replyTopic: picked.replyTopic, title: l10n.t("Reply to {label}", { label: picked.label }) })
  );
}
