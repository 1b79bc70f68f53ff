import type { WaitingRequest } from "../../core/talk/rpcInbox";
import type { TreeNode } from "../treeNode";
import { requestWords } from "../words/rpc";

/** The row of the server-side RPC requests that wait for an answer of a device; none where none waits. */
export function rpcNodes(propertiesPath: string, waiting: readonly WaitingRequest[]): readonly TreeNode[] {
  if (waiting.length === 0) {
    return [];
  }
  return [
    {
      id: `${propertiesPath} rpc`,
      label: "RPC requests",
      description: String(waiting.length),
      icon: { codicon: "inbox", color: "charts.blue" },
      isExpanded: true,
      spoken: `${waiting.length} RPC requests wait for an answer`,
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
      ["Method", method],
      ["Parameters", text],
      ["Request", String(requestId)],
      ["Came", new Date(request.atMs).toISOString()],
    ],
    contextValue: "rpc request",
    propertiesPath,
    requestId,
    click: {
      title: "Reply to RPC Request…",
      command: "thingsboardX509.replyRpc",
      args: [propertiesPath, { requestId }],
    },
    spoken: `RPC request ${requestWords(request)}, waits for an answer`,
  };
}
