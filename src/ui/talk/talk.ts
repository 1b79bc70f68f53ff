import * as vscode from "vscode";
import { withSeen } from "../../core/talk/seenTopics";
import type { App, Talk } from "../app";
import { newPayloadDrafts } from "./drafts";
import { RpcDesk } from "./rpcDesk";
import { registerRpcRulesWatch } from "./rpcRulesWatch";

type Parts = Pick<App, "sessions" | "devices" | "world" | "log">;

/** Makes what is shared about the talk between devices and their servers. */
export function newTalk(app: Parts): Talk & vscode.Disposable {
  const seen = new Map<string, readonly string[]>();
  const drafts = newPayloadDrafts();
  const desk = new RpcDesk(app);
  const parts = vscode.Disposable.from(
    drafts,
    desk,
    registerRpcRulesWatch(app),
    app.sessions.onEvent(({ propertiesPath, event }) => {
      if (event.kind === "received" || event.kind === "published") {
        seen.set(propertiesPath, withSeen(seen.get(propertiesPath) ?? [], event.topic));
        desk.take(propertiesPath, event);
      }
    }),
  );
  return Object.assign(parts, {
    drafts,
    seenTopics: (propertiesPath: string) => seen.get(propertiesPath) ?? [],
    waiting: (propertiesPath: string) => desk.waiting(propertiesPath),
    onDidChange: desk.onDidChange,
  });
}
