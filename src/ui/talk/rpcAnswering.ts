import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { deviceNameOf } from "../../core/devices/names";
import { replyTo } from "../../core/talk/rpcRules";
import type { WaitingRequest } from "../../core/talk/rpcInbox";
import type { App, Sessions } from "../app";
import { requestNotice } from "../words/rpc";
import { newRulesOf } from "./rpcRulesFile";
import { unlinked } from "../words/unlinked";

type Parts = Pick<App, "sessions" | "devices" | "world" | "log">;

/** What answers requests, or tells a person of them. */
export interface Answering {
  /** Answers by a rule; `gone` where the session ended before anybody could. */
  answer(propertiesPath: string, request: WaitingRequest): Promise<"answered" | "waits" | "gone">;
  /** Tells that requests of a device wait, in one notification at a time. */
  tell(propertiesPath: string): Promise<void>;
}

const reply = l10n.t("Reply…");
const rules = l10n.t("Edit Rules");

/** Makes what answers the requests of devices, by the rules of their workspace folders. */
export function newAnswering(
  app: Parts,
  waitingOf: (propertiesPath: string) => readonly WaitingRequest[],
): Answering {
  const rulesOf = newRulesOf(app);
  const told = new Set<string>();
  return {
    answer: async (path, request) => {
      // ThingsBoard sends what waits there as soon as the topic is subscribed, while the test still runs.
      if (!vscode.workspace.isTrusted || !(await isConnectedSoon(app.sessions, path))) {
        return "gone";
      }
      const answer = replyTo(await rulesOf(path), request, await ownNameOf(app, path));
      if (answer === undefined) {
        return "waits";
      }
      await pause(answer.delayMs);
      const payload = new TextEncoder().encode(answer.payload);
      const arrived = await app.sessions.publish(path, { topic: request.replyTopic, payload, qos: 1 });
      return arrived === undefined ? "gone" : "answered";
    },
    tell: async (path) => {
      if (told.has(path)) {
        return;
      }
      told.add(path);
      const notice = requestNotice(await app.devices.nameOf(path), waitingOf(path));
      const chosen = await vscode.window.showInformationMessage(unlinked(notice), reply, rules);
      told.delete(path);
      if (chosen !== undefined) {
        const id = chosen === reply ? "replyRpc" : "editRpcRules";
        await vscode.commands.executeCommand(`thingsboardX509.${id}`, path);
      }
    },
  };
}

/** Rules go by it, whatever namesakes a device gets. */
async function ownNameOf({ devices }: Parts, path: string): Promise<string> {
  return (await devices.at(path))?.name ?? deviceNameOf(path, undefined);
}

/** Waits while a test runs; false where it ends without a connection. */
function isConnectedSoon(sessions: Sessions, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (): void => {
      const liveness = sessions.livenessOf(path);
      if (liveness !== "connecting" && liveness !== "reconnecting") {
        subscription.dispose();
        resolve(liveness === "connected");
      }
    };
    const subscription = sessions.onDidChange(look);
    look();
  });
}

/** The device takes its time: that is what the rule says. */
function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}
