import { safeText } from "../core/stream/safeText";
import type { Action } from "./command";

/** One row of a tree, as data; `treeItem.ts` makes it the host's. A command that is run on it gets it as argument. */
export interface TreeNode {
  /** Unique in its view, and the same as long as it stands for the same thing. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** A codicon, with the id of a theme colour where it has one. */
  readonly icon?: { readonly codicon: string; readonly color?: string };
  /** Names and values, one below the other. */
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
  /** Makes its children, at least one, where that is to wait until they are shown; instead of `children`. */
  readonly childrenLater?: () => readonly TreeNode[];
}

/** What a row says. */
export type RowTexts = Pick<TreeNode, "label" | "description" | "spoken" | "tooltip">;

/** Gives what a row says so that names of others, of files among them, can neither turn it around nor break it in two. */
export function rowTextsOf({ label, description, spoken, tooltip }: TreeNode): RowTexts {
  return {
    label: safeText(label),
    ...(description === undefined ? {} : { description: safeText(description) }),
    ...(spoken === undefined ? {} : { spoken: safeText(spoken) }),
    ...(tooltip && { tooltip: tooltip.map(([name, value]) => [safeText(name), safeText(value)] as const) }),
  };
}

/** Gives a node's children, and makes them where that was to wait. */
export function childrenOf({ children, childrenLater }: TreeNode): readonly TreeNode[] {
  return children ?? childrenLater?.() ?? [];
}

/**
 * Tells what has to be drawn again: everything where other rows stand at the top or in another order, otherwise the ids
 * of the rows that say something else or have other rows below. What was made later is compared where it is among
 * `opened`, the children that were shown by the id of their parent.
 */
export function redrawn(
  before: readonly TreeNode[],
  after: readonly TreeNode[],
  opened: ReadonlyMap<string, readonly TreeNode[]> = new Map(),
): "everything" | readonly string[] {
  return differing(before, after, opened) ?? "everything";
}

/** Undefined where the rows are other ones or in another order. */
function differing(
  before: readonly TreeNode[],
  after: readonly TreeNode[],
  opened: ReadonlyMap<string, readonly TreeNode[]>,
): readonly string[] | undefined {
  const isSameOrder =
    before.length === after.length && before.every((node, index) => node.id === after[index]?.id);
  return isSameOrder
    ? before.flatMap((node, index) => differingIn(node, after[index] ?? node, opened))
    : undefined;
}

function differingIn(
  before: TreeNode,
  after: TreeNode,
  opened: ReadonlyMap<string, readonly TreeNode[]>,
): readonly string[] {
  if (before !== after && rowText(before) !== rowText(after)) {
    return [after.id];
  }
  if (after.childrenLater !== undefined) {
    const shown = opened.get(after.id);
    const isSame = shown === undefined || JSON.stringify(shown) === JSON.stringify(after.childrenLater());
    return isSame ? [] : [after.id];
  }
  return before === after
    ? []
    : (differing(before.children ?? [], after.children ?? [], opened) ?? [after.id]);
}

function rowText(node: TreeNode): string {
  return JSON.stringify({ ...node, children: undefined });
}

/** Every node of a tree by its id, but for those that are made later. */
export function nodesById(roots: readonly TreeNode[]): Map<string, TreeNode> {
  const nodes = new Map<string, TreeNode>();
  const note = (node: TreeNode): void => {
    nodes.set(node.id, node);
    node.children?.forEach(note);
  };
  roots.forEach(note);
  return nodes;
}
