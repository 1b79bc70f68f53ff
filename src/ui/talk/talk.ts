import * as vscode from "vscode";
import { withSeen } from "../../core/talk/seenTopics";
import type { App, Talk } from "../app";
import { newPayloadDrafts } from "./drafts";

type Parts = Pick<App, "sessions">;

/** Makes what is shared about the talk between devices and their servers. */
export function newTalk({ sessions }: Parts): Talk & vscode.Disposable {
  const seen = new Map<string, readonly string[]>();
  const drafts = newPayloadDrafts();
  const parts = vscode.Disposable.from(
    drafts,
    sessions.onEvent(({ propertiesPath, event }) => {
      if (event.kind === "received" || event.kind === "published") {
        seen.set(propertiesPath, withSeen(seen.get(propertiesPath) ?? [], event.topic));
      }
    }),
  );
  return Object.assign(parts, {
    drafts,
    seenTopics: (propertiesPath: string) => seen.get(propertiesPath) ?? [],
  });
}
