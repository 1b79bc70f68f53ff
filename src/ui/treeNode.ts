import type { Action } from "./command";

/** One row of a tree, as data; `treeItem.ts` makes it the host's. A command that is run on it gets it as argument. */
export interface TreeNode {
  /** Unique in its view, and the same as long as it stands for the same thing. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** A codicon, with the id of a theme colour where it has one. */
  readonly icon?: { readonly codicon: string; readonly color?: string };
  /** Names and values, one below the other; foreign text is shown as it is. */
  readonly tooltip?: readonly (readonly [name: string, value: string])[];
  /** What menus match: see `view/item/context` in package.json. */
  readonly contextValue?: string;
  /** The device that it stands for. */
  readonly propertiesPath?: string;
  /** The RPC request that it stands for. */
  readonly requestId?: number;
  /** The server that it stands for. */
  readonly serverName?: string;
  /** The device of a server that it stands for; its name is foreign text. */
  readonly serverDevice?: { readonly id: string; readonly name: string };
  /** The file that it stands for, which a click opens. */
  readonly file?: { readonly path: string };
  /** What a click does where it stands for no file. */
  readonly click?: Action;
  /** What Copy Value puts on the clipboard; no secret. */
  readonly copyText?: string;
  /** What a screen reader says instead of label and description. */
  readonly spoken?: string;
  /** Whether its children are shown at first. */
  readonly isExpanded?: boolean;
  readonly children?: readonly TreeNode[];
}

/**
 * Tells what has to be drawn again: everything where other rows stand at the top or in another order, otherwise the ids
 * of the top rows that say or hold something else.
 */
export function redrawn(
  before: readonly TreeNode[],
  after: readonly TreeNode[],
): "everything" | readonly string[] {
  const isSameOrder =
    before.length === after.length && before.every((node, index) => node.id === after[index]?.id);
  return isSameOrder
    ? after
        .filter((node, index) => JSON.stringify(node) !== JSON.stringify(before[index]))
        .map(({ id }) => id)
    : "everything";
}

/** Every node of a tree by its id. */
export function nodesById(roots: readonly TreeNode[]): ReadonlyMap<string, TreeNode> {
  const withChildren = (node: TreeNode): readonly TreeNode[] => [
    node,
    ...(node.children ?? []).flatMap(withChildren),
  ];
  return new Map(roots.flatMap(withChildren).map((node) => [node.id, node]));
}
