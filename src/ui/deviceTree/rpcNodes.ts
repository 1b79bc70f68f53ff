import * as l10n from "@vscode/l10n";
import type { WaitingRequest } from "../../core/talk/rpcInbox";
import type { TreeNode } from "../treeNode";
import { countText } from "../words/numbers";
import { requestWords } from "../words/rpc";

/** The row of the server-side RPC requests that wait for an answer of a device; none where none waits. */
export function rpcNodes(propertiesPath: string, waiting: readonly WaitingRequest[]): readonly TreeNode[] {
  if (waiting.length === 0) {
    return [];
  }
  return [
    {
      id: `${propertiesPath} rpc`,
      label: l10n.t("RPC requests"),
      description: countText(waiting.length),
      icon: { codicon: "inbox", color: "charts.blue" },
      isExpanded: true,
      spoken:
        waiting.length === 1
          ? l10n.t("1 RPC request waits for an answer")
          : l10n.t("{waitingCount} RPC requests wait for an answer", {
              waitingCount: countText(waiting.length),
            }),
      children: waiting.map((request) => requestNode(propertiesPath, request)),
    },
  ];
}

function requestNode(propertiesPath: string, request: WaitingRequest): TreeNode {
  const { requestId, method, params } = request;
  const text = JSON.stringify(params);
  return {
    id: `${propertiesPath} rpc ${requestId}`,
    label: method,
    ...(params === null ? {} : { description: text }),
    icon: { codicon: "comment-unresolved" },
    tooltip: [
      [l10n.t("Method"), method],
      [l10n.t("Parameters"), text],
      [l10n.t("Request"), String(requestId)],
      [l10n.t("Came"), new Date(request.atMs).toISOString()],
    ],
    contextValue: "rpc request",
    propertiesPath,
    requestId,
    click: {
      title: l10n.t("Reply to RPC Request…"),
      command: "thingsboardX509.replyRpc",
      args: [propertiesPath, { requestId }],
    },
    spoken: l10n.t("RPC request {request}, waits for an answer", { request: requestWords(request) }),
  };
}
